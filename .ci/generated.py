#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What documents show of the program's own output is as the program prints it now; with --write it is written there."""
import difflib
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


GENERATED = {"README.md": readme}


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
