#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Clients that nobody drives: `--target listen:PORT` and `--target user@domain`. The reference client logs in as anybody's
would, and where a person is asked (`--prompt`), this file answers for him.

    .ci/guest_test.py [-v] [NAME…]      names as unittest has them: Listen.test_a_person_works_a_client
"""

import json
import os
import re
import signal
import subprocess
import tempfile
import unittest

from worked_client import TOOL, Client

SECRET = "wherefore-art-thou"
KEYS = {"composing": "c", "paused": "p", "active": "a", "inactive": "i", "gone": "g", "": "", None: ""}
# Sentence, and what a user does then.
DEEDS = (
    (r"Send to (\S+): (.+)", lambda client, to, text: client.act("send", to, text)),
    (r"In the chat with (\S+) type this, and do not send it: (.+)", lambda client, to, text: client.act("type", to, text)),
    (r"Send what you have typed in the chat with (\S+)\.", lambda client, to: client.act("send", to)),
    (r"Close the chat with (\S+)\.", lambda client, to: client.act("close", to)),
    (r"Call for the attention of (\S+),", lambda client, to: client.act("attention", to)),
    (r"switch the sending of chat states .* (on|off),",
     lambda client, value: client.ask("configure", setting="chat_states", value=value == "on")),
    (r"How many times did the client alert you for (\S+) ", lambda client, sender: str(client.query("alerts", sender))),
    (r"What does the client show of (\S+) now", lambda client, sender: KEYS[client.query("shown_state", sender)]),
)


class Person:
    """Reads prompts, does what they say, and answers."""

    def __init__(self, program, client=None):
        self.program, self.client = program, client
        self.said, self.read, self.prompts = "", 0, []

    def read_until(self, pattern):
        """Behind what was found before; nothing if the program says no more."""
        while not (found := re.search(pattern, self.said[self.read:], re.DOTALL)):
            more = os.read(self.program.stderr.fileno(), 4096).decode()
            if not more:
                return None
            self.said += more
        self.read += found.end()
        return found

    def answer(self, line):
        self.program.stdin.write(line + "\n")
        self.program.stdin.flush()

    def obey(self):
        """Until the program asks no more."""
        while prompt := self.read_until(r"\[\d+ of \d+\] (.*?)to stop and report: "):
            sentence = prompt[1]
            self.prompts.append(sentence)
            for pattern, deed in DEEDS:
                if found := re.search(pattern, sentence):
                    self.answer(deed(self.client, *found.groups()) or "")
                    break
            else:
                raise AssertionError(f"a sentence that nobody understands: {sentence}")


class Guests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.report_file = os.path.join(self.folder, "report.json")

    def start(self, *arguments):
        program = subprocess.Popen([TOOL, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                   env={**os.environ, "CONFORMANCE_PASSWORD": SECRET, "CONFORMANCE_REACH": "loopback"})
        self.addCleanup(self.end, program)
        return program

    @staticmethod
    def end(program):
        if program.poll() is None:
            program.kill()
            program.wait()
        for pipe in (program.stdin, program.stdout, program.stderr):
            if not pipe.closed:
                pipe.close()

    def verdicts(self):
        with open(self.report_file, encoding="utf-8") as text:
            report = json.load(text)
        return {row["rule"]: row["verdict"] for play in report["plays"] for row in play["results"]}


class Listen(Guests):
    def listen(self, *arguments):
        program = self.start("--target", "listen:0", "-o", f"json+traces:{self.report_file}", *arguments)
        person = Person(program)
        password = person.read_until(r"password +(\S+)\n")[1]
        port = int(person.read_until(r"port (\d+)")[1])
        return program, person, password, port

    def test_a_person_works_a_client(self):
        program, person, password, port = self.listen("--prompt")
        person.client = Client(self, "juliet@capulet.lit", password, port)
        person.obey()
        out = program.stdout.read()
        self.assertEqual(program.wait(60), 0, out)
        self.assertEqual(len(person.prompts), 12)
        verdicts = self.verdicts()
        for rule in ("0085/5.6/one-state", "0085/5.1/stop-when-unsupported", "0085/5.2/understood", "0085/9/disable",
                     "0224/3/alert", "0224/4/no-iq", "0085/4/disco-feature"):
            self.assertEqual(verdicts[rule], "pass", rule)
        with open(self.report_file, encoding="utf-8") as text:
            self.assertNotIn(password, text.read())

    def test_a_fault_is_found_this_way(self):
        program, person, password, port = self.listen("--prompt", "client/guided/*")
        person.client = Client(self, "juliet@capulet.lit", password, port, fault="two-states")
        person.obey()
        self.assertEqual(program.wait(60), 1)
        self.assertEqual(self.verdicts()["0085/5.6/one-state"], "fail")

    def test_what_is_skipped_is_not_applicable_and_who_stops_gets_a_report(self):
        program, person, password, port = self.listen("--prompt", "client/guided/*")
        person.client = Client(self, "juliet@capulet.lit", password, port)
        for answer in ("r", "s", "q"):
            person.read_until("to stop and report: ")
            person.answer(answer)
        out = program.stdout.read()
        self.assertEqual(program.wait(60), 0, out)
        self.assertIn("NOTHING DECIDED", out)
        self.assertEqual(person.said.count("[1 of 12]"), 2)

    def test_nobody_is_asked_without_prompt(self):
        program, _, password, port = self.listen("0115", "0085/5.3")
        Client(self, "juliet@capulet.lit", password, port)
        self.assertEqual(program.wait(120), 0)
        verdicts = self.verdicts()
        self.assertEqual(verdicts["0115/5.1/ver"], "pass")
        self.assertEqual(verdicts["0085/5.3/composing-once"], "not applicable")

    def test_ctrl_c_ends_the_wait(self):
        program, *_ = self.listen()
        program.send_signal(signal.SIGINT)
        self.assertEqual(program.wait(20), 4)

    def test_a_person_who_goes_away_gets_a_report(self):
        program, person, password, port = self.listen("--prompt", "client/guided/*")
        client = Client(self, "juliet@capulet.lit", password, port)
        person.read_until("to stop and report: ")
        client.stop()
        program.stdin.close()
        self.assertEqual(program.wait(120), 0)
        self.assertTrue(os.path.exists(self.report_file))


class Elsewhere(Guests):
    def setUp(self):
        super().setUp()
        server = self.start("serve", "--tls", "off", *(word for name in ("juliet", "romeo", "mercutio", "benvolio")
                                                       for word in ("--account", f"{name}@localhost")))
        self.port = json.loads(server.stdout.readline())["port"]

    def visit(self, *arguments, client="juliet@localhost", accounts=("romeo", "mercutio", "benvolio")):
        words = [word for name in accounts for word in ("--account", f"{name}@localhost")]
        program = self.start("--target", client, "--upstream", f"127.0.0.1:{self.port}", "--tls", "off", *words,
                             "-o", f"json+traces:{self.report_file}", *arguments)
        return program, Person(program)

    def befriend(self, client, *names):
        """Both sides subscribe, as their users would."""
        friends = [Client(self, f"{name}@localhost", SECRET, self.port) for name in names]
        for name, friend in zip(names, friends):
            client.act("add_contact", f"{name}@localhost")
            friend.ask("sync")  # the request has been read: to add her is to approve it
            friend.act("add_contact", "juliet@localhost")
            client.ask("sync")
            client.act("add_contact", f"{name}@localhost")
        for friend in friends:
            friend.stop()

    def code(self, client, sender="romeo@localhost"):
        """The four digits that have come."""
        text = client.wait_until_shown(sender, "this code: ")
        return re.search(r"code: (\d{4})", text)[1]

    def test_nothing_is_sent_until_the_code_has_come_back(self):
        client = Client(self, "juliet@localhost", SECRET, self.port)
        program, person = self.visit("--prompt", client="juliet@localhost/" + "balcony")
        person.read_until("sent to the client: ")
        self.code(client)
        person.answer("wrong")
        self.assertEqual(program.wait(60), 4)
        self.assertIn("has not come back", program.stdout.read() + person.said)

    def test_of_several_clients_one_is_to_be_named(self):
        client = Client(self, "juliet@localhost/balcony", SECRET, self.port)
        self.befriend(client, "romeo")
        Client(self, "juliet@localhost/garden", SECRET, self.port)
        program, person = self.visit("--prompt", accounts=("romeo",))
        person.read_until("sent to the client: ")
        person.answer(self.code(client))
        self.assertEqual(program.wait(60), 4)
        out = " ".join(program.stdout.read().split())
        self.assertIn("several clients of the user are online (juliet@localhost/balcony, juliet@localhost/garden)", out)

    def test_who_answers_has_agreed(self):
        client = Client(self, "juliet@localhost", SECRET, self.port)
        program, _ = self.visit("0085/4/disco-feature", "0085/5.6/one-state", "6120")
        client.act("send", "romeo@localhost", self.code(client))
        out = program.communicate(timeout=120)[0]
        verdicts = self.verdicts()
        # No account is in her roster, and most scenarios are about contacts who are.
        self.assertEqual(verdicts["0085/5.6/one-state"], "not applicable", out)
        self.assertIn(program.returncode, (0, 3), out)

    def test_a_person_works_a_client_whose_contacts_are_real(self):
        client = Client(self, "juliet@localhost", SECRET, self.port)
        self.befriend(client, "romeo", "mercutio", "benvolio")
        program, person = self.visit("--prompt")
        person.client = client
        person.read_until("sent to the client: ")
        person.answer(self.code(client))
        person.obey()
        out = program.stdout.read()
        self.assertEqual(program.wait(60), 0, out)
        verdicts = self.verdicts()
        for rule in ("0085/5.6/one-state", "0085/5.1/stop-when-unsupported", "0085/5.2/understood", "0085/9/disable",
                     "0224/3/alert", "0224/4/no-iq", "0085/4/disco-feature"):
            self.assertEqual(verdicts[rule], "pass", rule)

    def test_a_fault_is_found_from_afar(self):
        client = Client(self, "juliet@localhost", SECRET, self.port, fault="two-states")
        self.befriend(client, "romeo")
        program, person = self.visit("--prompt", "client/guided/conversation", accounts=("romeo",))
        person.client = client
        person.read_until("sent to the client: ")
        person.answer(self.code(client))
        person.obey()
        self.assertEqual(program.wait(60), 1)
        self.assertEqual(self.verdicts()["0085/5.6/one-state"], "fail")

    def test_an_address_needs_accounts(self):
        done = subprocess.run([TOOL, "--target", "juliet@localhost"], capture_output=True, text=True, check=False,
                              timeout=60, env={**os.environ, "CONFORMANCE_REACH": "loopback"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("--account", done.stderr)
        program, _ = self.visit(accounts=("juliet",))
        self.assertEqual(program.wait(60), 2)


if __name__ == "__main__":
    unittest.main()
