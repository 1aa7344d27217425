#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""clang-tidy over harness/, reports/ and fuzz/, with .clang-tidy, by the compile commands of build/default.

These are g++'s: what clang does not know (a precompiled header of g++, a compiler cache) is taken out of a copy.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMANDS = ROOT / "build" / "default" / "compile_commands.json"
TIDY = ROOT / "build" / "tidy"


def for_clang(command):
    command = re.sub(r'\s-include\s+("[^"]*|\S*)cmake_pch\.hxx"?', "", re.sub(r"^\S*ccache\s+", "", command))
    return re.sub(r"\s-(Winvalid-pch|Werror)(?=\s)", "", command)


def tidy(name, entries, *options):
    """Runs clang-tidy over the entries; what it finds, and what it says when it ends badly without a finding."""
    folder = TIDY / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(entries, indent=1), encoding="utf-8")
    jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
    done = subprocess.run(["run-clang-tidy-19", "-quiet", "-p", str(folder), "-j", jobs, *options], capture_output=True,
                          text=True, cwd=ROOT, check=False)
    found = re.findall(r"^(\S.*?:\d+:\d+: (?:error|warning): .*)$", done.stdout, re.M)
    if done.returncode != 0 and not found:
        found = [done.stdout[-2000:] + done.stderr[-2000:]]
    return found


def main():
    entries = json.loads(COMMANDS.read_text(encoding="utf-8"))
    parts = tuple(f"{ROOT / part}/" for part in ("harness", "reports", "fuzz"))
    entries = [dict(entry, command=for_clang(entry["command"])) for entry in entries if entry["file"].startswith(parts)]
    tests = [entry for entry in entries if entry["file"].endswith(".test.cpp")]
    found = tidy("program", [entry for entry in entries if entry not in tests])
    # CHECK(a == b) of Catch2 is a chained comparison.
    found += tidy("tests", tests, "-checks=-bugprone-chained-comparison")
    found = list(dict.fromkeys(line.replace(f"{ROOT}/", "") for line in found))
    print("\n".join(found + [f"tidy: {len(entries)} files, {len(found)} findings"]))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
