# SPDX-License-Identifier: MIT
"""A program in a terminal: its keys and its screen, through a tmux of its own.

The tmux server is a child in the driver's process group, with its socket in the client's home, so that nothing of it is
seen by, or outlives, anybody else. The client is ended by its own pid.
"""

import os
import signal
import subprocess
import time

from shared.frame import Failed, Unsupported, log, wait_until

COLUMNS, ROWS = 240, 60
STILL_LOOKS = 20
UP_SECONDS = 5
ENDING_SECONDS = 0.8


def control_characters(text):
    return any(ord(character) < 0x20 or ord(character) == 0x7f for character in text)


class Terminal:
    def __init__(self, home, command):
        """Starts the command (a list of words) with the home as its HOME and nothing else of our environment."""
        self.socket = os.path.join(home.path, ".tmux")
        self.client = None
        # Without -D the server would leave the process group and outlive a driver that is killed.
        self.server = subprocess.Popen(
            ["setpriv", "--pdeathsig", "SIGTERM", "tmux", "-S", self.socket, "-f", "/dev/null", "-D"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            # A client whose terminal is looked at after its end says what it said last.
            wait_until(lambda: self.accepts("set-option", "-wg", "remain-on-exit", "on"), UP_SECONDS, "tmux")
            words = ["env", "-i", f"HOME={home.path}", f"TMPDIR={home.path}", "TERM=screen-256color", "LANG=C.UTF-8",
                     f"PATH={os.environ.get('PATH', '/usr/bin:/bin')}", *command]
            if home.nobody:
                words = ["setpriv", f"--reuid={home.nobody.pw_uid}", f"--regid={home.nobody.pw_gid}",
                         "--clear-groups", *words]
            self.tmux("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), *words)
            self.client = int(self.tmux("display-message", "-p", "#{pane_pid}"))
        except BaseException:
            self.end()
            raise

    def tmux(self, *words):
        # A semicolon at the end of a word would end tmux's command.
        words = [word[:-1] + "\\;" if word.endswith(";") else word for word in words]
        done = subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True, timeout=10,
                              stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise Failed(f"the terminal is gone: {done.stderr.strip()}")
        return done.stdout

    def accepts(self, *words):
        try:
            self.tmux(*words)
            return True
        except Failed:
            return False

    def is_alive(self):
        try:
            return self.tmux("display-message", "-p", "#{pane_dead}").strip() == "0"
        except Failed:
            return False

    def screen(self):
        """The lines as they are seen, without the blanks at their ends."""
        if not self.is_alive():
            raise Failed("the client has ended")
        return [line.rstrip() for line in self.tmux("capture-pane", "-p").split("\n")[:ROWS]]

    def still(self):
        """The screen when it is not in the midst of being drawn: the same twice."""
        before, lines = None, self.screen()
        for _ in range(STILL_LOOKS):
            if lines == before:
                break
            before, lines = lines, self.screen()
        return lines

    def keys(self, *names):
        """Keys by their names in tmux: Enter, C-u, M-1."""
        self.tmux("send-keys", *names)

    def type(self, text, key_ms):
        """Types the text, a key every so many milliseconds."""
        if control_characters(text):
            raise Unsupported("driver", "a text with control characters cannot be typed")
        if key_ms <= 0:
            self.tmux("send-keys", "-l", "--", text)
            return
        due = time.monotonic()
        for character in text:
            time.sleep(max(0.0, due - time.monotonic()))
            self.tmux("send-keys", "-l", "--", character)
            due += key_ms / 1000

    def wait_for(self, condition, seconds, what):
        """The value of `condition(screen)` as soon as it is true; the log has the screen if it was not."""
        try:
            return wait_until(lambda: condition(self.screen()), seconds, what)
        except Failed:
            if self.is_alive():
                log("\n".join(["the screen:", *(line for line in self.screen() if line)]))
            raise

    def kill_client(self):
        if self.client is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not self.is_alive():
                return
            os.kill(self.client, number)
            try:
                wait_until(lambda: not self.is_alive(), ENDING_SECONDS, "the end of the client")
            except Failed:
                log(f"the client has not ended by {number.name}")

    def end(self):
        """Ends what is left of the client, and tmux. A client that was asked to leave is gone already."""
        self.kill_client()
        self.server.terminate()
        try:
            self.server.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
