#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`conformance record`: the reference client logs in to the embedded server through the recording proxy, over each kind of
TLS; what crosses is recorded without what people write, failures are told while they happen, and the trace gives the same
findings again.

    .ci/record_test.py [-v] [NAME…]      names as unittest has them: Record.test_direct_tls
"""

import json
import os
import pathlib
import re
import signal
import socket
import stat
import subprocess
import tempfile
import unittest

from worked_client import TOOL, Client

SECRET = "correct horse battery"
WORDS = "What light through yonder window"


class Record(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, *arguments, stdout=False):
        program = subprocess.Popen([TOOL, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   cwd=self.folder, env={**os.environ, "CONFORMANCE_PASSWORD": SECRET})
        self.addCleanup(self.end, program)
        line = (program.stdout if stdout else program.stderr).readline()
        return program, line

    @staticmethod
    def end(program):
        if program.poll() is None:
            program.kill()
            program.wait()
        program.stdout.close()
        program.stderr.close()

    def serve(self, tls="off"):
        files = ["--ca-out", "server.pem"] if tls != "off" else []
        _, line = self.start("serve", "--tls", tls, *files, "--account", "juliet@localhost", "--account",
                             "romeo@localhost", stdout=True)
        return json.loads(line)["port"]

    def record(self, upstream, *arguments):
        program, line = self.start("record", "--upstream", f"127.0.0.1:{upstream}", "--domain", "localhost", *arguments)
        return program, int(re.search(r"port (\d+)", line).group(1))

    def finish(self, program):
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)
        return program.returncode, out, err

    def talk(self, server, proxy, tls="off", ca="", fault="", server_tls="off", server_ca=""):
        """Romeo writes, Juliet answers through the proxy, and what she does is seen to arrive."""
        romeo = Client(self, "romeo@localhost", SECRET, server, server_tls, server_ca)
        juliet = Client(self, "juliet@localhost", SECRET, proxy, tls, ca, fault)
        juliet.act("send", "romeo@localhost", WORDS)
        romeo.wait_until_shown("juliet@localhost", WORDS)
        romeo.act("send", "juliet@localhost", "She speaks")
        juliet.wait_until_shown("romeo@localhost", "She speaks")
        juliet.act("type", "romeo@localhost", "O Romeo")
        juliet.act("send", "romeo@localhost")
        romeo.wait_until_shown("juliet@localhost", "O Romeo")
        juliet.stop()
        romeo.stop()

    def read_trace(self, name="record.jsonl"):
        with open(os.path.join(self.folder, name), encoding="utf-8") as text:
            return text.read()

    def test_a_session_that_conforms(self):
        server = self.serve()
        program, port = self.record(server, "--tls", "off", "mine.jsonl")
        self.talk(server, port)
        code, out, err = self.finish(program)
        self.assertEqual(code, 0, out + err)
        self.assertNotIn("FAIL", err)
        self.assertRegex(out, r"\d+ deciding rules? passed")
        trace = self.read_trace("mine.jsonl")
        header = json.loads(trace.splitlines()[0])
        self.assertEqual((header["role"], header["iut"], header["driven"]), ("client", "juliet@localhost", False))
        self.assertIn("chatstates", trace)
        # Nobody's words, and no secrets; that there is a text, and that two are equal, can be seen.
        for word in (WORDS, "She speaks", "O Romeo", SECRET, "SCRAM", "mechanism"):
            self.assertNotIn(word, trace)
        self.assertRegex(trace, rf"\[{len(WORDS)} characters, [0-9a-f]{{8}}\]")
        mode = stat.S_IMODE(os.stat(os.path.join(self.folder, "mine.jsonl")).st_mode)
        self.assertEqual(mode, 0o600)

    def test_failures_are_told_while_they_happen_and_again_from_the_trace(self):
        server = self.serve()
        program, port = self.record(server, "--tls", "off", "--keep-bodies")
        self.talk(server, port, fault="two-states")
        told = ""
        while "0085/5.6/one-state" not in told:  # the recording goes on: nobody has ended it
            line = program.stderr.readline()
            self.assertTrue(line, told)
            told += line
        self.assertIsNone(program.poll())
        code, out, err = self.finish(program)
        self.assertEqual(code, 1, out + err)
        self.assertIn("0085/5.6/one-state", out)
        self.assertIn(WORDS, self.read_trace())
        again = subprocess.run([TOOL, "judge", "record.jsonl", "-o", "json"], capture_output=True, text=True,
                               cwd=self.folder, check=False, timeout=60)
        self.assertEqual(again.returncode, 1)
        failed = {one["rule"] for play in json.loads(again.stdout)["plays"] for one in play["results"]
                  if one["verdict"] == "fail"}
        self.assertIn("0085/5.6/one-state", failed)

    def test_starttls_on_both_sides(self):
        server = self.serve("starttls")
        program, port = self.record(server, "--ca", "server.pem", "--ca-out", "proxy.pem")
        self.talk(server, port, "starttls", os.path.join(self.folder, "proxy.pem"), "", "starttls",
                  os.path.join(self.folder, "server.pem"))
        code, out, err = self.finish(program)
        self.assertEqual(code, 0, out + err)
        self.assertIn("cannot pass through a proxy: SCRAM-SHA-256-PLUS", err)
        self.assertIn('"secured"', self.read_trace())

    def test_direct_tls(self):
        server = self.serve("direct")
        program, port = self.record(server, "--tls", "direct", "--ca", "server.pem", "--ca-out", "proxy.pem")
        self.talk(server, port, "direct", os.path.join(self.folder, "proxy.pem"), "", "direct",
                  os.path.join(self.folder, "server.pem"))
        self.assertEqual(self.finish(program)[0], 0)

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        server = self.serve("starttls")
        program, port = self.record(server, "--listen-tls", "off")
        with self.assertRaises(AssertionError):
            Client(self, "juliet@localhost", SECRET, port)
        code, _, err = self.finish(program)
        self.assertEqual(code, 4, err)
        self.assertIn("certificate is refused", err)
        self.assertIn("nothing was recorded", err)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "record.jsonl")))

    def test_a_client_that_comes_back_is_recorded_in_the_same_trace_and_another_account_is_not(self):
        server = self.serve()
        program, port = self.record(server, "--tls", "off")
        for _ in range(2):
            Client(self, "juliet@localhost", SECRET, port).stop()
        Client(self, "romeo@localhost", SECRET, port).stop()
        code, out, err = self.finish(program)
        self.assertEqual(code, 0, out + err)
        trace = self.read_trace()
        self.assertEqual(trace.count('"bound"'), 2)
        self.assertNotIn("romeo@localhost", trace)
        self.assertIn("another account than juliet@localhost", err)

    def test_noise_does_not_end_the_recording(self):
        server = self.serve()
        program, port = self.record(server, "--tls", "off")
        for noise in (b"GET / HTTP/1.0\r\n\r\n", b"<a/>", b"", b"<stream:stream xmlns='jabber:client' "
                      b"xmlns:stream='http://etherx.jabber.org/streams' to='elsewhere.lit' version='1.0'>"):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(noise)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass
        Client(self, "juliet@localhost", SECRET, port).stop()
        code, out, err = self.finish(program)
        self.assertEqual(code, 0, out + err)
        self.assertIn("the proxy is for localhost", err)

    def test_a_server_that_is_not_there_is_told(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            nobody = free.getsockname()[1]
        program, port = self.record(nobody, "--tls", "off")
        with self.assertRaises(AssertionError):
            Client(self, "juliet@localhost", SECRET, port)
        code, _, err = self.finish(program)
        self.assertEqual(code, 4)
        self.assertIn("refused", err)

    def test_what_is_wrong_with_the_command_line(self):
        for arguments, text in ((["--tls", "off"], "--upstream"), (["--upstream", "a:b:c"], "--upstream"),
                                (["--upstream", "127.0.0.1:1", "--listen", "nowhere:1"], "not an IP address"),
                                (["--upstream", "127.0.0.1:1", "--tls", "off", "--ca-out", "x"], "--ca-out"),
                                (["--upstream", "127.0.0.1:1", "--spec", "0085@1.2", "--spec", "0085@2.1"], "--spec"),
                                (["--upstream", "127.0.0.1:1", "one", "two"], "one file")):
            with self.subTest(arguments):
                done = subprocess.run([TOOL, "record", *arguments], capture_output=True, text=True, cwd=self.folder,
                                      check=False, timeout=60)
                self.assertIn(done.returncode, (2, 4))
                self.assertIn(text, done.stderr)
        pathlib.Path(self.folder, "there.jsonl").touch()
        done = subprocess.run([TOOL, "record", "--upstream", "127.0.0.1:1", "there.jsonl"], capture_output=True,
                              text=True, cwd=self.folder, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("there already", done.stderr)


if __name__ == "__main__":
    unittest.main()
