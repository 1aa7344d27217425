#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A driver for the bot of slixmpp_bot.py, which it runs within itself: the worked example of a client that is a library.

What is shown is what the bot was handed by slixmpp, which is all that a bot sees.
"""

import asyncio
import pathlib
import threading

import slixmpp
from shared.frame import Driver, Failed
from slixmpp_bot import Bot

ONLINE_SECONDS = 30
CALL_SECONDS = 25


class SlixmppBot(Driver):
    name = "slixmpp-bot"
    parallel_chats = True
    settings = {"chat_states": "runtime", "attention": "runtime", "timers": "runtime"}
    cannot = {"join": ("client", "this bot knows no rooms"), "leave": ("client", "this bot knows no rooms")}

    def __init__(self):
        super().__init__()
        self.bot = None
        self.chosen = {}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.turn, daemon=True)
        self.thread.start()

    def turn(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def version(self):
        return slixmpp.__version__

    def call(self, coroutine, seconds=CALL_SECONDS):
        """The result of a coroutine that runs in the loop of the stream."""
        future = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise Failed(f"not done within {seconds} s") from None

    def online(self):
        if self.bot is None:
            raise Failed("is not connected")
        return self.bot

    # Life ------------------------------------------------------------------------------------------------------------

    def connect(self, request):
        if self.bot is not None:
            raise Failed("is connected already")
        self.call(self.log_in(request), ONLINE_SECONDS + 5)

    async def log_in(self, request):
        tls = request.get("tls", "off")
        # slixmpp 1.8 takes SCRAM-PLUS where it is offered, with tls-unique, which TLS 1.3 does not have.
        options = {} if tls == "off" else {"sasl_mech": "PLAIN"}
        bot = self.bot = Bot(request["jid"], request["password"], states=self.chosen.get("chat_states", True),
                             attention=self.chosen.get("attention", True), **options)
        self.set_timers(self.chosen.get("timers", {}))
        bot.on_alert = lambda sender: self.tell("alert", **{"from": sender, "kind": "event"})
        bot["feature_mechanisms"].unencrypted_scram = True
        if request.get("ca"):
            bot.ca_certs = pathlib.Path(request["ca"])
        done = self.loop.create_future()

        def settle(outcome):
            return lambda event: done.done() or done.set_result(f"{outcome} {event or ''}".strip())

        bot.add_event_handler("online", settle("online"))
        for event in ("failed_all_auth", "connection_failed", "disconnected", "ssl_invalid_chain"):
            bot.add_event_handler(event, settle(event))
        bot.connect((request["host"], request["port"]), use_ssl=tls == "direct", force_starttls=tls == "starttls",
                    disable_starttls=tls != "starttls")
        try:
            outcome = await asyncio.wait_for(done, ONLINE_SECONDS)
        except TimeoutError:
            outcome = f"no session within {ONLINE_SECONDS} s"
        if not outcome.startswith("online"):
            await self.log_out()
            raise Failed(outcome)

    async def log_out(self):
        bot, self.bot = self.bot, None
        try:
            await asyncio.wait_for(bot.disconnect(wait=1.0), 2)
        except TimeoutError:
            bot.abort()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:  # what slixmpp leaves running
            task.cancel()

    def reset(self):
        if self.bot is not None:
            self.call(self.log_out(), 4)
        self.chosen = {}

    async def drained(self):
        bot = self.online()
        await bot.waiting_queue.join()
        while bot.transport is not None and bot.transport.get_write_buffer_size():
            await asyncio.sleep(0.001)

    def sync(self):
        """The acts are done when they are answered; what is left is the queue of stanzas, and the socket's buffer."""
        self.call(self.drained())

    # Actions ---------------------------------------------------------------------------------------------------------

    def act_open(self, request):
        self.call(self.online().open(request["to"]))

    def act_type(self, request):
        bot, pause = self.online(), request.get("key_ms", 0) / 1000

        async def type_keys():
            for key in request["text"]:
                await bot.type(request["to"], key)
                await asyncio.sleep(pause)
        self.call(type_keys())

    def act_clear(self, request):
        self.call(self.online().clear(request["to"]))

    def act_send(self, request, answer=False):
        bot = self.online()
        if request.get("text"):
            self.act_type(request)
        chat = bot.chats.get(slixmpp.JID(request["to"]).bare)
        if chat is None or not chat.draft:
            raise Failed("there is nothing to send")
        self.call(bot.send_message_to(request["to"], chat.draft, answer=answer, new=bool(request.get("new"))))

    def act_reply(self, request):
        self.act_send(request, answer=True)

    def act_close(self, request):
        self.call(self.online().close(request["to"]))

    def act_focus(self, request):
        self.call(self.online().focus(request["to"]))

    def act_blur(self, request):
        self.call(self.online().blur(request["to"]))

    def in_loop(self, function, *arguments, **named):
        async def call():
            return function(*arguments, **named)
        return self.call(call())

    def act_attention(self, request):
        self.in_loop(self.online()["xep_0224"].request_attention, request["to"], mbody=request.get("text", ""))

    def act_add_contact(self, request):
        """Asks for the contact's presence; slixmpp lets it have ours."""
        self.in_loop(self.online().send_presence_subscription, request["to"])

    def act_remove_contact(self, request):
        async def remove():
            await self.online().del_roster_item(request["to"])
        self.call(remove())

    def act_logout(self, _):
        self.online()
        self.call(self.log_out())

    # Queries ---------------------------------------------------------------------------------------------------------

    def query_shown_messages(self, request):
        return list(self.online().messages.get(request["from"], []))

    def query_shown_state(self, request):
        return self.online().contact_states.get(request["from"])

    def query_alerts(self, request):
        return sum(1 for sender in self.online().alerts if request["from"] in (sender, sender.split("/")[0]))

    def query_user_errors(self, request):
        return [condition for sender, condition in self.online().errors if sender == request["from"]]

    # Settings --------------------------------------------------------------------------------------------------------

    def choose(self, name, value):
        self.chosen[name] = value
        if self.bot is not None:
            self.call(self.apply())

    async def apply(self):
        self.bot.states = bool(self.chosen.get("chat_states", True))
        self.bot.attention = bool(self.chosen.get("attention", True))
        await self.bot.announce()

    def configure_chat_states(self, value):
        self.choose("chat_states", value)

    def configure_attention(self, value):
        self.choose("attention", value)

    def configure_timers(self, value):
        self.chosen["timers"] = value
        if self.bot is not None:
            self.in_loop(self.set_timers, value)

    def set_timers(self, value):
        self.bot.paused_seconds = value.get("paused_ms", self.bot.paused_seconds * 1000) / 1000
        self.bot.inactive_seconds = value.get("inactive_ms", self.bot.inactive_seconds * 1000) / 1000


if __name__ == "__main__":
    SlixmppBot().run()
