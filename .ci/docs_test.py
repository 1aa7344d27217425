#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every command of the documents in docs/ is run, and what they say that it prints is compared.

A fenced block marked `sh` is a script: it is run in the document's own folder with the built program on the path, and
has to end with 0, or with N where the block is marked `sh exit=N`. A block `text` right behind it is its output, both
streams together; a line `...` there stands for any lines. A block marked `json file=NAME` is written into the folder.
Port 5222 of a document is a private Prosody with accounts for Romeo and Juliet, 5223 the same with direct TLS, 5280 over
WebSocket; server-ca.pem is the authority of its certificate.
"""
import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from prosody_test import Prosody, TOOL  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOCUMENTS = ("reading-a-verdict.md", "writing-a-scenario.md", "testing-a-server.md", "glossary.md")
FENCE = re.compile(r"^(?P<fence>`{3,})(?P<mark>[^`\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.M | re.S)
PORTS = ("5222", "5223", "5280")
PEOPLE = ("romeo", "juliet")
PASSWORD_FILES = ("passwords", "open-to-all")


def holds_secret(content):
    secrets = [f"secret of {who}" for who in PEOPLE] + [base64.b64encode(f"\0{who}\0secret of {who}".encode()).decode() for who in PEOPLE]
    return any(secret.encode() in content for secret in secrets)


def blocks_of(text):
    for found in FENCE.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found["mark"].split(), found["body"]


def fits(expected, printed):
    """Whether the printed lines are the expected ones, where "..." stands for any number of lines."""
    parts = [re.escape(part.strip("\n")) for part in re.split(r"^\.\.\.[ \t]*$", expected, flags=re.M)]
    if len(parts) == 1:
        return expected.rstrip() == printed.rstrip()
    pattern = r"(?:.*\n)*?".join(part + r"\n" if part else "" for part in parts)
    return re.fullmatch(pattern, printed if printed.endswith("\n") else printed + "\n") is not None


def run(script, folder, ports):
    environment = dict(os.environ, PATH=folder + "/.bin:" + os.environ["PATH"], HOME=folder, NO_COLOR="1")
    environment.pop("CONFORMANCE_PASSWORD", None)
    for written, real in zip(PORTS, ports):
        script = script.replace(written, str(real))
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, timeout=300)
    printed = done.stdout
    for written, real in zip(PORTS, ports):
        printed = printed.replace(f":{real}", f":{written}")
    return done.returncode, printed


def check(name, text, ports=(), authority=None):
    """What is wrong with a document, one text for each."""
    commands = 0
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/.bin")
        os.symlink(TOOL, folder + "/.bin/conformance")
        if authority:
            shutil.copy(authority, folder + "/server-ca.pem")
        printed = None
        for line, mark, body in blocks_of(text):
            kind = mark[0] if mark else ""
            if kind == "sh":
                wanted = int(next((word[5:] for word in mark if word.startswith("exit=")), "0"))
                code, printed = run(body, folder, ports)
                commands += 1
                if holds_secret(printed.encode()):
                    yield f"{name}:{line}: a password was printed"
                if code != wanted:
                    yield f"{name}:{line}: ended with {code}, expected {wanted}:\n{printed[-3000:]}"
                continue
            if kind == "json" and len(mark) > 1 and mark[1].startswith("file="):
                with open(os.path.join(folder, os.path.basename(mark[1][5:])), "w", encoding="utf-8") as file:
                    file.write(body)
            elif kind == "text" and printed is not None:
                if not fits(body, printed):
                    yield f"{name}:{line}: says\n{body}\nand there was printed\n{printed[-4000:]}"
            elif kind not in ("json", "xml", ""):
                yield f"{name}:{line}: a block marked {' '.join(mark)} is nothing that is checked"
            printed = None
        for where, folders, files in os.walk(folder):
            folders[:] = [each for each in folders if each != ".bin"]
            for file in files:
                with open(os.path.join(where, file), "rb") as opened:
                    if file not in PASSWORD_FILES and holds_secret(opened.read()):
                        yield f"{name}: {file} holds a password"
    # A command in the running text is one, too: it is not run, but its options and commands have to be there.
    for number, row in enumerate(text.splitlines(), 1):
        for option in re.findall(r"`(?:conformance )?(--[a-z-]+)", row):
            if option not in HELP:
                yield f"{name}:{number}: {option} is no option"
    if commands == 0 and name != "glossary.md":
        yield f"{name}: has no command"


HELP = subprocess.run([TOOL, "man"], capture_output=True, text=True, timeout=60).stdout.replace("\\-", "-")

PLANTED = [
    ("```sh\nfalse\n```\n", True), ("```sh exit=1\nfalse\n```\n", False), ("```sh\nconformance --sed 1\n```\n", True),
    ("```sh\necho a\n```\n```text\na\n```\n", False), ("```sh\necho a\n```\n```text\nb\n```\n", True),
    ("```sh\nprintf 'a\\nb\\nc\\n'\n```\n```text\na\n...\nc\n```\n", False),
    ("```sh\nprintf 'a\\nb\\nc\\n'\n```\n```text\n...\nd\n```\n", True),
    ("```sh\nprintf 'a\\nb\\nc\\n'\n```\n```text\n...\nc\n```\n", False),
    ("```sh\nprintf 'a\\nb\\n'\n```\n```text\na\n...\n```\n", False),
    ("```sh\nprintf 'x\\na\\nb\\n'\n```\n```text\na\n...\n```\n", True),
    ("```sh\ntrue\n```\nThe flag `--tagret` does it.\n", True), ("```bash\ntrue\n```\n", True),
    ("```sh\necho the secret of romeo\n```\n", True), ("```sh\necho secret of juliet > trace\n```\n", True),
    ("```sh\necho secret of juliet > passwords\n```\n", False),
    ('```json file=a.json\n{}\n```\n```sh\ncat a.json\n```\n```text\n{}\n```\n', False),
]


def main():
    failed = []
    for text, wrong in PLANTED:
        if bool(list(check("planted.md", text))) != wrong:
            failed.append(f"the test itself {'misses' if wrong else 'refuses'} {text!r}")
    server = Prosody(offline=True, archive=False)
    try:
        accounts = server.folder + "/data/localhost/accounts"
        os.makedirs(accounts)
        for name in PEOPLE:
            with open(f"{accounts}/{name}.dat", "w", encoding="utf-8") as file:
                file.write(f'return {{ ["password"] = "secret of {name}" }};\n')
        for name in DOCUMENTS:
            with open(os.path.join(ROOT, "docs", name), encoding="utf-8") as file:
                problems = list(check(name, file.read(), (server.port, server.tls_port, server.http_port),
                                      server.folder + "/ca.pem"))
            print(f"{'FAIL' if problems else 'ok  '} {name}")
            failed += problems
    finally:
        server.stop()
    for problem in failed:
        print(problem)
    print(f"docs: {len(DOCUMENTS)} documents, {len(failed)} problems")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
