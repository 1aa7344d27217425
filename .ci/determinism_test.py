#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs of everything with random seeds, under load on all processors, give the same verdicts, and the same report but for
what may differ: the environment, and the seed.

Usage: .ci/determinism_test.py [RUNS], in a repository that is built (build/default); 100 runs where none are given.
"""
import concurrent.futures
import json
import multiprocessing
import os
import random
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(ROOT, "build", "default", "conformance")
RUNS = 100
# The reference, and faults whose findings have stanzas in the report.
FAULTS = ([], [], [], ["--fault", "two-states"], ["--fault", "server-stores-standalone+late"])


def spin(until):
    while time.monotonic() < until.value:
        sum(range(10_000))


def report_of(seed, fault):
    done = subprocess.run([TOOL, "--seed", str(seed), "-o", "json", *fault], capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, check=False)
    return json.loads(done.stdout)


def without_what_may_differ(report):
    """The report as it has to be on every run. Words are drawn from the seed: of what is quoted the verdicts are kept."""
    report = json.loads(json.dumps(report))
    del report["environment"], report["seed"]
    for trace in report["traces"].values():
        del trace["header"]["seed"]
        if report.get("fault"):
            trace["events"] = [(event["n"], event["kind"]) for event in trace["events"]]
    return report


def first_difference(one, other, place=""):
    if type(one) is not type(other):
        return place
    if isinstance(one, dict):
        keys = sorted(set(one) | set(other))
        pairs = [(key, one.get(key), other.get(key)) for key in keys]
    elif isinstance(one, list) and len(one) == len(other):
        pairs = [(index, *both) for index, both in enumerate(zip(one, other))]
    else:
        return None if one == other else f"{place}: {str(one)[:200]} and {str(other)[:200]}"
    return next((found for key, a, b in pairs if (found := first_difference(a, b, f"{place}/{key}")) is not None), None)


def check_itself(report):
    """What may differ is left out, and nothing else is."""
    changed = json.loads(json.dumps(report))
    changed["environment"]["pid"] = "another"
    changed["seed"] += 1
    assert first_difference(without_what_may_differ(report), without_what_may_differ(changed)) is None
    changed["plays"][0]["results"][0]["verdict"] = "error"
    assert first_difference(without_what_may_differ(report), without_what_may_differ(changed)) is not None


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    until = multiprocessing.Value("d", time.monotonic() + 3600)
    # Somebody else wants each processor, too.
    load = [multiprocessing.Process(target=spin, args=(until,), daemon=True) for _ in range(os.cpu_count())]
    for process in load:
        process.start()
    expected = [report_of(0, fault) for fault in FAULTS]
    check_itself(expected[0])
    expected = [without_what_may_differ(report) for report in expected]
    chance = random.SystemRandom()
    jobs = [(chance.getrandbits(64), index % len(FAULTS)) for index in range(runs)]
    wrong = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (seed, which), report in zip(jobs, pool.map(lambda job: report_of(job[0], FAULTS[job[1]]), jobs)):
            difference = first_difference(expected[which], without_what_may_differ(report))
            if difference is not None:
                wrong.append(f"conformance --seed {seed} {' '.join(FAULTS[which])}: {difference}")
    until.value = 0
    for text in wrong[:10]:
        print(text)
    print(f"determinism: {runs} runs, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
