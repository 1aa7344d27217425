# SPDX-License-Identifier: MIT
"""A bot written with slixmpp that chats as a person would: with chat states (XEP-0085) and attention (XEP-0224).

It is a client under test like any other: what slixmpp does is slixmpp's, what this program makes of it its own. Its
driver is slixmpp_bot_driver.py; all methods are called in the loop of the stream.
"""

import asyncio
import uuid

import slixmpp
from slixmpp.exceptions import XMPPError

CHAT_STATES = "http://jabber.org/protocol/chatstates"
ATTENTION = "urn:xmpp:attention:0"
DISCO_SECONDS = 2


class Chat:
    """What the bot knows of one conversation."""

    def __init__(self, to):
        self.to = to
        self.draft = ""
        self.asked = False
        self.supports = None  # whether the contact knows chat states, once that is known
        self.state = None  # what we sent last
        self.thread = ""
        self.last = None  # the last message from there
        self.timer = None


class Bot(slixmpp.ClientXMPP):
    def __init__(self, jid, password, states=True, attention=True, **options):
        super().__init__(jid, password, **options)
        self.states, self.attention = states, attention
        self.paused_seconds, self.inactive_seconds = 30, 120
        self.chats, self.messages, self.contact_states, self.alerts, self.errors = {}, {}, {}, [], []
        self.on_alert = lambda sender: None
        for plugin in ("xep_0030", "xep_0085", "xep_0115", "xep_0199", "xep_0224"):
            self.register_plugin(plugin)
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("message", self.hear)
        self.add_event_handler("chatstate", self.see_state)
        self.add_event_handler("attention", self.be_alerted)
        self.add_event_handler("message_error", self.see_error)

    async def start(self, _):
        await self.get_roster()
        await self.announce()
        self.event("online")

    async def announce(self):
        """What is turned off is not advertised (XEP-0085 5.2, XEP-0224 6); caps travel with the presence."""
        for feature, wanted in ((CHAT_STATES, self.states), (ATTENTION, self.attention)):
            if wanted:
                self["xep_0030"].add_feature(feature)
            else:
                self["xep_0030"].del_feature(feature=feature)
        await self["xep_0115"].update_caps(broadcast=False)
        self.send_presence()

    # What comes ------------------------------------------------------------------------------------------------------

    def hear(self, message):
        if message["type"] not in ("chat", "normal") or not message["body"]:
            return
        bare = message["from"].bare
        self.messages.setdefault(bare, []).append(message["body"])
        chat = self.chats.setdefault(bare, Chat(message["from"].bare))
        # XEP-0085 5.1: a reply without a state says that the contact knows none.
        if chat.state and not message["chat_state"] and chat.supports is None:
            chat.supports = False
        chat.last = message
        chat.thread = message["thread"] or chat.thread

    def see_state(self, message):
        if message["type"] not in ("chat", "normal"):
            return
        bare = message["from"].bare
        self.contact_states[bare] = message["chat_state"]
        self.chats.setdefault(bare, Chat(bare)).supports = True

    def be_alerted(self, message):
        """Only contacts may call (XEP-0224 6)."""
        if self.attention and message["type"] != "error" and self.client_roster.has_jid(message["from"].bare):
            self.alerts.append(str(message["from"]))
            self.on_alert(str(message["from"]))

    def see_error(self, message):
        self.errors.append((message["from"].bare, message["error"]["condition"]))

    # What a user does ------------------------------------------------------------------------------------------------

    async def open(self, to):
        chat = self.chats.setdefault(slixmpp.JID(to).bare, Chat(to))
        if self.states and chat.supports is None and not chat.asked:
            chat.asked = True
            chat.supports = await self.ask(slixmpp.JID(to).bare)
        return chat

    async def ask(self, bare):
        """Whether a contact who is there knows chat states; None if that cannot be known."""
        resources = self.client_roster.presence(bare) if self.client_roster.has_jid(bare) else {}
        if not resources:
            return None
        asking = self["xep_0030"].supports(f"{bare}/{next(iter(resources))}", feature=CHAT_STATES)
        try:
            return await asyncio.wait_for(asking, DISCO_SECONDS)
        except (XMPPError, TimeoutError):
            return None

    async def type(self, to, text):
        chat = await self.open(to)
        chat.draft += text
        self.go_into(chat, "composing")
        self.later(chat, self.paused_seconds, "paused")

    async def clear(self, to):
        chat = await self.open(to)
        chat.draft = ""
        self.go_into(chat, "active")

    async def send_message_to(self, to, text, answer=False, new=False):
        chat = await self.open(to)
        if answer and chat.last is not None:
            message = chat.last.reply(text)  # to the resource that wrote, in its thread
        else:
            if new:
                chat.thread = uuid.uuid4().hex
            message = self.make_message(to, text, mtype="chat")
            if chat.thread:
                message["thread"] = chat.thread
        if self.states and chat.supports is not False:
            message["chat_state"] = "active"
            chat.state = "active"
        message.send()
        chat.draft = ""
        self.later(chat, self.inactive_seconds, "inactive")

    async def focus(self, to):
        self.go_into(await self.open(to), "active")

    async def blur(self, to):
        self.go_into(await self.open(to), "inactive")

    async def close(self, to):
        chat = await self.open(to)
        self.go_into(chat, "gone")
        self.later(chat, None, None)
        del self.chats[slixmpp.JID(to).bare]

    def go_into(self, chat, state):
        """Tells a contact who is known to want it; what was told last is not told again."""
        if not self.states or not chat.supports or chat.state == state:
            return
        message = self.make_message(chat.to, mtype="chat")
        message["chat_state"] = state
        if chat.thread:
            message["thread"] = chat.thread
        message.send()
        chat.state = state

    def later(self, chat, seconds, state):
        if chat.timer:
            chat.timer.cancel()
        chat.timer = asyncio.get_running_loop().call_later(seconds, self.go_into, chat, state) if state else None
