#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the tool against a private Prosody on loopback, with the offline store on and off: over plain TCP, STARTTLS,
direct TLS and WebSocket, with a certificate that is made here.

The expected verdicts stand in prosody_facts.py with their reasons. What Prosody really sends is read first by a small
client that shares nothing with the tool, and compared with what the verdicts rest on.
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

from prosody_facts import CSI_FLAGS, EXPECTED, FLAGS, OBSERVED, observe

TOOL = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "build", "default", "conformance")
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
    for rule, wanted in FLAGS[configuration].items():
        flags = judged.get(rule, {}).get("flags")
        if flags != wanted:
            failures.append(f"flags of {rule}: {flags}, expected {wanted}")
    csi = judged.get("0352/3.2/csi", {}).get("flags")
    if csi not in CSI_FLAGS:
        failures.append(f"flags of 0352/3.2/csi: {csi}, expected one of {CSI_FLAGS}")
    grades = judged["0085/5.8/may-refuse"].get("grades")
    if list(grades.values()) != ["info"]:
        failures.append(f"grades of may-refuse: {grades}")
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
        for fact, wanted in OBSERVED[configuration].items():
            if observed[fact] != wanted:
                failures.append(f"{fact}: {observed[fact]}, expected {wanted}")
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
