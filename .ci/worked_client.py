# SPDX-License-Identifier: MIT
"""The reference client, worked by the protocol of docs/DRIVERS.md: for tests that need a client of their own."""

import json
import pathlib
import subprocess
import time

TOOL = str(pathlib.Path(__file__).resolve().parent.parent / "build" / "default" / "conformance")


class Client:
    """The reference client, worked by the protocol of docs/DRIVERS.md."""

    def __init__(self, test, jid, password, port, tls="off", ca="", fault=""):
        self.program = subprocess.Popen([TOOL, "reference-client", *(["--fault", fault] if fault else [])],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.seq = 0
        test.addCleanup(self.end)
        self.ask("hello", protocol=1)
        self.ask("reset", scenario="record")
        self.ask("connect", jid=jid, password=password, host="127.0.0.1", port=port, tls=tls, **({"ca": ca} if ca else {}))

    def ask(self, command, **fields):
        self.seq += 1
        self.program.stdin.write(json.dumps({"seq": self.seq, "cmd": command, **fields}) + "\n")
        self.program.stdin.flush()
        while True:
            answer = json.loads(self.program.stdout.readline())
            if answer.get("seq") == self.seq:
                if "ok" not in answer:
                    raise AssertionError(answer)
                return answer["ok"]

    def act(self, action, to, text=""):
        """Done, and what it caused is written."""
        self.ask("act", action=action, to=to, **({"text": text} if text else {}))
        self.ask("sync")

    def query(self, query, sender):
        return self.ask("query", query=query, **{"from": sender})["value"]

    def wait_until_shown(self, sender, text):
        """The message. Each question takes a turn of the client, which reads what has come; the end of patience is a failure."""
        deadline = time.monotonic() + 20
        while not (shown := [one for one in self.query("shown_messages", sender) if text in one]):
            if time.monotonic() > deadline:
                raise AssertionError(f"not shown: {text}")
        return shown[-1]

    def stop(self):
        self.ask("stop")
        self.program.wait(10)

    def end(self):
        if self.program.poll() is None:
            self.program.kill()
            self.program.wait()
        self.program.stdin.close()
        self.program.stdout.close()
