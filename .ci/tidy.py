#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""clang-tidy over harness/ and reports/, with .clang-tidy, by the compile commands of build/default.

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


def main():
    entries = json.loads(COMMANDS.read_text(encoding="utf-8"))
    parts = tuple(f"{ROOT / part}/" for part in ("harness", "reports"))
    entries = [entry for entry in entries if entry["file"].startswith(parts)]
    for entry in entries:
        entry["command"] = for_clang(entry["command"])
    TIDY.mkdir(exist_ok=True)
    (TIDY / "compile_commands.json").write_text(json.dumps(entries, indent=1), encoding="utf-8")
    jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", "2")
    done = subprocess.run(["run-clang-tidy-19", "-quiet", "-p", str(TIDY), "-j", jobs], capture_output=True, text=True,
                          cwd=ROOT, check=False)
    found = dict.fromkeys(re.findall(r"^(\S.*?:\d+:\d+: (?:error|warning): .*)$", done.stdout, re.M))
    for line in found:
        print(line.replace(f"{ROOT}/", ""))
    if done.returncode != 0 and not found:
        print(done.stdout[-3000:], done.stderr[-3000:])
    print(f"tidy: {len(entries)} files, {len(found)} findings")
    sys.exit(1 if done.returncode != 0 or found else 0)


if __name__ == "__main__":
    main()
