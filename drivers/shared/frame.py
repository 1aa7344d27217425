# SPDX-License-Identifier: MIT
"""The frame of a driver: reads requests, one JSON object a line, and answers each exactly once (docs/DRIVERS.md).

A driver is a subclass of Driver. What it can do are its methods: `act_type(request)` is the action `type`,
`query_alerts(request)` the query `alerts`, `configure_chat_states(value)` the setting `chat_states`; beside these
`connect(request)`, `reset()`, and `sync()` if its contract can be kept. A method returns what stands in `ok` (None: an
empty object), or raises Unsupported or Failed. Whatever else it raises is an error, too.
"""

import json
import os
import pwd
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback

PROTOCOL = 1
LINE_BYTES_MAX = 1 << 20


class Unsupported(Exception):
    """It cannot be done: the client has no such function, or this driver cannot work it."""

    def __init__(self, why, reason):
        super().__init__(reason)
        self.why = why


class Failed(Exception):
    """It could be done, but was not."""


class Ended(Exception):
    """A signal that ends the driver."""


def log(text):
    print(text, file=sys.stderr, flush=True)


class Home:
    """A fresh folder for one start of the client. Belongs to nobody, if `nobody` says so and we are root."""

    def __init__(self, name, nobody=False):
        self.path = tempfile.mkdtemp(prefix=f"conformance-{name}-")
        self.nobody = pwd.getpwnam("nobody") if nobody and os.getuid() == 0 else None

    def write(self, name, text):
        """Writes a file that only its owner can read, for passwords stand in some."""
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def hand_over(self):
        if self.nobody is None:
            return
        for folder, _, names in os.walk(self.path):
            for path in [folder] + [os.path.join(folder, name) for name in names]:
                os.chown(path, self.nobody.pw_uid, self.nobody.pw_gid)

    def remove(self):
        # What the client was still writing when it ended may come between.
        for _ in range(20):
            shutil.rmtree(self.path, ignore_errors=True)
            if not os.path.exists(self.path):
                return
            time.sleep(0.05)
        log(f"could not remove {self.path}")


def wait_until(condition, seconds, what):
    """The value of the condition as soon as it is true. It is looked at often, and never waited for in vain."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failed(f"{what} did not come about within {seconds:g} s")
        time.sleep(0.01)


class Driver:
    name = ""
    clock = "real"
    parallel_chats = False
    settings = {}
    # What it cannot do, by action, query or setting: ("client" or "driver", the reason).
    cannot = {}

    def __init__(self):
        self.output = threading.Lock()

    def version(self):
        return ""

    def connect(self, request):
        raise NotImplementedError

    def reset(self):
        """Ends the client, if there is one, and removes all that it has left; also called at the end."""
        raise NotImplementedError

    def tell(self, event, **fields):
        self.write({"event": event, **fields})

    # Requests --------------------------------------------------------------------------------------------------------

    def hello(self):
        def verbs(prefix):
            return sorted(name.removeprefix(prefix) for name in dir(self) if name.startswith(prefix))

        return {"name": self.name, "version": self.version(), "actions": verbs("act_"), "queries": verbs("query_"),
                "settings": self.settings, "sync": hasattr(self, "sync"), "clock": self.clock,
                "parallel_chats": self.parallel_chats}

    def verb(self, kind, name):
        method = getattr(self, f"{kind}_{name}", None) if isinstance(name, str) else None
        if method is None:
            raise Unsupported(*self.cannot.get(name, ("driver", f"this driver does not know {kind} {name!r}")))
        return method

    def handle(self, request):
        command = request.get("cmd")
        if command == "hello":
            return self.hello()
        if command == "connect":
            return self.connect(request)
        if command == "act":
            return self.verb("act", request.get("action"))(request)
        if command == "query":
            return {"value": self.verb("query", request.get("query"))(request)}
        if command == "configure":
            return self.verb("configure", request.get("setting"))(request.get("value"))
        if command == "sync" and hasattr(self, "sync"):
            return self.sync()
        if command in ("reset", "stop"):
            return self.reset()
        raise Unsupported("driver", f"this driver does not know {command!r}")

    def answer(self, request):
        try:
            return {"ok": self.handle(request) or {}}
        except Unsupported as unsupported:
            return {"unsupported": {"why": unsupported.why, "reason": str(unsupported)}}
        except Failed as failed:
            return {"error": {"reason": str(failed)}}
        except Exception as error:  # an error of the driver itself costs this request only
            traceback.print_exc()
            return {"error": {"reason": f"{type(error).__name__}: {error}"}}

    def write(self, message):
        with self.output:
            sys.stdout.write(json.dumps(message) + "\n")
            sys.stdout.flush()

    def serve(self):
        while line := sys.stdin.buffer.readline(LINE_BYTES_MAX + 1):
            if len(line) > LINE_BYTES_MAX:
                raise SystemExit("a line is longer than 1 MiB")
            try:
                request = json.loads(line)
                sequence = request["seq"]
            except (ValueError, TypeError, KeyError):
                log("passes over a line that is no request")
                continue
            self.write({"seq": sequence, **self.answer(request)})
            if request.get("cmd") == "stop":
                return

    def run(self):
        def end(number, _):
            raise Ended(signal.Signals(number).name)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, end)
        try:
            self.serve()
        except (Ended, BrokenPipeError) as error:
            log(f"ends: {type(error).__name__} {error}")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self.reset()
