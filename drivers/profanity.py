#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A driver for profanity 0.13, worked through a terminal.

profanity has one input line for all its windows, and shows one window at a time; the status bar names them all. It
shows that a contact is typing in the title, and no other state there.
"""

import os
import re
import subprocess

from shared.frame import Driver, Failed, Home, Unsupported, wait_until
from shared.terminal import COLUMNS, ROWS, Terminal

ONLINE_SECONDS = 30
SCREEN_SECONDS = 10
ASKED_SECONDS = 5
QUITTING_SECONDS = 1.5
TLS = {"off": "disable", "starttls": "force", "direct": "legacy"}
# Windows in the status bar: [2:romeo@montague.lit], the one in front -2:romeo@montague.lit-.
WINDOW = re.compile(r"(?:\[(\d+):(\S+?)\]|-(\d+):(\S+?)-)(?=\[|-\d|$)")
# A line of a chat: time, who, what.
MESSAGE = re.compile(r"\d\d:\d\d:\d\d - ([^ ]+): (.*)")
TIME = re.compile(r"(\d\d:\d\d:\d\d) - ")
PREFERENCES = """[ui]
splash=false
beep=false
intype=true
statusbar.show.name=true
statusbar.chat=jid
statusbar.room=jid
statusbar.self=off
statusbar.tablen=60
statusbar.tabs=10
resource.message=false
roster=false
occupants=false
[notifications]
message=off
typing=false
[chatstates]
enabled={states}
outtype={states}
[logging]
chlog=false
[connection]
{certificates}
"""


class Profanity(Driver):
    name = "profanity"
    settings = {"chat_states": "runtime"}
    cannot = {
        "attention": ("client", "profanity 0.13 has no XEP-0224"),
        "alerts": ("client", "profanity 0.13 has no XEP-0224"),
        "timers": ("client", "profanity's times for paused and inactive are fixed"),
    }

    def __init__(self):
        super().__init__()
        self.home = self.terminal = None
        self.nicks = {}
        self.states = True

    def version(self):
        said = subprocess.run(["profanity", "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
        found = re.search(r"version (\S+)", said)
        return found[1] if found else ""

    # Life ------------------------------------------------------------------------------------------------------------

    def connect(self, request):
        if self.terminal is not None:
            raise Failed("is connected already")
        jid, _, resource = request["jid"].partition("/")
        self.home = Home(self.name)
        self.home.write(".config/profanity/profrc", PREFERENCES.format(
            states=str(self.states).lower(), certificates=self.certificates(request)))
        self.home.write(".local/share/profanity/accounts", "\n".join([
            "[tested]", "enabled=true", f"jid={jid}", f"password={request['password']}", f"server={request['host']}",
            f"port={request['port']}", f"tls.policy={TLS[request.get('tls', 'off')]}",
            f"resource={resource or self.name}", ""]))
        self.terminal = Terminal(self.home, ["profanity", "-a", "tested"])
        log_in = self.terminal.wait_for(
            lambda lines: next((line for line in lines if re.search("logged in successfully|Login failed|Lost connection|"
                                                                    "Connection attempt|TLS certificate", line)), None),
            ONLINE_SECONDS, "the login")
        if "logged in successfully" not in log_in:
            raise Failed(log_in)

    def certificates(self, request):
        """OpenSSL looks for an authority by a hash of its name."""
        if not request.get("ca"):
            return ""
        folder = os.path.join(self.home.path, "authorities")
        with open(request["ca"], encoding="ascii") as file:
            self.home.write("authorities/ca.pem", file.read())
        subprocess.run(["openssl", "rehash", folder], check=True, capture_output=True, timeout=10)
        return f"tls.certpath={folder}"

    def reset(self):
        if self.terminal is not None:
            if self.terminal.is_alive():
                self.terminal.keys("C-u")
                self.terminal.type("/quit", 0)
                self.terminal.keys("Enter")
                try:
                    wait_until(lambda: not self.terminal.is_alive(), QUITTING_SECONDS, "the end of profanity")
                except Failed:
                    pass
            self.terminal.end()
        if self.home is not None:
            self.home.remove()
        self.home = self.terminal = None
        self.states = True

    # The screen ------------------------------------------------------------------------------------------------------

    def screen(self):
        if self.terminal is None:
            raise Failed("is not connected")
        return self.terminal.screen()

    @staticmethod
    def title(lines):
        return lines[0].strip()

    @staticmethod
    def input(lines):
        """The last line of the screen; profanity shows the end of what is longer than it."""
        return lines[ROWS - 1]

    @staticmethod
    def windows(lines):
        """The number of each window, and the name of the one in front."""
        numbers, front = {}, None
        for found in WINDOW.finditer(lines[ROWS - 2].split(" ")[-1]):
            number, name = found[1] or found[3], found[2] or found[4]
            numbers[name] = number
            if found[3]:
                front = name
        return numbers, front

    def is_in_front(self, lines, name):
        return self.windows(lines)[1] == name

    def wait_for(self, condition, what):
        return self.terminal.wait_for(condition, SCREEN_SECONDS, what)

    def command(self, line):
        """Types a command, for which what stood in the input has to go."""
        if self.input(self.screen()):
            self.clear_input()
        self.terminal.type(line, 0)
        self.wait_for(lambda lines: self.input(lines) == line[-(COLUMNS - 10):].rstrip(), f"{line!r} in the input")
        self.terminal.keys("Enter")
        self.wait_for(lambda lines: self.input(lines) == "", f"{line!r} being taken")

    def clear_input(self):
        self.terminal.keys("C-e", "C-u")
        self.wait_for(lambda lines: self.input(lines) == "", "an empty input")

    def bring_to_front(self, name, open_it=True):
        """Goes to the chat by its number, which leaves the input as it is; opens it if there is none."""
        if self.is_in_front(self.screen(), name):
            return True
        number = self.windows(self.screen())[0].get(name)
        if number is not None and int(number) <= 10:
            self.terminal.keys(f"M-{int(number) % 10}")
        elif open_it:
            self.command(f"/msg {name}")
        else:
            return False
        self.wait_for(lambda lines: self.is_in_front(lines, name), f"the chat with {name} in front")
        return True

    # Actions ---------------------------------------------------------------------------------------------------------

    def act_open(self, request):
        self.bring_to_front(request["to"])

    act_focus = act_open

    def act_blur(self, request):
        self.terminal.keys("M-1")
        self.wait_for(lambda lines: self.is_in_front(lines, "console"), "the console in front")

    def act_type(self, request):
        text = request["text"]
        if text.startswith("/") and not self.input(self.screen()):
            raise Unsupported("driver", "profanity takes a line that begins with / for a command")
        self.bring_to_front(request["to"])
        self.terminal.type(text, request.get("key_ms", 0))
        tail = text.rstrip()[-20:]
        self.wait_for(lambda lines: self.input(lines).endswith(tail), "what was typed in the input")

    def act_clear(self, request):
        self.bring_to_front(request["to"])
        self.clear_input()

    def act_send(self, request):
        self.bring_to_front(request["to"])
        if request.get("text"):
            self.act_type(request)
        self.terminal.keys("Enter")
        self.wait_for(lambda lines: self.input(lines) == "", "an empty input")

    # profanity has no notion of an answer.
    act_reply = act_send

    def act_close(self, request):
        name = request["to"]
        if not self.bring_to_front(name, open_it=False):
            raise Failed(f"no chat with {name} is open")
        self.command("/close")
        self.wait_for(lambda lines: not self.is_in_front(lines, name), f"the chat with {name} closed")

    def act_join(self, request):
        nick = f" nick {request['nick']}" if request.get("nick") else ""
        self.command(f"/join {request['to']}{nick}")
        self.nicks[request["to"]] = request.get("nick")
        self.wait_for(lambda lines: self.is_in_front(lines, request["to"]), "the room in front")

    def act_leave(self, request):
        self.act_close(request)

    def act_add_contact(self, request):
        """Asks for the contact's presence, and lets it have ours if it asks, too, as most contacts do at once."""
        self.command(f"/roster add {request['to']}")
        self.command(f"/sub request {request['to']}")
        self.act_blur(request)
        asked = f"Received authorization request from {request['to']}"
        try:
            wait_until(lambda: any(line.endswith(asked) for line in self.screen()), ASKED_SECONDS, "a request")
        except Failed:
            return
        self.command(f"/sub allow {request['to']}")

    def act_remove_contact(self, request):
        self.command(f"/roster remove {request['to']}")

    def act_logout(self, request):
        self.command("/disconnect")
        self.terminal.keys("M-1")
        self.wait_for(lambda lines: lines[0].endswith("[offline]"), "being offline")
        self.terminal.end()
        self.terminal = None
        self.home.remove()

    # Queries ---------------------------------------------------------------------------------------------------------

    def query_shown_messages(self, request):
        """What the contact has written, of what is on the screen. A person has to go there to read it."""
        if not self.bring_to_front(request["from"], open_it=False):
            return []
        messages, own = [], False
        for line in self.terminal.still()[1:ROWS - 2]:
            message = MESSAGE.match(line)
            if message:
                own = message[1] == (self.nicks.get(request["from"]) or "me")
                if not own:
                    messages.append(message[2])
            elif TIME.match(line) or not line or line.startswith("---"):
                own = True
            elif not own and messages:  # a long message goes on in the next line
                messages[-1] += " " + line.strip()
        return messages

    def query_shown_state(self, request):
        if not self.bring_to_front(request["from"], open_it=False):
            return None
        return "composing" if "(typing...)" in self.title(self.screen()) else None

    # Settings --------------------------------------------------------------------------------------------------------

    def configure_chat_states(self, value):
        self.states = bool(value)
        if self.terminal is None:
            return
        word = "on" if value else "off"
        # Without /states profanity refuses /outtype, and turns it off by itself.
        self.command(f"/states {word}")
        if value:
            self.command("/outtype on")


if __name__ == "__main__":
    Profanity().run()
