#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Speaks the runner's side of the driver protocol (docs/DRIVERS.md) to every driver in drivers/.

The frame first, for the templates and the ready drivers alike: one answer to each request, unknown verbs, lines that are
no requests, the ways to end, nothing left behind. Then each ready driver works its client against the embedded server,
with Romeo played by slixmpp, and what Romeo sees is what the client really wrote.

    .ci/drivers_test.py [-v] [NAME…]      names as unittest has them: Profanity, Templates.test_frame
"""

import asyncio
import contextlib
import json
import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from prosody_test import Prosody  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOL = ROOT / "build" / "default" / "conformance"
DRIVERS = ROOT / "drivers"
JULIET, ROMEO = "juliet@capulet.lit", "romeo@montague.lit"
# Passwords that can be found if they stand anywhere that they should not.
JULIETS, ROMEOS = "wherefore-art-thou", "it-is-the-east"
STATES = ("active", "composing", "paused", "inactive", "gone")
ANSWER_SECONDS, CONNECT_SECONDS, STOP_SECONDS, SEEN_SECONDS = 30, 60, 5, 10
TEXT = 'a "quoted" \\ backslash; semicolon;'


def processes_with(marker):
    """The processes whose environment or arguments have the marker: all that a driver has started."""
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            state = (folder / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()[0]
            arguments = (folder / "cmdline").read_bytes()
            if state != "Z" and marker in (folder / "environ").read_bytes() + arguments:
                found[int(folder.name)] = arguments.replace(b"\0", b" ").decode(errors="replace")
    return found


class Driver:
    """The runner's side of a driver: a child process, and what it says."""

    def __init__(self, command):
        self.folder = tempfile.mkdtemp(prefix="drivers-test-")
        os.chmod(self.folder, 0o711)  # a client that is not root has its home in it
        self.log = open(f"{self.folder}.log", "w+b")
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, start_new_session=True,
                                        env={**os.environ, "TMPDIR": self.folder})
        self.answers, self.events = queue.Queue(), []
        self.seq = 0
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            try:
                message = json.loads(line)
            except ValueError:
                message = {"no JSON": line}
            if "event" in message:
                self.events.append(message)
            else:
                self.answers.put(message)
        self.answers.put(None)

    def write(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def request(self, command, **fields):
        self.seq += 1
        self.write(json.dumps({"seq": self.seq, "cmd": command, **fields}) + "\n")
        return self.seq

    def answer(self, seq, seconds=ANSWER_SECONDS):
        """Its answer: of ok, unsupported and error exactly one, with the number of the request."""
        try:
            message = self.answers.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"no answer within {seconds} s\n{self.said()}") from None
        if message is None:
            raise AssertionError(f"the driver has ended\n{self.said()}")
        kinds = [kind for kind in ("ok", "unsupported", "error") if kind in message]
        if message.get("seq") != seq or len(kinds) != 1 or not isinstance(message[kinds[0]], dict):
            raise AssertionError(f"not an answer to {seq}: {message}")
        return kinds[0], message[kinds[0]]

    def ask(self, command, **fields):
        return self.answer(self.request(command, **fields), CONNECT_SECONDS if command == "connect" else ANSWER_SECONDS)

    def ok(self, command, **fields):
        kind, value = self.ask(command, **fields)
        if kind != "ok":
            raise AssertionError(f"{command} {fields.get('action', '')}: {kind} {value}\n{self.said()}")
        return value

    def act(self, action, to=ROMEO, **fields):
        return self.ok("act", action=action, to=to, **fields)

    def query(self, what, of=ROMEO):
        return self.ok("query", query=what, **{"from": of})["value"]

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-4000:]

    def wait(self):
        """How it ended, within the time that it has, and what it left behind."""
        began = time.monotonic()
        try:
            code = self.process.wait(STOP_SECONDS + 1)
        except subprocess.TimeoutExpired:
            code = None
        took = time.monotonic() - began
        problems = [] if code is not None and took < STOP_SECONDS else [f"did not end within {STOP_SECONDS} s"]
        # What the kernel ends when the driver ends (a client whose terminal is gone) has a moment for it.
        deadline = time.monotonic() + 2
        while (left := processes_with(self.folder.encode())) and time.monotonic() < deadline:
            time.sleep(0.05)
        problems += [f"left a process: {pid} {command}" for pid, command in left.items()]
        problems += [f"left a file: {name}" for name in os.listdir(self.folder)]
        if JULIETS in self.said():
            problems.append("a password stands in the log")
        return code, problems

    def close(self):
        """Ends what a failed test has left, process by process, and removes its folder."""
        for pid in processes_with(self.folder.encode()):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        self.reader.join(1)
        self.process.stdin.close()
        self.process.stdout.close()
        self.log.close()
        os.remove(f"{self.folder}.log")
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """The embedded server with the accounts of Juliet and Romeo."""

    def __init__(self, *options):
        accounts = [f"--account={JULIET}=JULIETS", f"--account={ROMEO}=ROMEOS"]
        self.process = subprocess.Popen([TOOL, "serve", *accounts, *options], stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "JULIETS": JULIETS, "ROMEOS": ROMEOS})
        self.place = json.loads(self.process.stdout.readline())

    def connect(self):
        """The fields of the request `connect` for Juliet."""
        fields = {"jid": JULIET, "password": JULIETS, "host": self.place["host"], "port": self.place["port"],
                  "tls": self.place["tls"]}
        if "ca" in self.place:
            fields["ca"] = self.place["ca"]
        if "path" in self.place:
            fields["websocket"] = f"ws://{fields['host']}:{fields['port']}{self.place['path']}"
        return fields

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


class WebSocketWire(asyncio.Protocol):
    """A transport for slixmpp, which knows none by WebSocket (RFC 7395): one stanza a frame, no stream header."""

    HEADER = ("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='montague.lit' "
              "id='frames' version='1.0'>")

    def __init__(self, client, place):
        self.client, self.place, self.data, self.upgraded = client, place, b"", False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(f"GET {self.place['path']} HTTP/1.1\r\nHost: {self.place['host']}:{self.place['port']}\r\n"
                        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: xmpp\r\n\r\n".encode())

    def data_received(self, data):
        self.data += data
        if not self.upgraded and b"\r\n\r\n" in self.data:
            head, _, self.data = self.data.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 101 "), head
            self.upgraded = True
            self.client.connection_made(self)
        while self.upgraded and (frame := self.take_frame()) is not None:
            if frame.startswith(b"<open"):
                frame = self.HEADER.encode()
            self.client.data_received(frame)

    def take_frame(self):
        """The payload of the next frame of the server, which masks none and splits none."""
        if len(self.data) < 2:
            return None
        size, start = self.data[1], 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(self.data[2:start], "big")
        if len(self.data) < start + size:
            return None
        frame, self.data = self.data[start:start + size], self.data[start + size:]
        return frame

    def write(self, data):
        text = data.decode()
        if text.startswith("<stream:stream"):
            text = "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='montague.lit' version='1.0'/>"
        elif text.startswith("</stream:stream"):
            text = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"
        else:
            text = re.sub(r"^<(iq|message|presence)\b", r"<\1 xmlns='jabber:client'", text)
        data, size = text.encode(), len(text.encode())
        length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
        self.transport.write(b"\x81" + length + bytes(4) + data)  # masked with zeros

    def connection_lost(self, error):
        self.client.connection_lost(error)

    def __getattr__(self, name):  # the rest of a transport
        return getattr(self.transport, name)


class Romeo:
    """A contact who answers whatever he is asked, and keeps each message that he gets."""

    def __init__(self, place, account=ROMEO, password=ROMEOS):
        self.account, self.password = account, password
        self.messages, self.loop = [], asyncio.new_event_loop()
        self.online = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(place,), daemon=True)
        self.thread.start()
        if not self.online.wait(20):
            raise AssertionError("Romeo does not come online")

    def run(self, place):
        asyncio.set_event_loop(self.loop)
        import slixmpp  # takes the loop of the thread
        # slixmpp 1.8 takes SCRAM-PLUS where it is offered, with tls-unique, which TLS 1.3 does not have.
        self.client = slixmpp.ClientXMPP(f"{self.account}/orchard", self.password, sasl_mech="PLAIN")
        for plugin in ("xep_0030", "xep_0045", "xep_0085", "xep_0115", "xep_0199", "xep_0224"):
            self.client.register_plugin(plugin)
        self.client["feature_mechanisms"].unencrypted_plain = True
        self.client.add_event_handler("session_start", self.start)
        self.client.add_event_handler("message", self.keep)
        for state in STATES:
            self.client.add_event_handler(f"chatstate_{state}", self.keep)
        self.client.add_event_handler("attention", self.keep)
        if "path" in place:
            # As slixmpp's own connect() begins, but for the connection.
            self.client._run_out_filters = asyncio.ensure_future(self.client.run_filters(), loop=self.loop)
            self.loop.run_until_complete(self.loop.create_connection(
                lambda: WebSocketWire(self.client, place), place["host"], place["port"]))
        else:
            self.connect(place)
        self.loop.run_forever()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    def connect(self, place):
        if "ca" in place:
            self.client.ca_certs = [pathlib.Path(place["ca"])]
        self.client.connect((place["host"], place["port"]), use_ssl=place["tls"] == "direct",
                            force_starttls=place["tls"] == "starttls", disable_starttls=place["tls"] != "starttls")

    async def start(self, _):
        await self.client.get_roster()
        self.client.send_presence()
        self.online.set()

    def keep(self, message):
        if message not in self.messages:
            self.messages.append(message)

    def states(self):
        return [message["chat_state"] for message in self.messages]

    def bodies(self):
        return [message["body"] for message in self.messages if message["body"]]

    def in_loop(self, function, *arguments):
        done = threading.Event()
        self.loop.call_soon_threadsafe(lambda: (function(*arguments), done.set()))
        done.wait(10)

    def send(self, body="", state="", thread="", attention=False):
        def send():
            message = self.client.make_message(JULIET, mtype="headline" if attention else "chat")
            if body:
                message["body"] = body
            if state:
                message["chat_state"] = state
            if thread:
                message["thread"] = thread
            if attention:
                message["attention"] = True
            message.send()
        self.in_loop(send)

    def wait(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def juliet(self):
        return f"{JULIET}/{next(iter(self.client.client_roster.presence(JULIET)))}"

    def ping(self):
        """The server answers twice: what lay in its sockets before, anybody's, it has read before the second time."""
        async def ping():
            for _ in range(2):
                await self.client["xep_0199"].send_ping(ROMEO.split("@")[1], timeout=5)
        self.wait(ping())

    def advertises(self, feature):
        info = self.wait(self.client["xep_0030"].get_info(self.juliet(), timeout=5, cached=False))
        return feature in info["disco_info"]["features"]

    def stop(self):
        self.in_loop(self.client.abort)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


def until(condition, what, seconds=SEEN_SECONDS):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not seen within {seconds} s: {what() if callable(what) else what}")
        time.sleep(0.02)
    return value


class Case(unittest.TestCase):
    maxDiff = None

    def start(self, command):
        driver = Driver(command)
        self.addCleanup(driver.close)
        return driver

    def ends_well(self, driver, codes=(0,)):
        code, problems = driver.wait()
        self.assertEqual(problems, [], driver.said())
        self.assertIn(code, codes, driver.said())

    # What holds for every driver, whatever it works.
    def frame(self, command):
        with self.subTest("hello, unknown verbs and lines that are no requests"):
            driver = self.start(command)
            hello = driver.ok("hello", protocol=1, nobody="knows this field")
            self.assertTrue(hello["name"])
            self.assertIsInstance(hello["version"], str)
            self.assertLessEqual({"open", "type", "send", "close"}, set(hello["actions"]))
            self.assertIsInstance(hello["queries"], list)
            self.assertLessEqual(set(hello["settings"].values()), {"runtime", "restart"})
            self.assertIsInstance(hello["sync"], bool)
            self.assertIn(hello["clock"], ("real", "virtual"))
            self.assertIsInstance(hello["parallel_chats"], bool)
            for command_, fields in (("somersault", {}), ("act", {"action": "somersault", "to": ROMEO}),
                                     ("query", {"query": "somersault", "from": ROMEO}),
                                     ("configure", {"setting": "somersault", "value": True}), ("act", {"to": ROMEO})):
                kind, value = driver.ask(command_, **fields)
                self.assertEqual(kind, "unsupported", (command_, fields))
                self.assertIn(value["why"], ("client", "driver"))
                self.assertTrue(value["reason"])
            driver.write("no request\n\n[]\n\"seq\"\n")
            driver.ok("reset", scenario="client/0085/5.3/long-typing")
            if not hello["sync"]:
                self.assertEqual(driver.ask("sync")[0], "unsupported")
            # Two at once are answered one after the other.
            first, second = driver.request("reset"), driver.request("hello", protocol=1)
            self.assertEqual(driver.answer(first)[0], "ok")
            self.assertEqual(driver.answer(second)[1], hello)
            driver.ok("stop")
            self.ends_well(driver)
            self.assertTrue(driver.answers.get(timeout=5) is None, "something came after the answer to stop")
            self.assertEqual(driver.events, [])
        with self.subTest("the end of its input is stop"):
            driver = self.start(command)
            driver.ok("hello", protocol=1)
            driver.process.stdin.close()
            self.ends_well(driver)
        with self.subTest("SIGTERM"):
            driver = self.start(command)
            driver.ok("hello", protocol=1)
            driver.process.terminate()
            self.ends_well(driver, codes=(0, 1, -signal.SIGTERM, 128 + signal.SIGTERM))


class Templates(Case):
    """Each implements the whole frame in less than 60 lines, around a toy that shows what it sends."""
    LINES_MAX = 59

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        program = f"{cls.folder.name}/driver"
        subprocess.run(["g++-12", "-std=c++17", "-Wall", "-Wextra", "-Werror", "-o", program,
                        DRIVERS / "template" / "driver.cpp"], check=True, timeout=300)
        cls.commands = {"Python": [DRIVERS / "template" / "driver.py"], "shell": [DRIVERS / "template" / "driver.sh"],
                        "C++": [program], "JavaScript": [DRIVERS / "template" / "driver.js"]}

    def test_frame(self):
        for name, command in self.commands.items():
            with self.subTest(name):
                self.frame(command)

    def test_lengths(self):
        for path in (DRIVERS / "template").iterdir():
            self.assertLessEqual(len(path.read_text(encoding="utf-8").splitlines()), self.LINES_MAX, path.name)

    def test_toy(self):
        for name, command in self.commands.items():
            with self.subTest(name):
                driver = self.start(command)
                driver.ok("hello", protocol=1)
                self.assertEqual(driver.ask("act", action="open", to=ROMEO)[0], "error")
                driver.ok("configure", setting="chat_states", value=False)
                driver.ok("connect", jid=JULIET, password=JULIETS, host="127.0.0.1", port=5222, tls="off")
                driver.act("open")
                driver.act("type", text="Soft, ", key_ms=80)
                driver.act("send", text="what light")
                driver.act("type", text="never")
                driver.act("clear")
                driver.act("reply", text='"seq":9, {"to": "é \\ \u2028 東"}')
                # As another runner would write it: no blanks, no escapes, another order.
                driver.seq += 1
                driver.write('{"text":"Ay mé \\"7\\"","to":"%s","action":"send","cmd":"act","seq":%d}\n' % (ROMEO, driver.seq))
                self.assertEqual(driver.answer(driver.seq)[0], "ok")
                self.assertEqual(driver.query("shown_messages"),
                                 ["Soft, what light", '"seq":9, {"to": "é \\ \u2028 東"}', 'Ay mé "7"'])
                self.assertEqual(driver.query("shown_messages", of="nurse@capulet.lit"), [])
                driver.act("close")
                driver.ok("reset", scenario="client/next")
                self.assertEqual(driver.ask("query", query="shown_messages", **{"from": ROMEO})[0], "error")
                driver.ok("connect", jid=JULIET, password=JULIETS, host="127.0.0.1", port=5222, tls="off")
                self.assertEqual(driver.query("shown_messages"), [])
                driver.process.stdin.close()
                self.ends_well(driver)


class Document(Case):
    """What docs/DRIVERS.md shows of the protocol is so."""

    def test_examples(self):
        text = (ROOT / "docs" / "DRIVERS.md").read_text(encoding="utf-8")
        driver = self.start([DRIVERS / "template" / "driver.py"])
        session = re.search(r"```text session\n(.*?)```", text, re.S)[1].strip().splitlines()
        self.assertGreater(len(session), 10)
        for asked, told in zip(session[::2], session[1::2]):
            request, expected = json.loads(asked.strip().removeprefix("→")), json.loads(told.strip().removeprefix("←"))
            driver.write(json.dumps(request) + "\n")
            kind, value = driver.answer(request["seq"])
            self.assertEqual({"seq": request["seq"], kind: value}, expected)
        self.ends_well(driver)
        for line in re.findall(r"^(\{.*)$", text, re.M) + re.findall(r"`(\{.*?\})`", text):
            json.loads(line)

    def test_files(self):
        text = (ROOT / "docs" / "DRIVERS.md").read_text(encoding="utf-8")
        for path in set(re.findall(r"`(drivers/[^`]*|\.ci/[^`]*)`", text)):
            self.assertTrue((ROOT / path).exists(), path)


class World(Case):
    """A ready driver, its client, the embedded server and Romeo."""
    command = ()
    server_options = ("--tls", "off")

    def enter(self, *options, configure=()):
        server = Server(*(options or self.server_options))
        self.addCleanup(server.stop)
        romeo = Romeo(server.place)
        self.addCleanup(romeo.stop)
        driver = self.start(self.command)
        self.hello = driver.ok("hello", protocol=1)
        driver.ok("reset", scenario="client/test")
        for setting, value in configure:
            driver.ok("configure", setting=setting, value=value)
        self.place = server.connect()
        driver.ok("connect", **self.place)
        if "add_contact" in self.hello["actions"]:
            driver.act("add_contact")
            until(lambda: romeo.client.client_roster[JULIET]["subscription"] == "both", "the subscription")
        return driver, romeo

    def leave(self, driver):
        for pid, arguments in processes_with(driver.folder.encode()).items():
            self.assertNotIn(JULIETS, arguments, f"the password stands in the arguments of {pid}")
        driver.ok("stop")
        self.ends_well(driver)

    def seen(self, romeo, **wanted):
        """A message at Romeo's with that body or state."""
        def match():
            return next((m for m in romeo.messages if all((m["chat_state"] if key == "state" else m[key]) == value
                                                          for key, value in wanted.items())), None)
        return until(match, lambda: f"{wanted} among {[str(m) for m in romeo.messages]}")


class Chat:
    """What each of the clients can do; mixed into a World."""
    # The states that it shows of others.
    shows = STATES
    # What its messages still have when its chat states are off.
    quiet = []
    # Whether a chat with one resource of the contact works.
    resource_chats = True

    def test_frame(self):
        self.frame(self.command)

    def test_chat(self):
        driver, romeo = self.enter()
        with self.assertRaisesRegex(AssertionError, "error"):
            driver.ok("connect", jid=JULIET, password=JULIETS, host="127.0.0.1", port=9, tls="off")
        self.assertEqual(driver.query("shown_messages"), [])
        driver.act("open")
        driver.act("type", text="Soft, what light", key_ms=30)
        self.seen(romeo, state="composing", body="")
        driver.act("send")
        self.seen(romeo, body="Soft, what light")
        # What is typed can be taken back, and what is sent goes as a whole.
        driver.act("type", text="never sent", key_ms=5)
        driver.act("clear")
        driver.act("send", text=TEXT)
        self.seen(romeo, body=TEXT)
        self.assertEqual(romeo.bodies(), ["Soft, what light", TEXT])
        # An answer, after the contact's message is seen.
        romeo.send("It is the east", "active")
        until(lambda: driver.query("shown_messages")[-1:] == ["It is the east"], lambda: driver.query("shown_messages"))
        driver.act("reply", text="Ay me")
        self.seen(romeo, body="Ay me")
        long = "She speaks; " + "bright angel, " * 30 + "speak again"
        romeo.send(long, "active")
        until(lambda: driver.query("shown_messages")[-1].endswith("speak again"), lambda: driver.query("shown_messages"))
        self.assertEqual(driver.query("shown_messages")[-1].split(), long.split())
        for state in self.shows:
            romeo.send(state=state)
            until(lambda: driver.query("shown_state") == state, lambda: (state, driver.query("shown_state")))
        before = len(romeo.messages)
        driver.act("blur")
        driver.act("focus")
        driver.act("send", text="Deny thy father")
        self.seen(romeo, body="Deny thy father")
        driver.act("close")
        driver.act("open")
        driver.act("send", text="Good night")
        self.seen(romeo, body="Good night")
        self.assertEqual(set(romeo.bodies()) - {"Deny thy father", "Good night"}, {"Soft, what light", TEXT, "Ay me"})
        self.assertGreater(len(romeo.messages), before)
        self.leave(driver)

    def test_chat_that_the_contact_begins(self):
        driver, romeo = self.enter()
        romeo.send("Art thou not Romeo?", "active", thread="orchard")
        # Poezio 0.14 shows what opens a chat once more, from the archive: it asks for all until it came, not until it was sent.
        until(lambda: driver.query("shown_messages")[-1:] == ["Art thou not Romeo?"], lambda: driver.query("shown_messages"))
        self.assertEqual(set(driver.query("shown_messages")), {"Art thou not Romeo?"})
        driver.act("reply", text="Neither, fair saint")
        self.seen(romeo, body="Neither, fair saint")
        self.leave(driver)

    def test_delayed_message(self):
        driver, romeo = self.enter()
        driver.act("open")  # converse.js 14 loses the first of two messages that open a chat
        romeo.in_loop(romeo.client.send_raw,
                      f"<message to='{JULIET}' type='chat' id='old'><body>Tybalt is gone</body><delay "
                      "xmlns='urn:xmpp:delay' stamp='2001-09-09T01:46:40Z' from='montague.lit'/></message>")
        romeo.send("and Romeo banished", "active")
        until(lambda: driver.query("shown_messages") == ["Tybalt is gone", "and Romeo banished"],
              lambda: driver.query("shown_messages"))
        self.leave(driver)

    def test_resource(self):
        driver, romeo = self.enter()
        to = f"{ROMEO}/orchard"
        if self.resource_chats:
            driver.act("open", to=to)
            driver.act("send", to=to, text="In the orchard")
            self.assertIn(self.seen(romeo, body="In the orchard")["to"], (ROMEO, to))
            driver.act("close", to=to)
        else:
            kind, value = driver.ask("act", action="open", to=to)
            self.assertEqual((kind, value["why"]), ("unsupported", "client"))
        self.leave(driver)

    def test_two_runs_and_a_logout(self):
        driver, romeo = self.enter()
        driver.act("send", text="first")
        self.seen(romeo, body="first")
        driver.act("logout")
        until(lambda: not romeo.client.client_roster.presence(JULIET), "Juliet has gone")
        driver.ok("reset", scenario="client/next")
        self.assertEqual(driver.ask("act", action="send", to=ROMEO, text="offline")[0], "error")
        driver.ok("connect", **self.place)
        driver.act("send", text="second")
        self.seen(romeo, body="second")
        self.assertEqual(driver.query("shown_messages"), [])
        self.leave(driver)

    def states_seen(self, driver, romeo, text):
        """The states that one typed message is sent with."""
        before = len(romeo.messages)
        driver.act("type", text=text, key_ms=10)
        driver.act("send")
        self.seen(romeo, body=text)
        return [state for state in romeo.states()[before:] if state]

    def test_states_are_turned_off_and_on(self):
        driver, romeo = self.enter(configure=[("chat_states", False)])
        self.assertEqual(self.states_seen(driver, romeo, "none at all"), self.quiet)
        driver.ok("configure", setting="chat_states", value=True)
        driver.act("open")
        self.states_seen(driver, romeo, "the first again")
        romeo.send("I see it", "active")
        until(lambda: driver.query("shown_messages")[-1:] == ["I see it"], "the message")
        self.assertNotEqual(self.states_seen(driver, romeo, "with a state"), self.quiet)
        driver.ok("configure", setting="chat_states", value=False)
        driver.act("open")
        self.states_seen(driver, romeo, "the last")
        self.assertEqual(self.states_seen(driver, romeo, "none again"), self.quiet)
        self.leave(driver)

    def test_wrong_password(self):
        server = Server(*self.server_options)
        self.addCleanup(server.stop)
        driver = self.start(self.command)
        driver.ok("hello", protocol=1)
        self.assertEqual(driver.ask("connect", **{**server.connect(), "password": "poison"})[0], "error")
        driver.ok("reset")
        driver.ok("stop")
        self.ends_well(driver)

    def test_driver_that_is_killed(self):
        driver, _ = self.enter()
        driver.process.kill()
        until(lambda: not processes_with(driver.folder.encode()), lambda: processes_with(driver.folder.encode()), 5)

    def test_client_that_hangs(self):
        driver, _ = self.enter()
        clients = {pid: command for pid, command in processes_with(driver.folder.encode()).items()
                   if pid != driver.process.pid and "tmux" not in command and "crashpad" not in command}
        for pid in clients:
            os.kill(pid, signal.SIGSTOP)
        driver.process.stdin.close()
        self.ends_well(driver)

    def test_ended_while_online(self):
        driver, _ = self.enter()
        driver.process.stdin.close()
        self.ends_well(driver)


class Tls:
    def test_tls(self):
        with tempfile.TemporaryDirectory() as folder:
            for mode in ("starttls", "direct"):
                with self.subTest(mode):
                    driver, romeo = self.enter("--tls", mode, "--ca-out", f"{folder}/ca.pem")
                    driver.act("send", text="by TLS")
                    self.seen(romeo, body="by TLS")
                    driver.ok("reset")
                    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                                    "-nodes", "-subj", "/CN=other", "-keyout", f"{folder}/key.pem",
                                    "-out", f"{folder}/other.pem"], check=True, capture_output=True, timeout=60)
                    refused = driver.ask("connect", **{**self.place, "ca": f"{folder}/other.pem"})
                    self.assertEqual(refused[0], "error", refused)
                    self.leave(driver)


class Rooms:
    """In a room of a private Prosody, for the embedded server has none."""
    ROOM = "orchard@conference.localhost"

    def test_room(self):
        prosody = Prosody(offline=True, archive=False)
        self.addCleanup(prosody.stop)
        accounts = pathlib.Path(prosody.folder, "data", "localhost", "accounts")
        accounts.mkdir(parents=True)
        for who in ("romeo", "juliet"):
            (accounts / f"{who}.dat").write_text(f'return {{ ["password"] = "{who}" }};\n', encoding="ascii")
        place = {"host": "127.0.0.1", "port": prosody.port, "tls": "off"}
        romeo = Romeo(place, "romeo@localhost", "romeo")
        self.addCleanup(romeo.stop)
        room = romeo.client["xep_0045"]
        romeo.in_loop(room.join_muc, self.ROOM, "romeo")
        until(lambda: self.ROOM in room.get_joined_rooms() and "romeo" in room.get_roster(self.ROOM), "Romeo in the room")
        # A new room is locked until its owner takes its settings as they are (XEP-0045 10.1.2).
        romeo.in_loop(romeo.client.send_raw, f"<iq type='set' id='unlock' to='{self.ROOM}'><query "
                      "xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>")
        driver = self.start(self.command)
        driver.ok("connect", jid="juliet@localhost", password="juliet", **place, ca=f"{prosody.folder}/ca.pem")
        driver.act("join", to=self.ROOM, nick="capulet")
        until(lambda: "capulet" in room.get_roster(self.ROOM), "Juliet in the room")
        driver.act("send", to=self.ROOM, text="Who is there?")
        self.seen(romeo, body="Who is there?", type="groupchat")
        romeo.in_loop(lambda: romeo.client.send_message(self.ROOM, "I am no pilot", mtype="groupchat"))
        until(lambda: driver.query("shown_messages", of=self.ROOM)[-1:] == ["I am no pilot"],
              lambda: driver.query("shown_messages", of=self.ROOM))
        driver.act("leave", to=self.ROOM)
        until(lambda: "capulet" not in room.get_roster(self.ROOM), "Juliet gone")
        driver.ok("stop")
        self.ends_well(driver)


class Sync:
    def test_sync(self):
        driver, romeo = self.enter()
        for i in range(50):
            driver.act("send", text=f"number {i}")
            driver.ok("sync")
            romeo.ping()
            self.assertEqual(romeo.bodies()[-1], f"number {i}")
        self.leave(driver)


class Profanity(Chat, Rooms, Tls, World):
    command = (DRIVERS / "profanity.py",)
    shows = ("composing",)


class Attention:
    def test_attention(self):
        driver, romeo = self.enter()
        self.assertEqual(driver.query("alerts"), 0)
        romeo.send(attention=True)
        until(lambda: driver.query("alerts") == 1, lambda: driver.query("alerts"))
        romeo.send("Juliet!", attention=True)
        until(lambda: driver.query("alerts") == 2, lambda: driver.query("alerts"))
        driver.act("attention")
        self.assertTrue(until(lambda: [m for m in romeo.messages if m.get_plugin("attention", check=True)], "attention"))
        self.leave(driver)


class Poezio(Chat, Attention, Rooms, World):
    command = (DRIVERS / "poezio.py",)
    resource_chats = False

    def test_direct_tls_is_not_there(self):
        driver = self.start(self.command)
        kind, value = driver.ask("connect", jid=JULIET, password=JULIETS, host="127.0.0.1", port=9, tls="direct")
        self.assertEqual((kind, value["why"]), ("unsupported", "client"))
        driver.ok("stop")
        self.ends_well(driver)


class Bot(Chat, Attention, Sync, Tls, World):
    command = (DRIVERS / "slixmpp_bot_driver.py",)

    def test_events_timers_and_what_is_advertised(self):
        driver, romeo = self.enter(configure=[("attention", False), ("timers", {"paused_ms": 200})])
        romeo.send("Juliet?", "active")
        romeo.send(attention=True)
        romeo.send("Juliet!", "active")
        until(lambda: "Juliet!" in driver.query("shown_messages"), "the message")
        self.assertEqual((driver.query("alerts"), driver.events), (0, []))
        driver.act("type", text="I")
        self.seen(romeo, state="paused")
        self.assertFalse(romeo.advertises("urn:xmpp:attention:0"))
        driver.ok("configure", setting="attention", value=True)
        until(lambda: romeo.advertises("urn:xmpp:attention:0"), "the feature")
        romeo.send(attention=True)
        until(lambda: driver.events, "the event")
        self.assertEqual((driver.events[0]["event"], driver.events[0]["from"]), ("alert", f"{ROMEO}/orchard"))
        driver.ok("configure", setting="chat_states", value=False)
        until(lambda: not romeo.advertises("http://jabber.org/protocol/chatstates"), "the feature taken back")
        self.leave(driver)


class Converse(Chat, Sync, World):
    command = (DRIVERS / "converse" / "driver.mjs",)
    server_options = ("--tls", "off", "--websocket")
    shows = ("composing", "paused", "gone")
    # converse.js 14 puts an active into each message, whatever is set.
    quiet = ["active"]


if __name__ == "__main__":
    unittest.main(verbosity=2)
