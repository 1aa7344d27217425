#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Clients that are worked by a driver, from the command line: the reference client as a driver program gives the
verdicts of the embedded one, its faults are found, and a driver that breaks the protocol costs its scenario only.

    .ci/driven_test.py [-v] [NAME…]      names as unittest has them: Drivers.test_one_that_writes_no_json
    .ci/driven_test.py --smoke           one of each kind, in a minute
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOL = ROOT / "build" / "default" / "conformance"
REFERENCE = [str(TOOL), "reference-client"]
# Whole plays take their time by settling, not by timers: these stand still until they are moved.
QUICK = [*REFERENCE, "--virtual-clock"]
FAULTS = [sys.executable, "-B", str(ROOT / ".ci" / "driver_faults.py")]
SOME = ["client/0085/5.6/*", "client/0085/5.3/*"]


class Run:
    def __init__(self, *arguments, driver=(), environment=None):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "report.json")
            command = [str(TOOL), "--target", "driver", "-q", "-o", "console", "-o", f"json:{file}", *arguments]
            if driver:
                command += ["--", *driver]
            done = subprocess.run(command, capture_output=True, text=True, timeout=800, stdin=subprocess.DEVNULL,
                                  env={**os.environ, **(environment or {})}, cwd=folder, check=False)
            self.code, self.stdout, self.stderr = done.returncode, done.stdout, done.stderr
            self.report = None
            if os.path.exists(file):
                with open(file, encoding="utf-8") as text:
                    self.report = json.load(text)

    def verdicts(self):
        return {one["rule"]: one["verdict"] for play in self.report["plays"] for one in play["results"]}

    def failed(self):
        return {rule for rule, verdict in self.verdicts().items() if verdict == "fail"}

    def ended(self, verdict):
        """The scenarios that gave a verdict, with its reason."""
        return {piece["scenario"]: piece["reason"] for play in self.report["plays"] for one in play["results"]
                for piece in one["evidence"] if piece["verdict"] == verdict and piece.get("scenario")}


def embedded(*arguments):
    done = subprocess.run([str(TOOL), "--role", "client", "--spec", "0085@2.1", "-o", "json", *arguments],
                          capture_output=True, text=True, timeout=300, check=False)
    report = json.loads(done.stdout)
    return {one["rule"]: one["verdict"] for play in report["plays"] for one in play["results"]}


class Reference(unittest.TestCase):
    maxDiff = None

    def test_the_whole_play_gives_the_verdicts_of_the_embedded_client(self):
        run = Run(driver=QUICK)
        self.assertEqual(run.code, 0, run.stdout + run.stderr)
        self.assertEqual(run.verdicts(), embedded())

    def test_without_sync_time_proves_nothing_and_texts_do(self):
        run = Run(driver=[*QUICK, "--no-sync"])
        self.assertEqual(run.code, 0, run.stdout + run.stderr)
        # Nothing is written to whom nothing is to be told, so nothing shows that all was sent that would be.
        untold = {"0085/9/untrusted": "inconclusive", "0224/4/confirm-support": "inconclusive"}
        self.assertEqual(run.verdicts(), {**embedded(), **untold})

    def test_faults_are_found_on_this_path_too(self):
        faults = json.loads(subprocess.run([str(TOOL), "list", "faults", "--json"], capture_output=True, text=True,
                                           timeout=60, check=True).stdout)
        listed = {fault["name"]: fault["trips"]["2.1"] for fault in (faults if isinstance(faults, list) else faults["faults"])}
        for name in ("two-states", "no-active", "thread-missing"):
            if name not in listed:
                continue
            rules = listed[name]
            with self.subTest(name):
                run = Run(*rules, driver=[*QUICK, "--fault", name])
                self.assertEqual(run.failed(), set(rules), run.stdout + run.stderr)

    def test_a_real_clock_and_the_older_version(self):
        run = Run("client/0085/5.6/*", "--spec", "0085@1.2", driver=[*REFERENCE, "--spec", "0085@1.2"])
        self.assertEqual(run.code, 0, run.stdout + run.stderr)

    def test_timers_on_a_real_clock(self):
        run = Run("client/0085/5.3/pause-and-resume", "--spec", "0085@1.2", driver=[*REFERENCE, "--spec", "0085@1.2"])
        self.assertEqual(run.code, 0, run.stdout + run.stderr)

    def test_tls(self):
        for mode in ("required", "direct"):
            with self.subTest(mode):
                run = Run("client/0085/5.6/*", "--tls", mode, driver=QUICK)
                self.assertEqual(run.code, 0, run.stdout + run.stderr)

    def test_the_report_names_the_client_and_the_command_runs_again(self):
        run = Run("client/0085/5.6/*", driver=[*QUICK, "--fault", "two-states"])
        self.assertEqual(run.code, 1, run.stdout + run.stderr)
        self.assertIn("conformance reference-client", run.report["environment"]["client"])
        again = " ".join(run.stdout.replace("\\\n", " ").split())
        self.assertIn("reference-client --virtual-clock --fault two-states", again)


class Drivers(unittest.TestCase):
    def faulty(self, fault, *arguments, once=True, program=None):
        with tempfile.TemporaryDirectory() as folder:
            environment = {"DRIVER_FAULT_MARK": os.path.join(folder, "mark")} if once else {}
            return Run(*(arguments or SOME), driver=[*FAULTS, fault, "--", *(program or QUICK)], environment=environment)

    def costs_one_scenario(self, fault, reason):
        run = self.faulty(fault)
        errors = run.ended("error")
        self.assertEqual(len(errors), 1, (errors, run.stdout, run.stderr))
        self.assertRegex(next(iter(errors.values())), reason)
        self.assertFalse(run.failed(), run.stdout)
        self.assertEqual(run.code, 4)
        self.assertGreater(sum(verdict == "pass" for verdict in run.verdicts().values()), 4)

    def test_one_that_dies_costs_its_scenario(self):
        self.costs_one_scenario("dies", "has ended")

    def test_one_that_hangs(self):
        self.costs_one_scenario("hangs", "gave no answer within")

    def test_one_that_writes_no_json(self):
        self.costs_one_scenario("no-json", "none of the protocol.*Segmentation fault")

    def test_one_that_answers_out_of_turn(self):
        self.costs_one_scenario("wrong-seq", "out of turn")

    def test_one_that_answers_twice(self):
        self.costs_one_scenario("answers-twice", "out of turn")

    def test_one_that_floods_us_with_events(self):
        self.costs_one_scenario("floods-events", "more than 1000 events")

    def test_one_whose_client_is_killed(self):
        self.costs_one_scenario("kills-client", "killed|stream of the client has ended")

    def test_one_that_floods_its_log_loses_nothing(self):
        run = self.faulty("floods-stderr")
        self.assertEqual(run.code, 0, run.stdout[-2000:] + run.stderr[-2000:])

    def test_one_that_dies_again_and_again_is_started_three_times(self):
        run = self.faulty("dies", once=False)
        self.assertEqual(run.code, 4)
        self.assertFalse(run.failed())
        self.assertIn("started again 3 times", run.stdout + run.stderr)

    def test_one_that_claims_what_it_has_not(self):
        done = subprocess.run([str(TOOL), "smoke", "--", *FAULTS, "claims", "--", *QUICK], capture_output=True,
                              text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"setting timers +the client cannot")

    def test_an_empty_one_passes_nothing_that_is_driven(self):
        run = self.faulty("empty", "0085/5.1", "0085/5.2", "0085/5.6", "--timeout", "300ms", once=False)
        verdicts = run.verdicts()
        self.assertFalse({rule for rule, verdict in verdicts.items() if verdict == "pass"}, verdicts)
        self.assertIn("no message has come", run.stdout)

    def test_one_that_can_nothing_passes_and_fails_nothing(self):
        run = self.faulty("unsupported", "0085/5.1", "0085/5.2", "0085/5.3", "0085/5.6", once=False)
        verdicts = run.verdicts()
        self.assertFalse({rule for rule, verdict in verdicts.items() if verdict in ("pass", "fail")}, verdicts)
        self.assertNotEqual(run.code, 1)

    def test_what_a_client_is_declared_not_to_do_fails_the_rules_about_it_only(self):
        run = self.faulty("unsupported-client", "0085/5.1", "0085/5.2", "0085/5.6", once=False)
        self.assertFalse({rule for rule in run.failed() if not rule.startswith("0085/5.2/")}, run.stdout)
        self.assertIn("0085/5.2/composing", run.failed())

    def test_one_that_lies_makes_no_wrong_verdict(self):
        run = self.faulty("lies", once=False)
        self.assertFalse(run.failed(), run.stdout)
        self.assertRegex(run.stdout, r"its sync\s+is not believed")

    def test_one_that_tells_the_password_tells_nobody(self):
        run = self.faulty("tells-password", "client/0085/5.6/*", "-v", once=False)
        self.assertEqual(run.code, 4)
        self.assertIn("logs in with …", run.stderr)
        self.assertIn("… was wrong", run.stdout + run.stderr)

    def test_one_that_cannot_be_started(self):
        run = Run(driver=["./no-such-driver"])
        self.assertEqual(run.code, 4)
        self.assertIn("no-such-driver", run.stdout + run.stderr)

    def test_one_that_connects_to_us(self):
        """A driver elsewhere: here one that joins the socket to a program's pipes."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        done = []
        thread = threading.Thread(target=lambda: done.append(
            Run("client/0085/5.6/*", "--driver-listen", f"127.0.0.1:{port}")))
        thread.start()
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", port))
                break
            except ConnectionRefusedError:
                self.assertTrue(thread.is_alive())
        driver = subprocess.Popen(QUICK, stdin=connection.fileno(), stdout=connection.fileno())
        connection.close()
        thread.join()
        self.assertEqual(driver.wait(10), 0)
        self.assertEqual(done[0].code, 0, done[0].stdout + done[0].stderr)

    def test_what_does_not_fit_is_said(self):
        for arguments, text in ((["--fault", "two-states"], "--fault"), (["--role", "server"], "--role"),
                                (["--driver-listen", "127.0.0.1:0"], "--driver-listen")):
            with self.subTest(arguments):
                run = Run(*arguments, driver=QUICK)
                self.assertEqual(run.code, 2)
                self.assertIn(text, run.stderr)
        none = Run()
        self.assertEqual(none.code, 2)
        self.assertIn("no driver is named", none.stderr)


SMOKE = ["Reference.test_a_real_clock_and_the_older_version", "Reference.test_tls",
         "Reference.test_the_report_names_the_client_and_the_command_runs_again",
         "Drivers.test_one_that_dies_costs_its_scenario", "Drivers.test_one_that_claims_what_it_has_not",
         "Drivers.test_one_that_connects_to_us", "Drivers.test_one_that_cannot_be_started",
         "Drivers.test_what_does_not_fit_is_said"]

if __name__ == "__main__":
    if "--smoke" in sys.argv:
        sys.argv[1:] = SMOKE
    unittest.main()
