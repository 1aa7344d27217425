#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The command line as a user meets it: what it prints, where, and the exit code."""
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(ROOT, "build", "default", "conformance")
STATES = "http://jabber.org/protocol/chatstates"
HEADER = ("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
          "id='s' from='localhost' version='1.0'>")
FEATURES = ("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>"
            "<register xmlns='http://jabber.org/features/iq-register'/></stream:features>")


# What the program may reach in tests, whatever a test gets wrong.
os.environ["CONFORMANCE_REACH"] = "loopback"


def run(*arguments, **options):
    return subprocess.run([TOOL, *arguments], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **options)


class FakeServer:
    """Listens on loopback and gives each connection the same treatment."""

    def __init__(self, treat):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open = []
        self.treat = treat
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(connection)
            threading.Thread(target=self.guarded, args=(connection,), daemon=True).start()

    def guarded(self, connection):
        try:
            self.treat(connection)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        for connection in self.open:
            connection.close()


def server_run(port, *more):
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/report.json"
        done = run("--target", f"127.0.0.1:{port}", "--domain", "localhost", "--register", "--tls", "off", "--timeout", "500ms",
                   "-o", "json:" + path, "--ledger", folder + "/ledger", *more)
        with open(path, encoding="utf-8") as file:
            return done, json.load(file)


class Usage(unittest.TestCase):
    def check(self, arguments, *expected):
        done = run(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        for text in expected:
            self.assertIn(text, done.stderr)

    def test_a_mistyped_flag_is_told_what_was_meant(self):
        self.check(["--tagret", "x"], '"--tagret" is not known', 'did you mean "--target"?')

    def test_a_mistyped_rule_is_told_what_was_meant(self):
        self.check(["0085/5.3/composing-ones"], "neither a rule nor a scenario", 'did you mean "0085/5.3/composing-once"?')

    def test_a_mistyped_fault_is_told_what_was_meant(self):
        self.check(["--fault", "composing-repeat"], 'did you mean "composing-repeated"?')

    def test_a_missing_scenario_file_is_named(self):
        self.check(["./not-there.json"], "./not-there.json", "cannot be read")

    def test_two_reports_on_standard_output_are_refused(self):
        self.check(["-o", "json", "-o", "console"], "two reports on standard output")

    def test_an_unknown_format_is_told_what_there_is(self):
        self.check(["-o", "jsn"], 'did you mean "json"?')

    def test_a_version_that_is_not_known_is_told_what_there_is(self):
        self.check(["--spec", "0085@3.0"], "0085@1.2, 0085@2.1")

    def test_what_does_not_go_with_a_client_that_nobody_drives(self):
        self.check(["--target", "listen:0", "--role", "server"], "--role")
        self.check(["--target", "listen:0", "--fault", "two-states"], "--fault")
        self.check(["--target", "listen:0", "--register"], "which has its own accounts")
        self.check(["--target", "listen:0", "--ca-out", "ca.pem"], "no authority to write")
        self.check(["--target", "juliet@capulet.lit"], "expected accounts")
        self.check(["--prompt"], "--target listen:PORT or USER@DOMAIN")

    def test_a_server_that_is_not_there_cannot_say_what_it_offers(self):
        refused = ["--target", "127.0.0.1:1", "--tls", "off"]
        self.check(refused, "actors need accounts", "could not be asked what it offers", "refused")

    def test_a_server_without_accounts_is_asked_what_it_offers(self):
        def offer(features):
            def treat(connection):
                connection.recv(4096)
                connection.sendall((HEADER + features).encode())
                connection.recv(4096)
            return treat
        with FakeServer(offer(FEATURES)) as server:
            self.check(["--target", f"127.0.0.1:{server.port}", "--domain", "localhost", "--tls", "off"],
                       "actors need accounts on localhost, which offers logins by PLAIN, and registration.",
                       f"The next command: conformance --target 127.0.0.1:{server.port} --domain localhost --tls off --register\n")
        hostile = FEATURES.replace("PLAIN", "\u202eNIALP").replace("<register xmlns='http://jabber.org/features/iq-register'/>", "")
        with FakeServer(offer(hostile)) as server:
            self.check(["--target", f"127.0.0.1:{server.port}", "--domain", "localhost", "--tls", "off"],
                       "logins by \\u202eNIALP.", "CONFORMANCE_PASSWORD=... conformance",
                       "--account romeo@localhost --account juliet@localhost")

    def test_mistyped_commands_and_files_are_told_what_was_meant(self):
        self.check(["explian"], 'did you mean "explain"?')
        self.check(["lst", "rules"], 'did you mean "list"?')
        self.check(["--profile", "letter", "validate", "x"], "the command comes first: conformance validate")
        self.check(["explain", "0085/5.3/composing-ones"], 'did you mean "0085/5.3/composing-once"?')
        self.check(["explain", "two-stats"], 'did you mean "two-states"?')
        self.check(["completion", "fihs"], 'did you mean "fish"?')
        with tempfile.TemporaryDirectory() as folder:
            open(folder + "/mine.json", "w", encoding="utf-8").close()
            for arguments in (["validate", folder + "/mien.json"], ["judge", folder + "/mien.json"],
                              ["show", folder + "/mien.json"], ["explain", folder + "/mien.json"], [folder + "/mien.json"]):
                self.check(arguments, f'cannot be read: No such file or directory, did you mean "{folder}/mine.json"?')

    def test_an_option_of_another_command_is_told_so(self):
        self.check(["list", "rules", "--target", "x"], 'the option "--target" is not one of "list"')

    def test_a_password_is_never_taken_from_the_command_line(self):
        self.check(["--target", "127.0.0.1", "--tls", "off", "--account", "romeo@localhost=r0m30-my"], "never a password")
        done = run("--target", "127.0.0.1", "--tls", "off", "--account", "romeo@localhost=r0m30-my")
        self.assertNotIn("r0m30", done.stdout + done.stderr)

    def test_accounts_have_to_fit_the_target(self):
        self.check(["--account", "romeo@localhost"], "accounts are for a server")
        environment = dict(os.environ, CONFORMANCE_PASSWORD="x")
        for arguments, expected in ((["--register"], "not both"), (["--domain", "capulet.lit"], "the target serves capulet.lit")):
            done = run("--target", "127.0.0.1:1", "--tls", "off", "--account", "romeo@localhost", *arguments, env=environment)
            self.assertEqual(done.returncode, 2)
            self.assertIn(expected, done.stderr)
    def test_a_ledger_that_is_none_is_refused(self):
        self.check(["clean"], "expected one LEDGER")
        self.check(["clean", "./not-there.ledger"], "./not-there.ledger", "cannot be read")
        with tempfile.NamedTemporaryFile("w", suffix=".ledger") as file:
            file.write("{}")
            file.flush()
            self.check(["clean", file.name], file.name, "is not a ledger of conformance")

    def test_a_server_without_accounts_or_tls_says_what_is_needed(self):
        self.check(["--target", "127.0.0.1:1"], "--register", "--account")
        self.check(["--target", "ws://127.0.0.1", "--register"], "wss:", "--tls off")

    def test_authorities_that_cannot_be_read_or_would_not_be_asked_are_refused(self):
        server = ["--target", "127.0.0.1", "--register"]
        self.check([*server, "--ca", "not-there.pem"], "not-there.pem", "cannot be read")
        self.check([*server, "--ca", os.path.abspath(__file__)], "no certificate in PEM")
        self.check([*server, "--ca", "x.pem", "--insecure"], "--insecure looks at no certificate")
        self.check([*server, "--tls", "sometimes"], "--tls")

    def test_a_server_of_ours_says_what_is_wrong_with_its_arguments(self):
        self.check(["serve", "--account", "juliet@capulet.lit"], "CONFORMANCE_PASSWORD")
        self.check(["serve", "--account", "juliet@capulet.lit=NOT_IN_THE_ENVIRONMENT"], "NOT_IN_THE_ENVIRONMENT")
        self.check(["serve", "--account", "capulet.lit=HOME"], "user@domain")
        self.check(["serve", "--tls", "off", "--ca-out", "x.pem"], "--ca-out")
        self.check(["serve", "--listen", "127.0.0.1:66000"], "--listen", "not a port")
        self.check(["serve", "--lisen", "127.0.0.1:0"], 'did you mean "--listen"?')

    def test_a_trace_that_is_none_is_refused_with_its_line(self):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("hello\n")
            file.flush()
            self.check(["judge", file.name], file.name, "line 1", "not a JSON object")

    def test_help_and_version_are_no_errors(self):
        self.assertEqual(run("--help").returncode, 0)
        self.assertIn("--target", run("--help").stdout)
        self.assertRegex(run("--version").stdout, r"^conformance \d+\.\d+\.\d+\n$")

    def test_list_wants_to_know_what(self):
        self.check(["list"], "rules, scenarios and faults")
        self.check(["list", "rulez"], 'did you mean "rules"?')


GOOD = {
    "id": "client/x/y", "title": "t", "role": "client", "rules": ["0085/5.6/one-state"], "words": ["hello"],
    "cast": {"romeo": {"roster": "both"}},
    "steps": [{"romeo": "sends", "stanza": "<message><body>${hello}</body></message>"}],
}


def changed(**changes):
    scenario = json.loads(json.dumps(GOOD))
    scenario.update(changes)
    return scenario


def step(**keys):
    return changed(steps=[{key.replace("_", " "): value for key, value in keys.items()}])


BAD_SCENARIOS = [
    (changed(colour="red"), "/colour", "not known here"),
    (changed(title=3), "/title", "found number 3, expected a string"),
    (changed(rules=["0085/9/nonsense"]), "/rules/0", "is not a rule of the catalogue"),
    (changed(rules=[]), "/rules", "at least one rule"),
    (changed(role="robot"), "/role", "expected one of client, server"),
    (changed(words=["iut"]), "/words/0", "reserved"),
    (changed(cast={}), "/cast", "expected 1 to 16 members"),
    (changed(cast={"romeo": {"roster": "maybe"}}), "/cast/romeo/roster", "expected one of both, to, from, none"),
    (changed(cast={"romeo": {"rooster": "both"}}), "/cast/romeo/rooster", "not known here"),
    (step(romeo="sends", stanza="<message><body>${goodbye}</body></message>"), "/steps/0/stanza", "${goodbye} is not declared"),
    (step(romeo="receives", stanza="<message id='${i}'/>"), "/steps/0/stanza", "${i} is not declared"),
    (step(romeo="sends", stanza="<message id='${i:any}'/>"), "/steps/0/stanza", "only a pattern can"),
    (step(romeo="sends", stanza="<message><body></message>"), "/steps/0/stanza", "not well-formed"),
    (step(romeo="sends", stanza="<massage/>"), "/steps/0/stanza", "expected message, presence or iq"),
    (step(romeo="sends", stanza=7), "/steps/0/stanza", "expected a string"),
    (step(romeo="sings"), "/steps/0/romeo", "expected sends"),
    (step(romeo="sends", stanza="<message/>", loudly=True), "/steps/0/loudly", "not known here"),
    (step(mercutio="sends", stanza="<message/>"), "/steps/0", "expected one of the keys"),
    (step(iut="dance", to="romeo"), "/steps/0/iut", "expected one of"),
    (step(iut="send", to="mercutio"), "/steps/0/to", "not in the cast"),
    (step(iut="type", to="romeo", text="a", every="soon"), "/steps/0/every", "expected a time"),
    (step(iut="type", to="romeo", text="a", repeat=0), "/steps/0/repeat", "a whole number from 1"),
    (step(romeo="receives no more", stanza="<message/>"), "/steps/0", "needs \"judges\""),
    (step(romeo="receives no more", stanza="<message/>", judges="0085/5.6/one-state"), "/steps/0", "needs a fence before it"),
    (step(romeo="receives", stanza="<message/>", judges="0085/5.3/no-repeat"), "/steps/0/judges", "not among the rules"),
    (step(romeo="receives", stanza="<message/>", **{"else": "give up"}), "/steps/0/else", "expected one of inconclusive"),
    (step(fence="smoke", **{"from": "romeo"}), "/steps/0/fence", "expected one of iq, route, ui"),
    (step(quiet="1y"), "/steps/0/quiet", "expected a time"),
]


class BadScenarios(unittest.TestCase):
    def load(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(text)
            file.flush()
            return file.name, run(file.name)

    def test_each_is_refused_with_file_pointer_and_what_was_expected(self):
        for scenario, pointer, expected in BAD_SCENARIOS:
            with self.subTest(pointer=pointer, expected=expected):
                name, done = self.load(json.dumps(scenario))
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertEqual(done.stdout, "", "something was run")
                self.assertIn(f"{name}: {pointer}:", done.stderr)
                self.assertIn(expected, done.stderr)

    def test_what_is_no_json_is_refused_with_its_line(self):
        name, done = self.load('{\n  "id": "client/x/y",\n  "title": \n}')
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{name}: line 4", done.stderr)

    def test_the_good_one_is_played(self):
        _, done = self.load(json.dumps(GOOD))
        self.assertIn(done.returncode, (0, 3), done.stderr)
        self.assertIn("client-0085@2.1", done.stdout)


class Serve:
    """The embedded server as a program of its own."""

    def __init__(self, *arguments, **environment):
        self.folder = tempfile.TemporaryDirectory()
        self.ca = self.folder.name + "/ca.pem"
        more = [] if "off" in arguments else ["--ca-out", self.ca]
        self.process = subprocess.Popen([TOOL, "serve", *arguments, *more], stdout=subprocess.PIPE, text=True,
                                        stdin=subprocess.DEVNULL, env={**os.environ, **environment})
        self.said = json.loads(self.process.stdout.readline())

    def run(self, *arguments, domain=None, target=None, registers=True):
        path = self.folder.name + "/report.json"
        done = run("--target", target or f"127.0.0.1:{self.said['port']}", "--domain", domain or self.said["domains"][0],
                   *(["--register"] if registers else []), "-o", "json:" + path, *arguments)
        with open(path, encoding="utf-8") as file:
            return done, json.load(file)

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()


class OurServer(unittest.TestCase):
    def verdicts(self, report):
        return {r["rule"]: (r["verdict"], r["flags"]) for p in report["plays"] for r in p["results"]}

    def test_it_is_judged_the_same_over_every_wire_and_ends_by_a_signal(self):
        done = run("--role", "server", "-o", "json")
        expected = self.verdicts(json.loads(done.stdout))
        with Serve("--websocket", "--tls", "off") as server:
            target = f"ws://127.0.0.1:{server.said['port']}{server.said['path']}"
            done, report = server.run("--tls", "off", target=target)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(self.verdicts(report), expected)
        for tls, options, number in (("off", ["--tls", "off"], signal.SIGINT), ("starttls", [], signal.SIGTERM),
                                     ("direct", ["--tls", "direct"], signal.SIGINT)):
            with self.subTest(tls=tls), Serve("--tls", tls) as server:
                ca = [] if tls == "off" else ["--ca", server.ca]
                done, report = server.run(*options, *ca)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertEqual(self.verdicts(report), expected)
                self.assertNotIn("INSECURE", done.stdout)
                self.assertEqual(server.end(number), 0)

    def test_who_has_no_account_comes_without_one_where_that_is_allowed(self):
        with Serve("--anonymous", "--tls", "off") as server:
            done, report = server.run("--tls", "off", registers=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            verdicts = {rule: verdict for rule, (verdict, _) in self.verdicts(report).items()}
            for rule in ("0085/5.4/message-only", "0085/5.6/one-state", "0085/5.8/no-generation"):
                self.assertEqual(verdicts[rule], "pass")
            self.assertEqual(verdicts["0085/5.8/no-offline"], "not applicable")
            self.assertIn("cannot come back", json.dumps(report))
        with Serve("--anonymous", "--tls", "off", "--fault", "server-adds-active") as server:
            done, _ = server.run("--tls", "off", registers=False)
            self.assertEqual(done.returncode, 1, done.stdout)

    def test_a_fault_is_caught_over_tls(self):
        with Serve("--fault", "server-stores-standalone") as server:
            done, _ = server.run("--ca", server.ca, "--strict")
            self.assertEqual(done.returncode, 1, done.stdout)

    def test_a_certificate_that_is_refused_ends_the_run_with_the_reason_and_what_to_do(self):
        for tls, options, other in (("starttls", [], "host-unknown"),
                                    ("direct", ["--tls", "direct"], "it is not for montague.lit but for capulet.lit; name the")):
            with self.subTest(tls=tls), Serve("--tls", tls, "--domain", "capulet.lit") as server:
                done, report = server.run(*options)
                self.assertEqual(done.returncode, 4)
                self.assertIn("it is by an unknown authority; name its authority with --ca FILE", report["error"])
                done, report = server.run(*options, "--ca", server.ca, domain="montague.lit")
                self.assertEqual(done.returncode, 4)
                self.assertIn(other, report["error"])

    def test_insecure_is_said_loudly(self):
        with Serve() as server:
            done, report = server.run("--insecure")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(done.stdout.splitlines()[1], "INSECURE    certificates were not verified")
        self.assertTrue(report["insecure"])
        self.assertIn("--insecure", report["warnings"][0])

    def test_what_does_not_fit_together_says_what_to_do(self):
        for tls, options, reason in (("off", [], "--tls off goes on without"), ("starttls", ["--tls", "off"], "leave --tls off"),
                                     ("starttls", ["--tls", "direct"], "leave --tls direct away")):
            with self.subTest(tls=tls, options=options), Serve("--tls", tls) as server:
                done, report = server.run(*options)
                self.assertEqual(done.returncode, 4)
                self.assertIn(reason, report["error"])

    def test_it_has_the_accounts_that_it_was_given_and_says_no_password(self):
        with Serve("--account", "juliet@capulet.lit=JULIET", "--tls", "off", JULIET="r0m30myr0m30") as server:
            self.assertEqual(server.said["domains"], ["capulet.lit"])
            with socket.create_connection(("127.0.0.1", server.said["port"]), 10) as client:
                client.sendall(b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
                               b"to='capulet.lit' version='1.0'><auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
                               b"mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>")
                heard = b""
                while b"<success" not in heard:
                    more = client.recv(4096)
                    self.assertTrue(more, heard)
                    heard += more
            self.assertNotIn("r0m30", json.dumps(server.said))

    def test_it_listens_on_loopback_only(self):
        done = run("serve", "--listen", "192.0.2.1:0")
        self.assertEqual(done.returncode, 4)
        self.assertIn("not a loopback address", done.stderr)


class BadTargets(unittest.TestCase):
    def check(self, treat, reason):
        with FakeServer(treat) as server:
            done, report = server_run(server.port)
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        self.assertEqual(report["exit_code"], 4)
        self.assertRegex(report["error"], reason)
        self.assertEqual([r for p in report["plays"] for r in p["results"] if r["verdict"] in ("pass", "fail")], [])
        self.assertIn("ERROR", done.stdout)

    def test_a_refused_connection(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        done, report = server_run(port)
        self.assertEqual(done.returncode, 4)
        self.assertIn("refused", report["error"])

    def test_silence(self):
        self.check(lambda connection: connection.recv(1), "nothing came|no answer")

    def test_garbage(self):
        self.check(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"), "not well-formed")

    def test_a_loss_before_the_header(self):
        self.check(lambda connection: connection.close(), "lost|closed")

    def test_a_loss_during_the_negotiation(self):
        def treat(connection):
            connection.recv(4096)
            connection.sendall((HEADER + FEATURES).encode())
            connection.recv(4096)
            connection.close()
        self.check(treat, "lost|closed")

    def test_a_stream_error(self):
        def treat(connection):
            connection.recv(4096)
            connection.sendall((HEADER + "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                                "</stream:error></stream:stream>").encode())
            connection.recv(4096)
        self.check(treat, "policy-violation")

    def test_an_address_that_is_not_loopback(self):
        done, = [run("--target", "192.0.2.1:5222", "--domain", "x", "--register", "--tls", "off", "--timeout", "1s")]
        self.assertEqual(done.returncode, 4)
        self.assertIn("loopback", done.stdout)


class BuildServices(unittest.TestCase):
    """JUnit and Markdown: what a build service makes of a run."""

    def junit_of(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/report.xml"
            done = run("-o", "junit:" + path, *arguments)
            for schema in ("surefire", "jenkins"):
                checked = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", f"{ROOT}/.ci/schemas/{schema}.xsd", path],
                                         capture_output=True, text=True, timeout=60)
                self.assertEqual(checked.returncode, 0, checked.stderr[:2000])
            return done, xml.etree.ElementTree.parse(path).getroot()

    def test_junit_is_valid_and_agrees_with_the_exit_code(self):
        for arguments in ([], ["--fault", "two-states"], ["--fault", "server-stores-standalone"],
                          ["--fault", "server-stores-standalone", "--strict"], ["--fault", "dead-stream"]):
            with self.subTest(arguments=arguments):
                done, suite = self.junit_of(*arguments)
                cases = suite.findall("testcase")
                for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                    self.assertEqual(int(suite.get(attribute)), sum(case.find(tag) is not None for case in cases))
                self.assertEqual(int(suite.get("tests")), len(cases))
                red = int(suite.get("failures")) + int(suite.get("errors"))
                self.assertEqual(red > 0, done.returncode != 0, done.stdout)

    def test_junit_of_a_target_that_is_not_there_is_an_error(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        done, suite = self.junit_of("--target", f"127.0.0.1:{port}", "--domain", "localhost", "--register", "--tls", "off")
        self.assertEqual(done.returncode, 4)
        self.assertIn("refused", suite.find("testcase[@name='run']/error").text)

    def test_the_schemas_refuse_what_is_wrong(self):
        case = '<testcase name="a" classname="b" time="0"/>'
        for schema, wrong in (("surefire", "<testsuites/>"), ("surefire", case),
                              ("surefire", '<testsuite name="a" tests="1" errors="0" failures="0"/>'),
                              ("jenkins", '<testsuite name="a" tests="1" errors="0"/>'),
                              ("jenkins", f'<testsuite name="a" tests="1" errors="0" failures="0"><case/>{case}</testsuite>')):
            done = subprocess.run(["xmllint", "--noout", "--schema", f"{ROOT}/.ci/schemas/{schema}.xsd", "-"], input=wrong,
                                  capture_output=True, text=True, timeout=60)
            self.assertNotEqual(done.returncode, 0, wrong)

    def test_a_failure_that_does_not_decide_is_told_in_passing(self):
        _, suite = self.junit_of("--fault", "server-stores-standalone")
        told = suite.findall("testcase/system-out")
        self.assertEqual(len(told), 1)
        self.assertIn("0085/5.8/no-offline (SHOULD NOT, does not decide)", told[0].text)
        self.assertTrue(suite.findall("properties/property[@name='failed without deciding']"))

    def test_a_report_on_standard_output_leaves_the_console_to_standard_error(self):
        for form, begin in (("junit", "<?xml"), ("markdown", "## conformance: FAIL")):
            done = run("-o", form, "--fault", "two-states")
            self.assertTrue(done.stdout.startswith(begin), done.stdout[:100])
            self.assertIn("FAIL  0085/5.6/one-state", done.stderr)

    def test_several_reports_in_one_run(self):
        with tempfile.TemporaryDirectory() as folder:
            done = run("-o", "markdown:" + folder + "/a.md", "-o", "junit:" + folder + "/a.xml", "-o", "json:" + folder + "/a.json")
            self.assertEqual(sorted(os.listdir(folder)), ["a.json", "a.md", "a.xml"])
            self.assertIn("PASS", done.stdout)
            self.assertEqual(done.stderr, "")


class Reports(unittest.TestCase):
    def json_of(self, *arguments):
        done = run("-o", "json", *arguments)
        return done, json.loads(done.stdout)

    def test_everything_on_the_reference_passes(self):
        done = run()
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout.splitlines()[-1], r"^PASS: \d+ deciding rules passed")
        for play in ("client-0085@1.2", "client-0085@2.1", "server-0085@2.1"):
            self.assertIn(play, done.stdout)
        self.assertLessEqual(max(len(line) for line in done.stdout.splitlines()), 80)
        self.assertLess(len(done.stdout.splitlines()), 70, "not much more than a screen, for all that passes")
        self.assertNotIn("\033", done.stdout, "colour where there is no terminal")

    def test_every_command_of_the_readme_is_one(self):
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            commands = re.findall(r"^    \./conformance +([^ ].*?)(?:   .*)?$", file.read(), re.MULTILINE)
        self.assertGreater(len(commands), 8)
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "console.xml"), "w", encoding="utf-8") as file:
                file.write("<!-- Outgoing Sun Nov  1 12:00:00 2026 (juliet@capulet.lit) -->\n"
                           "<message to='romeo@montague.lit' type='chat'><body>Hi</body></message>\n")
            for command in commands:
                words = command.replace("traces/*.jsonl", "traces/server-0085@2.1.jsonl").split()
                if "--target" in words or "./my-scenario.json" in words or words[0] in ("installs", "serve", "faults", "smoke", "record"):
                    continue  # played by other tests
                with self.subTest(command=command):
                    done = subprocess.run([TOOL, *words], capture_output=True, text=True, timeout=60, cwd=folder)
                    self.assertEqual(done.returncode, 1 if "--fault" in words else 0, done.stderr)

    def test_what_a_client_knew_before_a_console_was_opened_convicts_nobody(self):
        stanza = "<message to='romeo@montague.lit' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/>{}</message>"
        verdicts = {}
        with tempfile.TemporaryDirectory() as folder:
            for more in ("", "<active xmlns='http://jabber.org/protocol/chatstates'/>"):
                path = os.path.join(folder, "console.xml")
                with open(path, "w", encoding="utf-8") as file:
                    file.write("<!-- Outgoing Sun Nov  1 12:00:00 2026 (juliet@capulet.lit) -->\n" + stanza.format(more))
                done = run("judge", path, "-o", "json")
                rows = [row for play in json.loads(done.stdout)["plays"] for row in play["results"]]
                verdicts[more] = {row["rule"]: row["verdict"] for row in rows}
        self.assertEqual([one["0085/5.1/discover-first"] for one in verdicts.values()], ["inconclusive", "inconclusive"])
        self.assertEqual([one["0085/5.6/one-state"] for one in verdicts.values()], ["pass", "fail"])

    def test_with_json_on_standard_output_the_console_goes_to_standard_error(self):
        done, report = self.json_of()
        self.assertIn("PASS", done.stderr)
        self.assertEqual(list(report)[-1], "environment")

    def test_two_runs_differ_in_their_environment_only(self):
        reports = []
        for _ in range(2):
            _, report = self.json_of("--fault", "two-states", "--seed", "7")
            del report["environment"]
            reports.append(json.dumps(report))
        self.assertEqual(reports[0], reports[1])

    def test_events_of_findings_stand_in_the_report(self):
        _, report = self.json_of("--fault", "two-states")
        kept = {event["scn"] for play in report["traces"].values() for event in play["events"] if event["scn"]}
        self.assertIn("client/0085/5.6/one-state", kept)
        self.assertNotIn("client/0085/5.7/new-thread-after-gone", kept - {r["scenario"] for p in report["plays"]
                         for x in p["results"] for r in x["evidence"] if r["verdict"] != "pass"})

    def test_saved_traces_judged_again_give_the_same_results(self):
        with tempfile.TemporaryDirectory() as folder:
            _, report = self.json_of("--fault", "old-thread-after-gone", "--trace-dir", folder)
            names = [play["name"] for play in report["plays"]]
            self.assertEqual(sorted(os.listdir(folder)), sorted(name + ".jsonl" for name in names))
            done = run("judge", "-o", "json", *[f"{folder}/{name}.jsonl" for name in names])
            self.assertEqual(done.returncode, 1)
            again = json.loads(done.stdout)
            self.assertEqual([p["results"] for p in again["plays"]], [p["results"] for p in report["plays"]])

    def test_a_trace_that_was_cut_off_is_still_judged(self):
        with tempfile.TemporaryDirectory() as folder:
            run("--trace-dir", folder, "--role", "server")
            path = folder + "/server-0085@2.1.jsonl"
            with open(path, "rb+") as file:
                file.truncate(os.path.getsize(path) - 10)
            done = run("judge", path)
            self.assertIn("cut off", done.stdout)
            self.assertNotIn("PASS:", done.stdout.splitlines()[-1] if done.returncode else "")

    def test_strict_lets_should_decide(self):
        self.assertEqual(run("--fault", "server-stores-standalone").returncode, 0)
        self.assertEqual(run("--fault", "server-stores-standalone", "--strict").returncode, 1)

    def test_a_failure_names_rule_stanza_link_and_the_command_to_run_it_again(self):
        done = run("--fault", "two-states", "--spec", "0085@2.1", "--role", "client")
        for text in ("0085/5.6/one-state (MUST NOT)", "required", "expected", "actual", "<active xmlns=", "^^^^",
                     "https://xmpp.org/extensions/xep-0085.html#bizrules-syntax"):
            self.assertIn(text, done.stdout)
        again = re.search(r"again +(conformance [^\\\n]*(?:\\\n[^\\\n]*)*)", done.stdout).group(1).replace("\\\n", " ").split()
        self.assertEqual(run(*again[1:]).returncode, 1)

    def test_a_selection_owes_only_what_was_selected(self):
        _, report = self.json_of("0085/5.3")
        judged = {r["rule"] for p in report["plays"] for r in p["results"] if r["verdict"] != "none"}
        self.assertEqual(judged, {"0085/5.3/composing-once", "0085/5.3/no-repeat", "0085/5.3/active-in-content"})

    def test_a_dry_run_plays_nothing(self):
        done = run("--dry-run", "client/*/new-thread*")
        self.assertEqual(done.returncode, 0)
        self.assertIn("client/0085/5.7/new-thread-after-gone", done.stdout)
        self.assertNotIn("pass", done.stdout)

    def test_quiet_says_the_outcome_only(self):
        self.assertEqual(len(run("-q").stdout.strip().splitlines()), 1)

    def test_a_report_that_cannot_be_written_is_an_error(self):
        done = run("-o", "json:/not/there/report.json")
        self.assertEqual(done.returncode, 4)
        self.assertIn("cannot be written", done.stderr)

    def test_lists_are_lists(self):
        self.assertIn("0085/5.3/composing-once", run("list", "rules").stdout)
        self.assertEqual(len(json.loads(run("list", "rules", "--json").stdout)), 89)
        self.assertTrue(json.loads(run("list", "scenarios", "--json").stdout))
        self.assertTrue(json.loads(run("list", "faults", "--json").stdout))

    def test_every_rule_that_is_not_judged_has_a_reason(self):
        _, report = self.json_of()
        for result in (r for p in report["plays"] for r in p["results"] if r["verdict"] == "none"):
            self.assertTrue(result["reason"], result["rule"])


class FaultMatrix(unittest.TestCase):
    """Of some faults: all of them are a part of ./check by themselves."""

    def test_some_faults_are_played_alone_and_the_same_each_time(self):
        reports = []
        for _ in range(2):
            done = run("faults", "two-states", "late", "-o", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            reports.append(json.loads(done.stdout))
            del reports[-1]["environment"]
        self.assertEqual(reports[0], reports[1])
        self.assertEqual([fault["name"] for fault in reports[0]["faults"]], ["two-states", "late"])
        self.assertFalse(reports[0]["whole"])
        self.assertEqual({trip["late"] for trip in reports[0]["faults"][0]["trips"]}, {False, True})
        self.assertEqual({trip["late"] for trip in reports[0]["faults"][1]["trips"]}, {False})
        self.assertEqual(reports[0]["reference"]["problems"], [])
        self.assertTrue(any(row["faults"] == ["two-states"] and row["rule"] == "0085/5.6/one-state" for row in reports[0]["rules"]))
        self.assertRegex(done.stderr, r"(?m)^PASS: 1 fault trips exactly what is listed for it, 1 legal behaviour")
        self.assertTrue(all(len(line) <= 80 for line in done.stderr.splitlines()))

    def test_a_list_that_is_wrong_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT + "/scenarios", folder + "/scenarios")
            path = folder + "/scenarios/faults.json"
            with open(path, encoding="utf-8") as file:
                faults = json.load(file)
            wrong = next(fault for fault in faults["faults"] if fault["name"] == "two-states")
            wrong["trips"] = {"1.2": ["0085/5.6/one-state"], "2.1": ["0085/5.4/message-only"]}
            wrong["exit_strict"] = 0
            with open(path, "w", encoding="utf-8") as file:
                json.dump(faults, file)
            done = run("faults", "two-states", "--scenarios", folder + "/scenarios")
        self.assertEqual(done.returncode, 1, done.stderr)
        for text in ("DIFFERS two-states", "client-0085@2.1: does not trip 0085/5.4/message-only",
                     "0085/5.6/one-state, which is not", "client-0085@2.1, late:", "ends with exit code 1, 0 is listed", "1 differ"):
            self.assertIn(text, done.stdout)
        self.assertNotIn("client-0085@1.2:", done.stdout)

    def test_what_it_cannot_do_is_refused(self):
        for arguments, text in ((["two-sates"], 'did you mean "two-states"?'), (["two-states+late"], "more than one"),
                                (["-o", "junit"], "expected json or console"), (["--profile", "letter"], 'is not one of "faults"')):
            done = run("faults", *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertIn(text, done.stderr)


class Versions(unittest.TestCase):
    def test_the_reference_passes_strictly_in_both_profiles_and_versions(self):
        for profile in ("letter", "modern"):
            self.assertEqual(run("--strict", "--profile", profile, "-q").returncode, 0, profile)
            for spec in ("0085@1.2", "0085@2.1"):
                done = run("--strict", "--profile", profile, "--spec", spec, "-o", "json")
                self.assertEqual(done.returncode, 0, f"{profile} {spec}: {done.stderr}")
                report = json.loads(done.stdout)
                self.assertEqual(report["profile"], profile)
                self.assertEqual([play["name"] for play in report["plays"]], ["client-" + spec, "server-" + spec])
                for play in report["plays"]:
                    self.assertEqual({result["version"] for result in play["results"]}, {spec})
                    self.assertTrue(any(result["verdict"] == "pass" and result["deciding"] for result in play["results"]))

    def test_each_version_is_a_play_and_the_server_is_played_by_the_newest(self):
        done = run("--spec", "0085@2.1", "--spec", "0085@1.2", "--spec", "0085@2.1", "-o", "json")
        names = [play["name"] for play in json.loads(done.stdout)["plays"]]
        self.assertEqual(names, ["client-0085@1.2", "client-0085@2.1", "server-0085@2.1"])

    def test_versions_differ_where_the_specification_does(self):
        for fault, code in (("asks-again", {"0085@1.2": 1, "0085@2.1": 0}), ("asks-once", {"0085@1.2": 0, "0085@2.1": 1})):
            for spec, expected in code.items():
                self.assertEqual(run("--fault", fault, "--spec", spec, "-q").returncode, expected, fault + " " + spec)

    def test_profiles_differ_where_practice_does(self):
        fault = ["--fault", "hint-in-standalone", "--spec", "0085@2.1", "--role", "client", "-q"]
        self.assertEqual(run(*fault).returncode, 0)
        self.assertEqual(run(*fault, "--profile", "letter").returncode, 1)

    def test_a_trace_keeps_version_and_profile(self):
        with tempfile.TemporaryDirectory() as folder:
            run("--fault", "hint-in-standalone", "--spec", "0085@2.1", "--role", "client", "--profile", "letter", "--trace-dir", folder)
            done = run("judge", folder + "/client-0085@2.1.jsonl")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("letter profile", done.stdout)


class Expectations(unittest.TestCase):
    FAULTY = ("--fault", "two-states", "--role", "client")

    def with_file(self, content, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/expect.json"
            if content is not None:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(content if isinstance(content, str) else json.dumps({"expect": content}))
            done = run("--expect", path, *arguments)
            after = None
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    after = file.read()
        return done, after

    def entry(self, **more):
        return [{"id": "0085/5.6/one-state", "verdict": "fail", "reason": "issue 7", **more}]

    def test_what_is_known_does_not_decide(self):
        done, _ = self.with_file(self.entry(role="client"), *self.FAULTY)
        self.assertEqual(done.returncode, 0, done.stderr)
        for text in ("MUST NOT, expected", "fail as expected: issue 7", "KNOWN FAILURES: 2 deciding rules failed as expected"):
            self.assertIn(text, done.stdout)

    def test_what_passes_and_what_ran_out_fails_the_run(self):
        passed, _ = self.with_file(self.entry(role="client"), "--role", "client")
        over, _ = self.with_file(self.entry(role="client", until="2020-01-01"), *self.FAULTY)
        for done, text in ((passed, "2 rules expected to fail passed"), (over, "2 expectations ran out")):
            self.assertEqual(done.returncode, 1)
            self.assertIn(text, done.stdout)

    def test_what_else_fails_decides(self):
        done, _ = self.with_file(self.entry(version="0085@1.2"), *self.FAULTY)
        self.assertEqual(done.returncode, 1)
        self.assertIn("FAIL: 1 deciding rule failed", done.stdout)

    def test_every_report_says_so(self):
        for form in ("json", "junit", "markdown"):
            done, _ = self.with_file(self.entry(), *self.FAULTY, "--spec", "0085@2.1", "-o", form)
            self.assertEqual(done.returncode, 0)
            self.assertIn("issue 7", done.stdout)
        suite = xml.etree.ElementTree.fromstring(self.with_file(self.entry(), "--role", "client", "-o", "junit")[0].stdout)
        self.assertEqual(suite.get("failures"), "2")

    def test_a_wrong_file_is_refused_with_its_place(self):
        for content, text in (("{", "not JSON"), ("[]", "found array, expected an object"), (None, "cannot be read"),
                              (self.entry(until="soon"), "/expect/0/until: found \"soon\", expected a day"),
                              (self.entry(id="0085/5.6/one-sate"), 'did you mean "0085/5.6/one-state"?')):
            done, _ = self.with_file(content)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertIn(text, done.stderr)
            self.assertIn("expect.json", done.stderr)

    def test_a_file_is_brought_up_to_date(self):
        done, after = self.with_file(None, *self.FAULTY, "--update-expect")
        self.assertEqual(done.returncode, 0, done.stderr)
        written = json.loads(after)["expect"]
        self.assertEqual([(e["id"], e["version"]) for e in written], [("0085/5.6/one-state", "0085@1.2"), ("0085/5.6/one-state", "0085@2.1")])
        self.assertEqual(self.with_file(after, *self.FAULTY)[0].returncode, 0)
        done, after = self.with_file(after, "--role", "client", "--update-expect")
        self.assertEqual((done.returncode, json.loads(after)["expect"]), (0, []))
        self.assertEqual(run("--update-expect").returncode, 2)

    def test_a_saved_trace_is_judged_by_them_too(self):
        with tempfile.TemporaryDirectory() as folder:
            run(*self.FAULTY, "--spec", "0085@2.1", "--trace-dir", folder)
            with open(folder + "/e.json", "w", encoding="utf-8") as file:
                json.dump({"expect": self.entry()}, file)
            done = run("judge", folder + "/client-0085@2.1.jsonl", "--expect", folder + "/e.json")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_fewer_rules_than_are_owed_end_in_3(self):
        done = run("0085/5.6/one-state", "--role", "client", "--owed", "3")
        self.assertEqual(done.returncode, 3)
        self.assertIn("2 deciding rules judged, 3 are owed", done.stdout)
        self.assertEqual(run("0085/5.6/one-state", "--role", "client", "--owed", "2", "-q").returncode, 0)
        self.assertEqual(run("--fault", "two-states", "--owed", "1000", "-q").returncode, 1)
        self.assertEqual(run("--owed", "0").returncode, 2)
        self.assertEqual(run("--owed", "many").returncode, 2)

    def test_rules_that_are_newer_do_not_decide(self):
        done = run(*self.FAULTY, "--rules-as-of", "0.0.9")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("(MUST NOT, newer, does not decide)", done.stdout)
        self.assertEqual(run(*self.FAULTY, "--rules-as-of", "0.1.0", "-q").returncode, 1)
        for wrong in ("new", "99.0.0", ""):
            self.assertEqual(run("--rules-as-of", wrong).returncode, 2 if wrong else 0, wrong)


class Zsh:
    """A shell on a terminal of its own, where somebody types."""

    def __init__(self, test, folder):
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.execvpe("zsh", ["zsh", "-f", "-i"], {"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": folder, "COMPLETIONS": folder})
        test.addCleanup(self.end, pid)
        self.said = ""
        self.type("PS1=; fpath=($COMPLETIONS $fpath); autoload -U compinit; compinit -u -D; told() { print -r -- \"told[$BUFFER]\"; "
                  "zle kill-whole-line }; zle -N told; bindkey '^G' told; print rea''dy\n")
        self.hear("ready\r\n")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def hear(self, pattern):
        while not (found := re.search(pattern, self.said, re.DOTALL)):
            if not select.select([self.terminal], [], [], 60)[0]:
                raise AssertionError(f"zsh says nothing more: {self.said}")
            self.said += os.read(self.terminal, 65536).decode()
        self.said = self.said[found.end():]
        return found

    def complete(self, line):
        self.type(line + "\t\x07")
        return self.hear(r"told\[(.*?)\]")[1]

    def end(self, pid):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(self.terminal)


class Commands(unittest.TestCase):
    def printed(self, *arguments, code=0):
        done = run(*arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout

    def test_every_rule_scenario_and_fault_is_explained_in_80_columns(self):
        rules = json.loads(self.printed("list", "rules", "--json"))
        scenarios = json.loads(self.printed("list", "scenarios", "--json"))
        faults = json.loads(self.printed("list", "faults", "--json"))
        text = self.printed("explain", *[r["id"] for r in rules], *[s["id"] for s in scenarios], *[f["name"] for f in faults])
        for line in text.splitlines():
            if not re.match(r"  (link|play it|origin) ", line):
                self.assertLessEqual(len(line), 80, line)
            self.assertNotIn("${", line)
        for rule in rules:
            self.assertIn(rule["id"] + "\n" + rule["title"], text)
            levels = {v["level"] for v in rule["in"].values()}
            if "not_judged" not in rule and not levels <= {"MAY", "INFO"}:
                self.assertTrue(rule.get("fix"), f"{rule['id']} is judged and has no fix")

    def test_a_rule_is_explained_with_all_that_belongs_to_it(self):
        text = self.printed("explain", "0085/5.7/no-thread-reuse")
        for part in ("required", "MUST NOT in 1.2, section 5.7; MUST NOT in 2.1", "to pass", "old-thread-after-gone", "  fix  ",
                     "client/0085/5.7/new-thread-after-gone", "https://xmpp.org/extensions/xep-0085.html#bizrules-threads"):
            self.assertIn(part, text)
        self.assertGreater(self.printed("explain", "0085/5.7").count("required"), 3)

    def test_a_scenario_is_explained_as_a_play(self):
        text = self.printed("explain", "server/0085/5.8/offline-store")
        self.assertIn("   1. Juliet goes offline.\n", text)
        self.assertIn('   3. Romeo sends to Juliet: message chat "<before>".\n', text)

    def test_a_saved_trace_is_shown_with_its_findings(self):
        with tempfile.TemporaryDirectory() as folder:
            run("--fault", "two-states", "--trace-dir", folder)
            text = self.printed("show", folder + "/client-0085@2.1.jsonl")
            self.assertIn("FAIL  0085/5.6/one-state (MUST NOT)", text)
            self.assertRegex(text, r"(?m)^ +\d+\.\d{3} +target \|------>\| romeo ")
            wide = [line for line in text.splitlines() if len(line) > 80]
            self.assertEqual(wide, [])
            self.assertIn("|<------| server", self.printed("show", folder + "/server-0085@2.1.jsonl"))

    def test_what_is_right_is_valid(self):
        with tempfile.TemporaryDirectory() as folder:
            run("--trace-dir", folder, "-o", "json:" + folder + "/report.json", "--fault", "two-states")
            scenario = ROOT + "/scenarios/client/0085/5.3/long-typing.json"
            text = self.printed("validate", scenario, folder + "/report.json", folder + "/client-0085@1.2.jsonl",
                                ROOT + "/scenarios/faults.json", ROOT + "/scenarios/rules/xep-0224.json")
            for kind in ("a scenario", "a report", "a trace", "a list of faults", "a catalogue of rules"):
                self.assertIn(kind + ", nothing is wrong with it\n", text)

    def test_what_is_wrong_is_told_with_file_and_place(self):
        with tempfile.TemporaryDirectory() as folder:
            run("-o", "json:" + folder + "/report.json", "--trace-dir", folder)
            with open(folder + "/report.json", encoding="utf-8") as file:
                report = json.load(file)
            trace = folder + "/server-0085@2.1.jsonl"
            with open(trace, encoding="utf-8") as file:
                lines = file.read().splitlines()

            def wrong(name, change):
                copy = json.loads(json.dumps(report))
                change(copy)
                with open(folder + "/" + name, "w", encoding="utf-8") as file:
                    json.dump(copy, file)
                return folder + "/" + name
            cases = [
                (wrong("a.json", lambda r: r.pop("seed")), "/seed: is missing, expected number"),
                (wrong("b.json", lambda r: r["plays"][1]["results"][2].update(verdict="perhaps")),
                 '/plays/1/results/2/verdict: found "perhaps", expected pass'),
                (wrong("c.json", lambda r: r["plays"][0].update(results={})), "/plays/0/results: found object, expected array"),
                (wrong("d.json", lambda r: r["traces"]["server-0085@2.1"]["header"].pop("role")), "/traces/server-0085@2.1: line 1"),
                (wrong("e.json", lambda r: r.update(format=2)), "/format: found 2, expected 1"),
            ]
            with open(folder + "/f.jsonl", "w", encoding="utf-8") as file:
                file.write("\n".join([lines[0], '{"n": "x"}', *lines[2:]]) + "\n")
            cases.append((folder + "/f.jsonl", "line 2"))
            with open(folder + "/g.jsonl", "w", encoding="utf-8") as file:
                file.write("\n".join(lines)[:-5])
            cases.append((folder + "/g.jsonl", "cut off"))
            with open(folder + "/h.json", "w", encoding="utf-8") as file:
                file.write('{"id": "client/x"}')
            cases.append((folder + "/h.json", '/: the key "title" is missing'))
            done = run("validate", *[path for path, _ in cases], trace)
            self.assertEqual(done.returncode, 2)
            for path, expected in cases:
                with self.subTest(path=path):
                    self.assertRegex(done.stderr, re.escape(f"conformance: {path}: ") + ".*" + re.escape(expected))
            self.assertEqual(len(done.stderr.splitlines()), len(cases))
            self.assertIn("a trace, nothing is wrong", done.stdout)

    def test_following_a_play_goes_to_standard_error_escaped_and_cut(self):
        done = run("-v", "--role", "client", "--spec", "0085@2.1", "client/0085/5.6/one-state")
        self.assertIn("target --> romeo  <message ", done.stderr)
        self.assertIn("== client/0085/5.6/one-state\n", done.stderr)
        self.assertNotIn("-->", done.stdout)

    def test_progress_of_a_server_is_plain_lines_in_a_pipe(self):
        with Serve("--tls", "off") as server:
            done, _ = server.run("--tls", "off")
        self.assertRegex(done.stderr, r"(?m)^server-0085@2\.1 1/\d+ server/0085/5\.4/message-only$")
        self.assertNotIn("\r", done.stderr)
        self.assertNotRegex(done.stdout, r"1/\d+ server")

    def test_help_is_short_and_each_command_has_its_own(self):
        text = self.printed("--help")
        self.assertLess(len(text.splitlines()), 90)
        self.assertEqual(self.printed("help"), text)
        self.assertIn("rules|scenarios|faults", self.printed("list", "--help"))
        self.assertNotIn("--target", self.printed("list", "--help"))

    def test_the_examples_of_the_help_are_commands(self):
        examples = re.findall(r"(?m)^  (conformance(?: .*)?)\n      ", self.printed("--help"))
        self.assertGreater(len(examples), 4)
        with tempfile.TemporaryDirectory() as folder:
            for example in examples:
                if "--target" in example:
                    continue
                done = subprocess.run([TOOL, *example.split()[1:]], cwd=folder, capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 1 if "--fault" in example else 0, example + done.stderr)

    def test_the_manual_page_has_no_error(self):
        page = self.printed("man")
        for device in ("ascii", "utf8"):
            done = subprocess.run(["groff", "-man", "-ww", "-rLL=80n", "-T" + device], input=page, capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        text = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou"], input=page, capture_output=True, text=True).stdout
        for part in ("--password-file FILE", "explain ID...", "CONFORMANCE_PASSWORD", "EXIT STATUS"):
            self.assertIn(part, text)

    def complete(self, *words):
        """What bash itself offers behind these words, the last of which is begun."""
        line = 'eval "$("$0" completion bash)"; COMP_WORDS=(conformance "$@"); COMP_CWORD=$#; _conformance; printf "%s\n" "${COMPREPLY[@]}"'
        done = subprocess.run(["bash", "-c", line, TOOL, *words], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split()

    def test_bash_completes(self):
        script = self.printed("completion", "bash")
        self.assertEqual(subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).stderr, "")
        for words, expected in ((["exp"], ["explain"]), (["list", "s"], ["scenarios"]), (["--stri"], ["--strict"]),
                                (["--role", "s"], ["server"]), (["--fault", "two-"], ["two-states"]),
                                (["-o", "mark"], ["markdown"]), (["faults", "two-"], ["two-states"]), (["explain", "0085/5.3/comp"], ["0085/5.3/composing-once"]),
                                (["list", "--t"], []), (["completion", "z"], ["zsh"]),
                                (["server/0085/5.8/no-g"], ["server/0085/5.8/no-generation"])):
            with self.subTest(words=words):
                self.assertEqual(self.complete(*words), expected)
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(folder + "/traces")
            open(folder + "/one.jsonl", "w", encoding="utf-8").close()
            self.assertEqual(self.complete("judge", folder + "/o"), [folder + "/one.jsonl"])
            self.assertEqual(self.complete("--trace-dir", folder + "/"), [folder + "/traces"])

    # A command line that is begun, and the word that ends it.
    COMPLETED = (("exp", "explain"), ("--stri", "--strict"), ("--role s", "server"), ("--fault two-", "two-states"),
                 ("list s", "scenarios"), ("explain 0085/5.3/comp", "0085/5.3/composing-once"), ("-o mark", "markdown"),
                 ("completion z", "zsh"), ("server/0085/5.8/no-g", "server/0085/5.8/no-generation"), ("faults two-", "two-states"))

    def test_fish_completes(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/conformance.fish", "w", encoding="utf-8") as script:
                script.write(self.printed("completion", "fish"))
            for begun, expected in self.COMPLETED:
                with self.subTest(begun=begun):
                    done = subprocess.run(["fish", "-N", "-c", f"source {folder}/conformance.fish; complete -C 'conformance {begun}'"],
                                          capture_output=True, text=True, timeout=60, env={"PATH": os.environ["PATH"], "HOME": folder})
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertEqual([line.split("\t")[0] for line in done.stdout.splitlines()], [expected])

    def test_zsh_completes(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/_conformance", "w", encoding="utf-8") as script:
                script.write(self.printed("completion", "zsh"))
            zsh = Zsh(self, folder)
            for begun, expected in self.COMPLETED:
                with self.subTest(begun=begun):
                    self.assertEqual(zsh.complete("conformance " + begun).split()[-1], expected)


if __name__ == "__main__":
    unittest.main(verbosity=1 if len(sys.argv) > 1 else 0)
