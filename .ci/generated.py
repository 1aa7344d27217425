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


GENERATED = {"README.md": readme, "docs/RULES.md": rules}


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
