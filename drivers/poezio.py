#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A driver for poezio 0.14, worked through a terminal.

Each tab of poezio has an input of its own; the bar above the input names all tabs, the line above the information
window the chat in front with the state of the contact. What poezio tells of attention stands in the information window.
"""

import importlib.metadata
import re

from shared.frame import Driver, Failed, Home, Unsupported, wait_until
from shared.terminal import ROWS, Terminal

ONLINE_SECONDS = 30
SCREEN_SECONDS = 10
QUITTING_SECONDS = 1.5
STATES = ("active", "composing", "paused", "inactive", "gone")
# [0 Roster|1 romeo@montague.lit]
BAR = re.compile(r"\[\d+ \S+(\|\d+ \S+)*\]$")
# [romeo@montague.lit] [|] composing; of a room: [orchard@rooms.montague.lit]{2} juliet (participant)
CHAT = re.compile(r"\[([^] ]+@[^] ]+)\](.*)")
# Of a private chat in a room: nurse from room orchard@rooms.montague.lit composing
PRIVATE = re.compile(r"(\S+) from room (\S+@\S+)(.*)")
# Of another day: 2001-09-09 01:46:40 romeo> hello
MESSAGE = re.compile(r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d ([^ >]+)> (.*)")
TIME = re.compile(r"(\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d ")
ALERT = re.compile(r"\d\d:\d\d:\d\d Info> (\S+) requests your attention!")
SETTINGS = """[Poezio]
jid = {jid}
password = {password}
custom_host = {host}
custom_port = {port}
force_encryption = {encrypted}
ca_cert_path = {ca}
send_chat_states = {states}
auto_reconnect = true
use_remote_bookmarks = false
rooms =
use_log = false
enable_vertical_tab_list = false
show_tab_names = true
use_tab_nicks = false
information_buffer_popup_on =
hide_user_list = true

[var]
info_win_height = 20
"""


class Poezio(Driver):
    name = "poezio"
    settings = {"chat_states": "runtime"}
    cannot = {
        "timers": ("client", "poezio's times for paused and inactive are fixed"),
        # filter_info_messages hides what is told of attention, and leaves the feature advertised: not for a driver to judge.
        "attention": ("driver", "this driver does not turn attention off"),
    }

    def __init__(self):
        super().__init__()
        self.home = self.terminal = None
        self.patience = SCREEN_SECONDS
        self.own_names = {}
        self.states = True

    def version(self):
        try:
            return importlib.metadata.version("poezio")  # the program itself does not answer root
        except importlib.metadata.PackageNotFoundError:
            return ""

    # Life ------------------------------------------------------------------------------------------------------------

    def connect(self, request):
        if self.terminal is not None:
            raise Failed("is connected already")
        tls = request.get("tls", "off")
        if tls == "direct":
            raise Unsupported("client", "poezio 0.14 has STARTTLS only")
        # poezio refuses to run as root.
        self.home = Home(self.name, nobody=True)
        ca = ""
        if request.get("ca"):
            with open(request["ca"], encoding="ascii") as file:
                ca = self.home.write("ca.pem", file.read())
        self.home.write(".config/poezio/poezio.cfg", SETTINGS.format(
            jid=request["jid"], password=request["password"].replace("%", "%%"), host=request["host"],
            port=request["port"], encrypted=str(tls != "off").lower(), ca=ca, states=str(self.states).lower()))
        self.home.hand_over()
        self.own_names = {"": request["jid"].split("@")[0]}
        self.terminal = Terminal(self.home, ["poezio"])
        said = self.terminal.wait_for(
            lambda lines: next((line for line in lines if re.search(
                "Your JID is|Authentication failed|Disconnected|Connection to the server failed|refused|Error>", line)), None),
            ONLINE_SECONDS, "the login")
        if "Your JID is" not in said:
            raise Failed(said.split("│")[-1])

    def reset(self):
        if self.terminal is not None:
            try:
                if self.terminal.is_alive():
                    self.patience = QUITTING_SECONDS
                    self.command("/quit", see_it=False)
                    wait_until(lambda: not self.terminal.is_alive(), QUITTING_SECONDS, "the end of poezio")
            except Failed:
                pass
            self.terminal.end()
        if self.home is not None:
            self.home.remove()
        self.home = self.terminal = None
        self.patience = SCREEN_SECONDS
        self.states = True

    # The screen ------------------------------------------------------------------------------------------------------

    def screen(self):
        if self.terminal is None:
            raise Failed("is not connected")
        return self.terminal.screen()

    def wait_for(self, condition, what):
        return self.terminal.wait_for(condition, self.patience, what)

    @staticmethod
    def input(lines):
        return lines[ROWS - 1]

    @staticmethod
    def chat_line(lines):
        """Its row, its names and the rest, if a chat is in front."""
        for row in range(ROWS - 3, 0, -1):
            if found := CHAT.match(lines[row]):
                return row, (found[1], found[1].split("/")[0]), found[2]
            if found := PRIVATE.match(lines[row]):
                return row, (f"{found[2]}/{found[1]}",), found[3]
        return None, (), ""

    def is_in_front(self, lines, name):
        return name in self.chat_line(lines)[1]

    def tabs(self):
        bar = self.screen()[ROWS - 2]
        if not BAR.match(bar):
            raise Failed(f"the bar of tabs is not to be read: {bar!r}")
        return {tab.split(" ")[1]: tab.split(" ")[0] for tab in bar.strip("[]").split("|")}

    def command(self, line, see_it=True):
        """Types a command into the tab in front. A burst of keys would be taken for a paste, and / for text."""
        if self.chat_line(self.screen())[0] is not None:
            self.clear_input()
        self.terminal.type(line[0], 0)
        self.wait_for(lambda lines: self.input(lines) == "/", "/ in the input")
        self.terminal.type(line[1:], 0)
        self.wait_for(lambda lines: self.input(lines) == line.rstrip(), f"{line!r} in the input")
        self.terminal.keys("Enter")
        if see_it:
            self.wait_for(lambda lines: self.input(lines) != line.rstrip(), f"{line!r} being taken")

    def clear_input(self):
        if self.input(self.screen()):
            self.terminal.keys("C-e", "C-u")
            self.wait_for(lambda lines: self.input(lines) == "", "an empty input")

    def bring_to_front(self, name, open_it=True):
        bare, _, resource = name.partition("/")
        if resource and bare not in self.own_names:
            # Its tab waits for a log to be read, which it never begins to.
            raise Unsupported("client", "poezio 0.14 sends nothing from a chat with one resource")
        if self.is_in_front(self.screen(), name):
            return True
        number = self.tabs().get(name)
        if number is None and not open_it:
            return False
        if number is None:
            self.go_to_roster()
            self.command(f"/message {name}")
        elif int(number) < 10:
            self.terminal.keys(f"M-{number}")
        else:
            self.command(f"/win {number}")
        self.wait_for(lambda lines: self.is_in_front(lines, name), f"the chat with {name} in front")
        return True

    def go_to_roster(self):
        self.terminal.keys("M-0")
        self.wait_for(lambda lines: lines[0].startswith("Roster:"), "the roster in front")

    def roster_command(self, line):
        """What is typed there leaves the input of the chats alone."""
        self.go_to_roster()
        self.command(line)

    # Actions ---------------------------------------------------------------------------------------------------------

    def act_open(self, request):
        self.bring_to_front(request["to"])

    act_focus = act_open

    def act_blur(self, request):
        self.go_to_roster()

    def act_type(self, request):
        text = request["text"]
        self.bring_to_front(request["to"])
        if text.startswith("/") and not self.input(self.screen()):
            raise Unsupported("driver", "poezio takes a line that begins with / for a command")
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

    # poezio has no notion of an answer.
    act_reply = act_send

    def act_attention(self, request):
        self.bring_to_front(request["to"])
        self.command(f"/attention {request.get('text', '')}".rstrip())

    def act_close(self, request):
        name = request["to"]
        if not self.bring_to_front(name, open_it=False):
            raise Failed(f"no chat with {name} is open")
        self.command("/close")
        self.wait_for(lambda lines: not self.is_in_front(lines, name), f"the chat with {name} closed")

    def act_join(self, request):
        nick = f"/{request['nick']}" if request.get("nick") else ""
        self.roster_command(f"/join {request['to']}{nick}")
        if nick:
            self.own_names[request["to"]] = request["nick"]
        self.wait_for(lambda lines: self.is_in_front(lines, request["to"]), "the room in front")

    def act_leave(self, request):
        self.act_close(request)

    def act_add_contact(self, request):
        """Asks for the contact's presence, and lets it have ours."""
        self.roster_command(f"/add {request['to']}")
        self.roster_command(f"/accept {request['to']}")

    def act_remove_contact(self, request):
        self.roster_command(f"/remove {request['to']}")

    def act_logout(self, request):
        self.go_to_roster()
        self.command("/quit", see_it=False)
        wait_until(lambda: not self.terminal.is_alive(), SCREEN_SECONDS, "the end of poezio")
        self.terminal.end()
        self.home.remove()
        self.terminal = self.home = None

    # Queries ---------------------------------------------------------------------------------------------------------

    def query_shown_messages(self, request):
        """What the contact has written, of what is on the screen. A person has to go there to read it."""
        if not self.bring_to_front(request["from"], open_it=False):
            return []
        lines = self.terminal.still()
        bottom = self.chat_line(lines)[0]
        messages, own = [], True
        for line in lines[:bottom]:
            if message := MESSAGE.match(line):
                own = message[1] == self.own_names.get(request["from"], self.own_names[""])
                if not own:
                    messages.append(message[2])
            elif TIME.match(line) or not line or line.startswith("─"):
                own = True
            elif not own:  # a long message goes on in the next line
                messages[-1] += " " + line.strip()
        return messages

    def query_shown_state(self, request):
        if not self.bring_to_front(request["from"], open_it=False):
            return None
        words = self.chat_line(self.screen())[2].split()
        last = words[-1] if words else ""
        return last if last in STATES else None

    def query_alerts(self, request):
        """How many times the contact's call for attention was told, of what the information window still has."""
        alerts = [found[1] for line in self.screen() for found in [ALERT.search(line)] if found]
        return sum(1 for alert in alerts if request["from"] in (alert, alert.split("/")[0]))

    # Settings --------------------------------------------------------------------------------------------------------

    def configure_chat_states(self, value):
        self.states = bool(value)
        if self.terminal is not None:
            self.roster_command(f"/set send_chat_states {str(self.states).lower()}")


if __name__ == "__main__":
    Poezio().run()
