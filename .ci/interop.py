#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Plays everything against the four real clients that have a driver in drivers/, all at once, and compares with what is
known: drivers/expect/CLIENT.json says what a client does not pass, and why; docs/interop.json has each verdict.

    .ci/interop.py [CLIENT…] [--runs N] [--load] [--write]
    .ci/interop.py --smoke       two clients and some scenarios, in a minute

--load keeps all processors busy meanwhile; --write puts the verdicts, with today's date, into docs/interop.json, of which
.ci/generated.py --write makes docs/interop.md. Reports are left in build/interop.
"""

import argparse
import concurrent.futures
import datetime
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOL = ROOT / "build" / "default" / "conformance"
REPORTS = ROOT / "build" / "interop"
KNOWN = ROOT / "docs" / "interop.json"
PYTHON = "/usr/bin/python3"
LONGEST_SECONDS = 3000

# Name in files, title, driver, and what is special about how it is run here.
CLIENTS = {
    "profanity": ("Profanity", [PYTHON, "drivers/profanity.py"], "terminal, TCP without TLS, its defaults"),
    "poezio": ("Poezio", [PYTHON, "drivers/poezio.py"], "terminal, TCP without TLS, auto_reconnect on"),
    "slixmpp": ("a bot with slixmpp", [PYTHON, "drivers/slixmpp_bot_driver.py"],
                "drivers/slixmpp_bot.py, 150 lines: what they make of the library is theirs"),
    "converse": ("Converse", ["node", "drivers/converse/driver.mjs"], "headless Chromium, WebSocket without TLS"),
}
SMOKE = ("profanity", "slixmpp")
SMOKE_SELECTION = ["client/0085/5.6/standalone-bare", "client/0085/5.6/one-state", "client/0085/5.1/stateless-opening",
                   "client/0085/4/advertised", "client/0085/5.7/new-thread-after-gone", "client/0224/4/confirmed-by-caps"]


def played(client, selection, number):
    """One run: its exit code, its report, and what it said."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{client}-{number}.json"
    report.unlink(missing_ok=True)
    log = REPORTS / f"{client}-{number}.txt"
    command = [str(TOOL), "--target", "driver", "-q", "--expect", f"drivers/expect/{client}.json", "-o", f"console:{log}",
               "-o", f"json+traces:{report}", *selection, "--", *CLIENTS[client][1]]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False,
                              stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return None, None, f"did not end within {LONGEST_SECONDS} s"
    said = done.stderr + (log.read_text(encoding="utf-8") if log.exists() else "")
    return done.returncode, json.loads(report.read_text(encoding="utf-8")) if report.exists() else None, said


def rows(report):
    return [row for play in report["plays"] for row in play["results"]]


def summary(client, report):
    """What is kept of a report."""
    scenarios = {}
    for trace in report["traces"].values():
        for event in trace["events"]:
            if event["kind"] == "scenario" and event["phase"] == "end":
                scenarios[event["scn"]] = event["outcome"]
    findings = {}
    for row in rows(report):
        if row["verdict"] == "fail":
            failed = [piece for piece in row["evidence"] if piece["verdict"] == "fail"]
            findings[row["rule"]] = {"scenarios": sorted({piece["scenario"] for piece in failed if piece.get("scenario")})}
    title, _, configuration = CLIENTS[client]
    return {
        "title": title, "version": report["environment"]["client"].rsplit(" ", 1)[-1],
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(), "configuration": configuration,
        "profile": report["profile"], "versions": report["plays"][0]["versions"],
        "scenarios": {"played": sum(outcome == "played" for outcome in scenarios.values()), "all": len(scenarios)},
        "timings": report["plays"][0]["timings"],
        "verdicts": {row["rule"]: row["verdict"] for row in rows(report)},
        "reasons": {row["rule"]: row["reason"] for row in rows(report)
                    if row["verdict"] in ("inconclusive", "not applicable", "error")},
        "failures": findings,
    }


def differences(known, report, selected):
    """What another verdict came to than is known. Of a selection only what fails and did not: others of the rule's
    scenarios may have given what is known."""
    found = []
    for row in rows(report):
        before = known["verdicts"].get(row["rule"])
        if selected and row["verdict"] not in ("fail", "error"):
            continue
        if before != row["verdict"]:
            found.append(f"{row['rule']}: {row['verdict']}, known as {before}: {row['reason']}")
    return found


def unexplained(client, report):
    """Failures of which the file of expectations says nothing: each is to be looked at before it goes into a table."""
    with open(ROOT / "drivers" / "expect" / f"{client}.json", encoding="utf-8") as text:
        explained = {entry["id"] for entry in json.load(text)["expect"]}
    return [f"{row['rule']} fails, and drivers/expect/{client}.json does not say why" for row in rows(report)
            if row["verdict"] == "fail" and row["rule"] not in explained]


def check(client, selection, number, known, write):
    """Problems of one run, and what is to be kept of it."""
    code, report, said = played(client, selection, number)
    if report is None:
        return [f"no report (exit {code}): {said[-2000:]}"], None
    problems = unexplained(client, report)
    if code != 0 and not selection:
        problems.append(f"exit {code}: {said.strip().splitlines()[-1] if said.strip() else ''}")
    if report["environment"].get("client") is None or (selection and not any(
            row["verdict"] in ("pass", "fail") for row in rows(report))):
        problems.append(f"nothing was judged: {said[-2000:]}")
    if not write and client in known:
        problems += differences(known[client], report, selection)
    return problems, None if selection or code == 4 else summary(client, report)


def burn():
    while True:
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("client", nargs="*", choices=[*CLIENTS, []])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--load", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    clients = options.client or (SMOKE if options.smoke else list(CLIENTS))
    selection = SMOKE_SELECTION if options.smoke else []
    with open(KNOWN, encoding="utf-8") if KNOWN.exists() else open(os.devnull, encoding="utf-8") as text:
        known = json.loads(text.read() or "{}")
    burners = [multiprocessing.Process(target=burn, daemon=True) for _ in range(os.cpu_count() if options.load else 0)]
    for burner in burners:
        burner.start()
    failed = 0
    try:
        for number in range(1, options.runs + 1):
            with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
                runs = {client: pool.submit(check, client, selection, number, known, options.write) for client in clients}
            for client, run in runs.items():
                problems, kept = run.result()
                print(f"{'FAIL' if problems else 'ok  '} {client}, run {number}", *problems, sep="\n     ", flush=True)
                failed += bool(problems)
                if options.write and kept:
                    known[client] = kept
    finally:
        for burner in burners:
            burner.terminate()
    if options.write:
        with open(KNOWN, "w", encoding="utf-8") as text:
            json.dump(dict(sorted(known.items())), text, indent=1, ensure_ascii=False)
            text.write("\n")
    print(f"interop: {options.runs * len(clients)} runs, {failed} with problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
