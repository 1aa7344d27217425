#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What documents show of the program's own output is as the program prints it now; with --write it is written there."""
import difflib
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(ROOT, "build", "default", "conformance")


def printed(*arguments):
    done = subprocess.run([TOOL, *arguments], capture_output=True, text=True, timeout=120, check=True, stdin=subprocess.DEVNULL)
    return done.stdout


def readme(text):
    """The first indented block after "The first prints" is what ./conformance prints."""
    sample = "\n".join(("    " + line).rstrip() for line in printed().splitlines())
    return re.sub(r"(?<=\nThe first prints\n\n).*?(?=\n\n[^ \n])", lambda _: sample, text, count=1, flags=re.DOTALL)


def cell(text):
    return text.replace("|", "\\|")


def levels_of(rule):
    """One level, or one for each version, each with its section in the specification."""
    versions = list(rule["in"].items())
    def linked(entry):
        return f"[{entry['level']}]({entry['link']})"
    if len({entry["level"] for _, entry in versions}) == 1:
        return linked(versions[-1][1]), ", ".join(version for version, _ in versions)
    return "; ".join(f"{version}: {linked(entry)}" for version, entry in versions), ", ".join(version for version, _ in versions)


def judged_by(rule):
    """By which scenarios and faults, or why not."""
    if rule.get("not_judged"):
        return f"*{rule['not_judged']}*: {rule['unseen']}", ""
    faults = ", ".join(f"`{name}`" for name in rule["faults"])
    if not faults and all(entry["level"] in ("MAY", "INFO") for entry in rule["in"].values()):
        faults = "*cannot fail*"
    return ", ".join(f"`{name}`" for name in rule["scenarios"]), faults


def rules(_):
    """docs/RULES.md: every rule of the catalogue."""
    catalogue = json.loads(printed("list", "rules", "--json"))
    titles = {}
    for rule in catalogue:
        titles.setdefault(rule["id"].split("/")[0], rule["specification"])
    judged = sum(1 for rule in catalogue if not rule.get("not_judged"))
    lines = ["# Rules", "",
             "Every rule that the catalogue knows, made by `.ci/generated.py --write` from `conformance list rules --json`: how strong it is in",
             "which version, with a link to the section; which scenarios owe a verdict on it; which faults of the reference it catches; and of what",
             "is not judged the reason. `conformance explain ID` says more of each. Sides: C client, S server, M multi-user chat room.", "",
             f"{len(catalogue)} rules, {judged} of them judged."]
    for specification, title in titles.items():
        lines += ["", f"## {title}", "", "| rule | level | versions | sides | scenarios, or why it is not judged | faults |", "|---|---|---|---|---|---|"]
        for rule in catalogue:
            if rule["id"].split("/")[0] != specification:
                continue
            level, versions = levels_of(rule)
            scenarios, faults = judged_by(rule)
            sides = "".join({"client": "C", "server": "S", "room": "M"}[side] for side in rule["sides"])
            lines.append(f"| `{rule['id']}` {cell(rule['title'])} | {level} | {versions} | {sides} | {cell(scenarios)} | {faults} |")
    return "\n".join(lines) + "\n"


SHORT = {"pass": "pass", "fail": "**fail**", "inconclusive": "?", "error": "error", "not applicable": "n/a", "none": "–"}


def read_json(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as text:
        return json.load(text)


def by_hand(scenario):
    """A scenario as a person would play it, in one line."""
    steps = []
    for line in printed("explain", scenario).splitlines():
        if found := re.match(r" +\d+\. (.*)", line):
            steps.append(found[1])
        elif steps and line.startswith("      "):
            steps[-1] += " " + line.strip()
        elif steps:
            break
    return " ".join(steps)


def seconds(milliseconds):
    return f"{milliseconds / 1000:g} s"


def timings(client):
    lines = []
    for timing in client["timings"]:
        shortest, longest = seconds(round(timing["shortest"], -2)), seconds(round(timing["longest"], -2))
        suggested = " and ".join(f"{seconds(time)} ({version})" for version, time in sorted(timing["suggested"].items()))
        lines.append(f"{timing['state']} after {shortest if shortest == longest else shortest + ' to ' + longest}, suggested {suggested}")
    return "; ".join(lines) or "none within 45 s"


def interop(_):
    """docs/interop.md: what the clients that have a driver here came to."""
    clients = read_json("docs", "interop.json")
    expected = {name: {entry["id"]: entry for entry in read_json("drivers", "expect", f"{name}.json")["expect"]} for name in clients}
    catalogue = json.loads(printed("list", "rules", "--json"))
    lines = ["# Real clients", "",
             "What four clients came to that have a driver in `drivers/`, made by `.ci/generated.py --write` from `docs/interop.json` and",
             "`drivers/expect/`; `.ci/interop.py` plays them and compares. Each failure was checked against the trace and the sentence of the",
             "specification before it was written here. MUST and MUST NOT decide a run; a failed SHOULD is a deviation that may have its reasons.", "",
             "| client | version | date | scenarios played | profile | run as |", "|---|---|---|---|---|---|"]
    for client in clients.values():
        count = client["scenarios"]
        lines.append(f"| {client['title']} | {client['version']} | {client['date']} | {count['played']} of {count['all']} | {client['profile']} | "
                     f"{client['configuration']} |")
    lines += ["", "`n/a` not applicable, mostly for want of the function; `?` inconclusive.", "",
              "| rule | level | " + " | ".join(client["title"] for client in clients.values()) + " |", "|---|---|" + "---|" * len(clients)]
    for rule in catalogue:
        verdicts = [client["verdicts"].get(rule["id"], "none") for client in clients.values()]
        if all(verdict == "none" for verdict in verdicts):
            continue
        lines.append(f"| `{rule['id']}` {cell(rule['title'])} | {levels_of(rule)[0]} | " + " | ".join(SHORT[verdict] for verdict in verdicts) + " |")
    links = {rule["id"]: levels_of(rule)[0] for rule in catalogue}
    for name, client in clients.items():
        lines += ["", f"## {client['title']} {client['version']}", "", f"Timers, measured: {timings(client)}."]
        for rule, verdict in client["verdicts"].items():
            entry = expected[name].get(rule)
            if verdict != "fail" or entry is None:
                continue
            scenario = entry["evidence"].split(":")[0]
            lines += ["", f"- **`{rule}`** ({links[rule]}): {cell_free(entry['reason'])}.", f"  - seen: {cell_free(entry['evidence'])}",
                      f"  - by hand: {cell_free(by_hand(scenario))}"]
        doubts = [f"`{rule}` ({client['reasons'][rule]})" for rule, verdict in client["verdicts"].items() if verdict in ("inconclusive", "error")]
        if doubts:
            lines += ["", "Without a verdict: " + cell_free("; ".join(doubts)) + "."]
    return "\n".join(lines) + "\n"


def cell_free(text):
    """Mark-up of XML is no mark-up of Markdown."""
    return re.sub(r"<[^<>]*>(?:[^<>\s]*<[^<>]*>)*", lambda tags: f"`{tags[0]}`", text)


GENERATED = {"README.md": readme, "docs/RULES.md": rules, "docs/interop.md": interop}


def main():
    write = sys.argv[1:] == ["--write"]
    stale = 0
    for path, generate in GENERATED.items():
        file_path = os.path.join(ROOT, path)
        old = ""
        if os.path.exists(file_path):
            with open(file_path, encoding="utf-8") as file:
                old = file.read()
        new = generate(old)
        if new == old:
            print(f"ok   {path}")
            continue
        if write:
            with open(file_path, "w", encoding="utf-8") as file:
                file.write(new)
            print(f"new  {path}")
            continue
        stale += 1
        print(f"FAIL {path}: stale; .ci/generated.py --write brings it up to date")
        print("\n".join(list(difflib.unified_diff(old.splitlines(), new.splitlines(), "as it stands", "as it is now", n=0,
                                                   lineterm=""))[:20]))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
