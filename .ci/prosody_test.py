#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the tool against a private Prosody on loopback, with the offline store on and off: over plain TCP, STARTTLS,
direct TLS and WebSocket, with a certificate that is made here.

The expected verdicts are written here with their reasons. What Prosody really sends is read by a small client of this
file's own, which shares nothing with the tool, and compared with the expectation first.
"""
import base64
import glob
import json
import threading
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TOOL = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "build", "default", "conformance")
STATES = "http://jabber.org/protocol/chatstates"

# Verdict of each rule that a scenario judges, by configuration. Prosody 0.12.3, read from what it sends:
EXPECTED = {
    "offline store on": {
        # mod_message hands every chat message for an absent account to mod_offline, which appends each as it is. On
        # return the states come back, each with <delay xmlns='urn:xmpp:delay'/>, between the two bodies. SHOULD NOT.
        "0085/5.8/no-offline": "fail",
        # Each state that arrives was sent by an actor; a dropped connection gives unavailable presence and no gone.
        "0085/5.8/no-generation": "pass",
        # Presence is broadcast with what the client put in it and a vcard-temp:x:update, iqs have their own payload.
        "0085/5.4/message-only": "pass",
        # Messages arrive with their one state; <stanza-id/> is all that is added.
        "0085/5.6/one-state": "pass",
    },
    "offline store off, archive on": {
        # Without mod_offline, mod_mam takes each message that it archives as handled: the bodies are neither delivered on
        # return nor refused. The states it does not archive, and mod_message answers each with service-unavailable:
        # what is refused is not stored. Flag states-refused.
        "0085/5.8/no-offline": "pass",
        "0085/5.8/no-generation": "pass",
        "0085/5.4/message-only": "pass",
        "0085/5.6/one-state": "pass",
    },
    "offline store off, archive off": {
        # Every chat message for an absent account, with a body or not, is answered with service-unavailable, and nothing
        # comes on return but what is sent then. Flag no-offline-store.
        "0085/5.8/no-offline": "pass",
        "0085/5.8/no-generation": "pass",
        "0085/5.4/message-only": "pass",
        "0085/5.6/one-state": "pass",
    },
}
# The rooms of mod_muc are the same in each configuration.
ROOM_RULES = {
    # The history is of messages with a body; states alone are sent on to who is there, and not kept.
    "0085/5.8/no-history": "pass",
    # They are delivered like any other message. Flag room-delivers-standalone.
    "0085/5.8/may-refuse": "pass",
}
for expected in EXPECTED.values():
    expected.update(ROOM_RULES)
ROOM_FLAGS = {"0085/5.8/no-history": [], "0085/5.8/may-refuse": ["room-delivers-standalone"]}
# States and bodies in the history, states that came back to who said them, errors.
ROOM_OBSERVED = (0, 2, 2, 0)
FLAGS = {"offline store on": [], "offline store off, archive on": ["states-refused"],
         "offline store off, archive off": ["no-offline-store"]}
# What the small client has to see for the verdicts above to be right: states stored, bodies stored, errors to the sender.
OBSERVED = {"offline store on": (2, 2, 0), "offline store off, archive on": (0, 0, 2),
            "offline store off, archive off": (0, 0, 4)}

CONFIG = """
data_path = "{folder}/data"
pidfile = "{folder}/prosody.pid"
run_as_root = {root}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_direct_tls_ports = {{ {tls_port} }} s2s_ports = {{}} s2s_direct_tls_ports = {{}} component_ports = {{}}
http_ports = {{ {http_port} }} https_ports = {{}}
http_interfaces = {{ "127.0.0.1" }}
http_default_host = "localhost"
consider_websocket_secure = true
modules_enabled = {{ "roster", "saslauth", "disco", "ping", "register", "register_ibr", "posix", "carbons", "csi",
  "csi_simple", "smacks", "pep", "private", "vcard_legacy", "version", "blocklist", "presence", "message", "iq",
  "websocket",
  {modules} "c2s", "tls" }}
modules_disabled = {{ "s2s" {no_offline} }}
ssl = {{ key = "{folder}/key.pem", certificate = "{folder}/certificate.pem" }}
c2s_direct_tls_ssl = {{ key = "{folder}/key.pem", certificate = "{folder}/certificate.pem" }}
allow_registration = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
limits = {{}}
registration_throttle_max = 100000
log = {{ {{ levels = {{ min = "info" }}, to = "file", filename = "{folder}/log" }} }}
VirtualHost "localhost"
Component "conference.localhost" "muc"
"""


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)


def make_authority(folder, name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=" + name, "-keyout", f"{folder}/{name}-key.pem", "-out", f"{folder}/{name}.pem")


def make_certificate(folder):
    """A certificate for localhost by an authority of its own, and another authority that has nothing to do with it."""
    make_authority(folder, "ca")
    make_authority(folder, "wrong-ca")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", folder + "/key.pem", "-out", folder + "/request.pem")
    with open(folder + "/extensions", "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", folder + "/request.pem", "-CA", folder + "/ca.pem", "-CAkey", folder + "/ca-key.pem",
            "-CAcreateserial", "-days", "2", "-extfile", folder + "/extensions", "-out", folder + "/certificate.pem")


def free_ports(count):
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Prosody:
    """A private server, ended by its pid."""

    def __init__(self, offline, archive):
        self.folder = tempfile.mkdtemp(prefix="conformance-prosody-")
        os.mkdir(self.folder + "/data")
        make_certificate(self.folder)
        self.port, self.tls_port, self.http_port = free_ports(3)
        config = CONFIG.format(folder=self.folder, port=self.port, tls_port=self.tls_port,
                               http_port=self.http_port,
                               modules=('"offline",' if offline else "") + ('"mam",' if archive else ""),
                               no_offline="" if offline else ', "offline"', root=str(os.getuid() == 0).lower())
        with open(self.folder + "/prosody.cfg.lua", "w", encoding="utf-8") as file:
            file.write(config)
        self.output = open(self.folder + "/output", "wb")
        self.process = subprocess.Popen(["prosody", "--config", self.folder + "/prosody.cfg.lua", "-F"],
                                        stdout=self.output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        self.wait_until_up()

    def wait_until_up(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                self.check_owner()
                return
            except OSError:
                time.sleep(0.05)
        with open(self.folder + "/output", encoding="utf-8", errors="replace") as file:
            raise SystemExit("prosody did not come up:\n" + file.read()[-2000:])

    def check_owner(self):
        """The process that listens is the one that was started, and not somebody else's."""
        listing = subprocess.run(["ss", "-ltnpH", "sport", "=", f":{self.port}"], capture_output=True, text=True)
        pids = set(re.findall(r"pid=(\d+)", listing.stdout))
        if pids != {str(self.process.pid)}:
            raise SystemExit(f"port {self.port} is served by {pids or 'nobody'}, not by pid {self.process.pid}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()
        shutil.rmtree(self.folder)


class Client:
    """As little XMPP as is needed to see what the server sends."""

    def __init__(self, port, user, register=True):
        self.text = ""
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.open()
        if register:
            self.ask(f"<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>{user}</username>"
                     f"<password>{user}</password></query></iq>", r"<iq[^>]*id='r'[^>]*type='result'|type='result'[^>]*id='r'")
        plain = base64.b64encode(f"\0{user}\0{user}".encode()).decode()
        self.ask(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>", "<success")
        self.open()
        self.ask("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>raw</resource></bind></iq>",
                 "</iq>")

    def open(self):
        self.ask("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' "
                 "version='1.0'>", "</stream:features>")

    def send(self, text):
        self.socket.sendall(text.encode())

    def ask(self, text, answer):
        """Sends, and reads until the answer is there; what was read stays in self.text until the next ask."""
        self.text = ""
        self.send(text)
        while not re.search(answer, self.text):
            data = self.socket.recv(65536)
            if not data:
                raise SystemExit("the server closed the connection after: " + self.text[-500:])
            self.text += data.decode()
        return self.text

    def close(self):
        self.send("<presence type='unavailable'/></stream:stream>")
        while self.socket.recv(65536):
            pass
        self.socket.close()


def observe(port):
    """States and bodies that came out of the offline store, and errors that the sender got."""
    romeo, juliet = Client(port, "rawromeo"), Client(port, "rawjuliet")
    juliet.send("<presence/>")
    romeo.send("<presence/>")
    juliet.close()
    to = "to='rawjuliet@localhost' type='chat'"
    errors = romeo.ask(
        f"<message {to} id='m1'><body>before</body></message><message {to} id='m2'><composing xmlns='{STATES}'/></message>"
        f"<message {to} id='m3'><thread>t</thread><gone xmlns='{STATES}'/></message>"
        f"<message {to} id='m4'><body>after</body></message>"
        "<iq type='get' id='fence' to='rawjuliet@localhost'><ping xmlns='urn:xmpp:ping'/></iq>", r"<iq[^>]*id='fence'")
    juliet = Client(port, "rawjuliet", register=False)
    juliet.ask("<presence/><iq type='get' id='fence' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>", r"<iq[^>]*id='fence'")
    stored = juliet.ask("<iq type='get' id='fence2' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>", r"<iq[^>]*id='fence2'") \
        if "urn:xmpp:delay" not in juliet.text else juliet.text
    counts = (len(re.findall("http://jabber.org/protocol/chatstates", stored)), len(re.findall("<body>", stored)),
              len(re.findall(r"<message[^>]*type='error'", errors)))
    romeo.close()
    juliet.close()
    return counts


def observe_rooms(port):
    """States and bodies that a room told a newcomer, and what the speaker heard of his states."""
    romeo, juliet = Client(port, "roomromeo"), Client(port, "roomjuliet")
    room = "raw@conference.localhost"
    romeo.ask(f"<presence to='{room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>", "code='201'")
    romeo.ask(f"<iq type='set' id='open' to='{room}'><query xmlns='http://jabber.org/protocol/muc#owner'>"
              "<x xmlns='jabber:x:data' type='submit'/></query></iq>", r"<iq[^>]*id='open'")
    to = f"to='{room}' type='groupchat'"
    echo = romeo.ask(f"<message {to} id='m1'><body>before</body></message><message {to} id='m2'><composing xmlns='{STATES}'/>"
                     f"</message><message {to} id='m3'><paused xmlns='{STATES}'/></message>"
                     f"<message {to} id='m4'><body>after</body></message>", "after</body>")
    told = juliet.ask(f"<presence to='{room}/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>", "<subject")
    counts = (told.count(STATES), told.count("<body>"), echo.count(STATES), len(re.findall(r"type='error'", echo)))
    romeo.close()
    juliet.close()
    return counts


def wires(prosody):
    """How the tool reaches each of them: name, target, options."""
    ca = ["--ca", prosody.folder + "/ca.pem"]
    here = "127.0.0.1"
    return [("plain TCP", f"{here}:{prosody.port}", ["--tls", "off"]), ("STARTTLS", f"{here}:{prosody.port}", ca),
            ("direct TLS", f"{here}:{prosody.tls_port}", ["--tls", "direct", *ca]),
            ("WebSocket", f"ws://{here}:{prosody.http_port}/xmpp-websocket", ["--tls", "off"])]


class Ledger:
    """Reads the ledger of a run again and again while it is there: every password that the run uses stands in it."""

    def __init__(self, path):
        self.path = path
        self.passwords = {}
        self.modes = set()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while not self.done.is_set():
            try:
                with open(self.path, encoding="utf-8") as file:
                    self.modes.add(os.fstat(file.fileno()).st_mode & 0o777)
                    self.passwords.update(json.load(file)["accounts"])
            except OSError:
                pass
            time.sleep(0.001)

    def stop(self):
        self.done.set()
        self.thread.join()

    def forms(self):
        """Each password, and each as SASL PLAIN says it."""
        for account, password in self.passwords.items():
            user = account.split("@")[0]
            yield password
            yield base64.b64encode(f"\0{user}\0{password}".encode()).decode()
            yield base64.b64encode(password.encode()).decode()


def formats():
    """Every report format that the tool has, by its own help."""
    refused = subprocess.run([TOOL, "-o", "wherefore"], capture_output=True, text=True, timeout=60).stderr
    return re.split(r", | or ", re.search(r"\(([^()]*)\)", refused)[1])


def run_tool(target, folder, options):
    """Plays everything, with a report in every format; then looks for the secrets in all that was said."""
    report = folder + "/report.json"
    command = [TOOL, "--target", target, "--domain", "localhost", "--register", *options,
               "-o", "json:" + report, "--trace-dir", folder, "--ledger", folder + "/accounts.ledger"]
    others = [one for one in formats() if one not in ("json", "console")]
    for one in others:
        command += ["-o", f"{one}:{folder}/report-{one}"]
    command += ["-o", "console"]
    ledger = Ledger(folder + "/accounts.ledger")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300,
                              env={**os.environ, "CONFORMANCE_REACH": "loopback"})
    finally:
        ledger.stop()
    said = {"stdout": done.stdout, "stderr": done.stderr}
    for path in glob.glob(folder + "/*"):
        with open(path, encoding="utf-8") as file:
            said[os.path.basename(path)] = file.read()
    failures = leaks(said, ledger)
    if "accounts.ledger" in said:
        failures.append("the ledger is still there")
    missing = [one for one in others if "report-" + one not in said]
    if missing:
        failures.append(f"no report in {missing}")
    return done.returncode, json.loads(said["report.json"]), done.stdout + done.stderr, failures


def leaks(said, ledger):
    failures = []
    if len(ledger.passwords) < 4:
        failures.append(f"only {len(ledger.passwords)} passwords were seen in the ledger")
    if ledger.modes != {0o600}:
        failures.append(f"modes of the ledger: {sorted(map(oct, ledger.modes))}")
    for name, text in said.items():
        if any(secret in text for secret in ledger.forms()):
            failures.append("a secret stands in " + name)
    return failures


def check_leak_detector():
    """A planted secret is found."""
    class Planted(Ledger):
        def __init__(self):
            self.passwords = {f"romeo{i}@localhost": f"wherefore{i}" for i in range(4)}
            self.modes = {0o600}
    planted = base64.b64encode(b"\0romeo3\0wherefore3").decode()
    assert leaks({"stdout": "fine"}, Planted()) == []
    assert leaks({"stdout": "fine", "trace": "x" + planted}, Planted()) == ["a secret stands in trace"]
    assert leaks({"stderr": "wherefore0"}, Planted()) == ["a secret stands in stderr"]


def check_leftovers():
    """A run that is killed leaves its ledger, and clean removes the accounts; one that is interrupted removes them."""
    failures = []
    prosody = Prosody(True, True)
    folder = tempfile.mkdtemp(prefix="conformance-ledger-")
    ledger = folder + "/accounts.ledger"
    accounts = prosody.folder + "/data/localhost/accounts"
    command = [TOOL, "--target", f"127.0.0.1:{prosody.port}", "--domain", "localhost", "--register", "--tls", "off",
               "--ledger", ledger]

    def run_until_accounts(ending):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (os.path.isdir(accounts) and os.listdir(accounts)):
            time.sleep(0.01)
        process.send_signal(ending)
        output = process.communicate(timeout=60)
        return process.returncode, "".join(output)

    try:
        run_until_accounts(signal.SIGKILL)
        if not os.path.exists(ledger):
            failures.append("a killed run left no ledger")
        elif not os.listdir(accounts):
            failures.append("a killed run left no account, so the test shows nothing")
        else:
            done = subprocess.run([TOOL, "clean", ledger], capture_output=True, text=True, timeout=60)
            if done.returncode != 0 or os.path.exists(ledger) or os.listdir(accounts):
                failures.append(f"clean: {done.returncode} {done.stdout} {done.stderr} {os.listdir(accounts)}")
        code, output = run_until_accounts(signal.SIGINT)
        if code != 4 or os.path.exists(ledger) or os.listdir(accounts):
            failures.append(f"interrupted: {code}, left {os.listdir(accounts)}: {output[-1000:]}")
    finally:
        prosody.stop()
        shutil.rmtree(folder)
    return failures


def check_wire(configuration, target, options):
    failures = []
    folder = tempfile.mkdtemp(prefix="conformance-report-")
    code, report, output, leaked = run_tool(target, folder, options)
    failures += leaked
    judged = {r["rule"]: r for p in report["plays"] for r in p["results"] if r["verdict"] != "none"}
    verdicts = {rule: result["verdict"] for rule, result in judged.items()}
    if verdicts != EXPECTED[configuration]:
        failures.append(f"verdicts {verdicts}, expected {EXPECTED[configuration]}")
    flags = judged.get("0085/5.8/no-offline", {}).get("flags")
    if flags != FLAGS[configuration]:
        failures.append(f"flags of no-offline: {flags}, expected {FLAGS[configuration]}")
    room_flags = {rule: judged.get(rule, {}).get("flags") for rule in ROOM_FLAGS}
    if room_flags != ROOM_FLAGS:
        failures.append(f"flags of the rules about rooms: {room_flags}, expected {ROOM_FLAGS}")
    if code != 0:
        failures.append(f"exit code {code}, expected 0: a SHOULD NOT decides only with --strict")
    if any("could not be removed" in warning for warning in report["warnings"]):
        failures.append("accounts were left on the server: " + str(report["warnings"]))
    trace = folder + "/server-0085@2.1.jsonl"
    again = subprocess.run([TOOL, "judge", trace, "-o", "json"], capture_output=True, text=True, timeout=60)
    rejudged = {r["rule"]: r for p in json.loads(again.stdout)["plays"] for r in p["results"] if r["verdict"] != "none"}
    if rejudged != judged:
        failures.append("the saved trace, judged again, gives other findings")
    with open(trace, encoding="utf-8") as file:
        secured = '"secured"' in file.read()
    if secured != ("off" not in options):
        failures.append(f"streams are {'' if secured else 'not '}secured")
    shutil.rmtree(folder)
    return failures + ([output] if failures else [])


def check_wrong_authority(prosody):
    """A certificate that is refused ends the run with exit code 4, the reason and what to do next."""
    failures = []
    for port, options in ((prosody.port, []), (prosody.tls_port, ["--tls", "direct"])):
        folder = tempfile.mkdtemp(prefix="conformance-report-")
        for ca in ([], ["--ca", prosody.folder + "/wrong-ca.pem"]):
            code, report, output, _ = run_tool(f"127.0.0.1:{port}", folder, options + ca)
            error = report.get("error", "")
            wanted = "the certificate is refused: it is by an unknown authority; name its authority with --ca FILE"
            if code != 4 or wanted not in error:
                failures.append(f"with {options + ca}: exit code {code}, error {error!r}: {output}")
        shutil.rmtree(folder)
    return failures


def check(configuration, offline, archive):
    failures = []
    prosody = Prosody(offline, archive)
    try:
        observed = observe(prosody.port)
        if observed != OBSERVED[configuration]:
            failures.append(f"states stored, bodies stored, errors: {observed}, expected {OBSERVED[configuration]}")
        rooms = observe_rooms(prosody.port)
        if rooms != ROOM_OBSERVED:
            failures.append(f"states and bodies in history, echoes, errors: {rooms}, expected {ROOM_OBSERVED}")
        for name, target, options in wires(prosody):
            failures += [f"{name}: {failure}" for failure in check_wire(configuration, target, options)]
        if not failures:
            failures += check_wrong_authority(prosody)
    finally:
        prosody.stop()
    return failures


def tell(what, failures):
    print(f"prosody, {what}: {'FAILED' if failures else 'as expected'}", flush=True)
    for failure in failures:
        print("  " + failure)
    return bool(failures)


def main():
    check_leak_detector()
    if shutil.which("prosody") is None:
        raise SystemExit("prosody is not installed")
    failed = False
    for configuration, offline, archive in (("offline store on", True, True),
                                            ("offline store off, archive on", False, True),
                                            ("offline store off, archive off", False, False)):
        failed = tell(configuration, check(configuration, offline, archive)) or failed
    failed = tell("accounts that a run has left", check_leftovers()) or failed
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
