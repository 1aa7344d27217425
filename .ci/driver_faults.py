#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A driver with a fault: passes requests on to a good driver and its answers back, and breaks the protocol on the way.

    .ci/driver_faults.py FAULT -- PROGRAM…

Each fault but those of the last group strikes once, at the third act after the first reset of the scenarios: the ones
before are of the sounding.
"""

import json
import os
import pathlib
import subprocess
import sys
import threading
import time

LATE_SECONDS = 0.5
FLOOD_LINES, FLOOD_EVENTS = 200_000, 2_000


class Faulty:
    def __init__(self, fault, command):
        self.fault = fault
        self.acts = 0
        self.output = threading.Lock()
        self.waits = []  # of the lying one: what is still to be done
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # A driver that is started again does not die again: a file beside says that it has.
        self.done = pathlib.Path(os.environ["DRIVER_FAULT_MARK"]) if "DRIVER_FAULT_MARK" in os.environ else None

    def write(self, text):
        with self.output:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def ask(self, line):
        self.child.stdin.write(line.encode() + b"\n")
        self.child.stdin.flush()

    def answer(self):
        """The next answer of the good driver; its events are passed on."""
        while line := self.child.stdout.readline():
            message = json.loads(line)
            if "seq" in message:
                return message
            self.write(line.decode().rstrip("\n"))
        sys.exit(3)

    def strikes(self, request):
        if request["cmd"] != "act" or (self.done and self.done.exists()):
            return False
        self.acts += 1
        if self.acts != 4:  # one sounds the verbs, one the sending, and one goes well
            return False
        if self.done:
            self.done.touch()
        return True

    def strike(self, request, line):
        """True if the request was answered, or never will be."""
        seq = request["seq"]
        if self.fault == "dies":
            os._exit(7)
        if self.fault == "hangs":
            time.sleep(3600)
        if self.fault == "no-json":
            self.write("Segmentation fault")
        elif self.fault == "wrong-seq":
            self.write(json.dumps({"seq": seq + 1, "ok": {}}))
        elif self.fault == "answers-twice":
            self.ask(line)
            answer = json.dumps(self.answer())
            self.write(answer)
            self.write(answer)
        elif self.fault == "floods-events":
            for _ in range(FLOOD_EVENTS):
                self.write(json.dumps({"event": "alert", "from": "nobody@montague.lit"}))
            return False
        elif self.fault == "kills-client":
            # The client of the good driver is the driver: its end is that of the stream.
            self.child.kill()
            self.child.wait()
            self.write(json.dumps({"seq": seq, "error": {"reason": "the client was killed"}}))
            os._exit(0)
        else:
            return False
        return True

    def pass_on(self, request, line):
        if self.fault == "tells-password" and request["cmd"] == "connect":
            sys.stderr.write(f"logs in with {request['password']}\n")
            sys.stderr.flush()
            return {"seq": request["seq"], "error": {"reason": f"{request['password']} was wrong"}}
        if self.fault == "floods-stderr":
            for _ in range(FLOOD_LINES // 100):
                sys.stderr.write("nonsense " * 20 + "\n")
        if request["cmd"] == "act" and self.fault == "unsupported-client" and request["action"][0] != "x":
            return {"seq": request["seq"], "unsupported": {"why": "client", "reason": "it has none"}}
        if self.fault == "unsupported" and request["cmd"] in ("act", "query", "configure"):
            return {"seq": request["seq"], "unsupported": {"why": "driver", "reason": "this driver can nothing"}}
        if self.fault == "empty" and request["cmd"] in ("act", "query", "configure"):
            if str(request.get("action")).startswith("x-"):
                return {"seq": request["seq"], "unsupported": {"why": "driver", "reason": "unknown"}}
            return {"seq": request["seq"], "ok": {"value": None} if request["cmd"] == "query" else {}}
        if self.fault == "lies" and request["cmd"] == "act" and not request["action"].startswith("x-"):
            self.waits.append((time.monotonic() + LATE_SECONDS, line))
            return {"seq": request["seq"], "ok": {}}
        if self.fault == "lies" and request["cmd"] == "sync":
            return {"seq": request["seq"], "ok": {}}
        self.catch_up()
        self.ask(line)
        return self.answer()

    def catch_up(self):
        """The lying one does what it has said was done."""
        while self.waits:
            due, line = self.waits.pop(0)
            time.sleep(max(0.0, due - time.monotonic()))
            self.ask(line)
            self.answer()

    def run(self):
        late = threading.Condition()

        def do_late():
            while True:
                with late:
                    late.wait_for(lambda: self.waits)
                    due, line = self.waits[0]
                time.sleep(max(0.0, due - time.monotonic()))
                with late:
                    if self.waits and self.waits[0][1] == line:
                        self.waits.pop(0)
                        self.ask(line)
                        self.answer()
        if self.fault == "lies":
            threading.Thread(target=do_late, daemon=True).start()
        for line in sys.stdin:
            request = json.loads(line)
            if self.strikes(request) and self.strike(request, line.rstrip("\n")):
                continue
            with late:
                said = self.pass_on(request, line.rstrip("\n"))
                late.notify()
            if self.fault == "claims" and request["cmd"] == "hello":
                said["ok"]["settings"]["timers"] = "runtime"
            self.write(json.dumps(said))
            if request["cmd"] == "stop":
                break
        self.child.stdin.close()
        self.child.wait(5)


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[2] != "--":
        sys.exit(__doc__)
    Faulty(sys.argv[1], sys.argv[3:]).run()
