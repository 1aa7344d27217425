# SPDX-License-Identifier: MIT
"""What Prosody sends, in each configuration, and the verdicts that follow from it, written by hand with their reasons; and
a small client that reads it off the wire. It shares nothing with the tool.
"""
import base64
import re
import socket
import time

STATES = "http://jabber.org/protocol/chatstates"
ATTENTION = "urn:xmpp:attention:0"

# Verdict of each rule that a scenario judges, by configuration. Prosody 0.12.3, read from what it sends:
EVERYWHERE = {
    # Each state that arrives was sent by an actor; a dropped connection gives unavailable presence and no gone. Threads
    # come with their parents.
    "0085/5.8/no-generation": "pass",
    # A state between two messages is delivered. (What becomes of one to somebody who is offline: see the flags.)
    "0085/5.8/may-refuse": "pass",
    # Presence is broadcast with what the client put in it and a vcard-temp:x:update, iqs have their own payload.
    "0085/5.4/message-only": "pass",
    "0224/4/no-iq": "pass",
    "0224/4/no-presence": "pass",
    # Messages arrive with their one state; <stanza-id/> is all that is added.
    "0085/5.6/one-state": "pass",
    # What is not understood is answered with service-unavailable, for the server and for an account of another.
    "6120/8.2.3/unknown-iq": "pass",
    # mod_csi_simple hands states to an inactive client within a second, before the message behind them or with it: it is
    # a matter of when that comes, so of two flags either is right (CSI_FLAGS).
    "0352/3.2/csi": "pass",
    # mod_muc keeps messages with a body for newcomers; states alone are sent on to who is there, and not kept.
    "0085/5.8/no-history": "pass",
}
EXPECTED = {
    "offline store on": {
        **EVERYWHERE,
        # mod_message hands every chat message for an absent account to mod_offline, which appends each as it is. On
        # return the states come back, each with <delay xmlns='urn:xmpp:delay'/>, between the two bodies. SHOULD NOT.
        "0085/5.8/no-offline": "fail",
        # Headlines do not come back; attentions of type chat and normal do, with a delay.
        "0224/4/no-offline": "pass",
        # Messages of type normal and of none come back as those of type chat do.
        "0160/3/normal-stored": "pass",
        # <delay xmlns='urn:xmpp:delay' from='localhost' stamp='2026-11-21T16:36:44Z'/>
        "0203/2/stamp": "pass",
        # mod_mam gives back the messages and no state.
        "0313/archive": "pass",
    },
    "offline store off, archive on": {
        **EVERYWHERE,
        # Without mod_offline, mod_mam takes each message that it archives as handled: the bodies are neither delivered on
        # return nor refused. The states it does not archive, and mod_message answers each with service-unavailable:
        # what is refused is not stored. Flag states-refused.
        "0085/5.8/no-offline": "pass",
        # The bodies around the headlines are not delivered and not refused: no telling what became of the headlines,
        # which are dropped without a word.
        "0224/4/no-offline": "inconclusive",
        # No message of any type comes back, and nothing has a delay.
        "0160/3/normal-stored": "not applicable",
        "0203/2/stamp": "not applicable",
        "0313/archive": "pass",
    },
    "offline store off, archive off": {
        **EVERYWHERE,
        # Every chat message for an absent account, with a body or not, is answered with service-unavailable, and nothing
        # comes on return but what is sent then. Flag no-offline-store.
        "0085/5.8/no-offline": "pass",
        "0224/4/no-offline": "pass",
        "0160/3/normal-stored": "not applicable",
        "0203/2/stamp": "not applicable",
        # disco#info of the account does not list urn:xmpp:mam:2.
        "0313/archive": "not applicable",
    },
}
CSI_FLAGS = (["states-delivered"], ["states-held-back"])
# Of each of these rules all flags.
FLAGS = {
    "offline store on": {
        # Type normal is stored whatever is in it.
        "0085/5.8/no-offline": [], "0160/3/normal-stored": ["normal-states-stored"],
        "0224/4/no-offline": ["chat-attention-stored", "normal-attention-stored"],
        "0085/5.8/may-refuse": ["offline-states-not-refused", "room-delivers-standalone",
                                 "states-delivered"],
        "0203/2/stamp": [], "0313/archive": ["states-not-archived"],
        "0085/5.8/no-generation": [], "6120/8.2.3/unknown-iq": []},
    "offline store off, archive on": {
        "0085/5.8/no-offline": ["states-refused"], "0224/4/no-offline": [],
        "0085/5.8/may-refuse": ["offline-states-bounced", "room-delivers-standalone", "states-delivered"],
        "0313/archive": ["states-not-archived"]},
    "offline store off, archive off": {
        "0085/5.8/no-offline": ["no-offline-store"], "0224/4/no-offline": ["no-offline-store"],
        "0085/5.8/may-refuse": ["offline-states-bounced", "room-delivers-standalone", "states-delivered"]},
}
# What the small client has to see for the verdicts above to be right. Ids of what comes out of the offline store, and of
# what is refused (see away); archived: None where there is no archive.
OBSERVED = {
    "offline store on": {
        "stored": ["body-1", "composing", "gone-thread", "normal", "untyped", "normal-state", "chat-attention",
                   "normal-attention", "body-2"],
        "refused": [], "unstamped": [], "archived": ["live-1", "live-2", "csi-body"]},
    "offline store off, archive on": {
        "stored": [], "refused": ["composing", "gone-thread", "normal-state"], "unstamped": [],
        "archived": ["live-1", "live-2", "csi-body"]},
    "offline store off, archive off": {
        "stored": [],
        "refused": ["body-1", "composing", "gone-thread", "normal", "untyped", "normal-state", "chat-attention",
                    "normal-attention", "body-2"],
        "unstamped": [], "archived": None},
}
for facts in OBSERVED.values():
    facts.update({
        # States and bodies in the history of a room, states that came back to who said them, errors.
        "room": (0, 2, 2, 0),
        "live": ["live-1", "live-state", "live-2"], "thread": "<thread parent='act'>scene</thread>",
        "unknown": ["domain error", "account error"], "csi offered": True, "while inactive": ["csi-state"]})


class Client:
    """As little XMPP as is needed to see what the server sends."""

    def __init__(self, port, user, register=True):
        self.text = ""
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.open()
        if register:
            self.ask(f"<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>{user}</username>"
                     f"<password>{user}</password></query></iq>", r"<iq[^>]*id='r'[^>]*type='result'|type='result'[^>]*id='r'")
        plain = base64.b64encode(f"\0{user}\0{user}".encode()).decode()
        self.ask(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>", "<success")
        self.features = self.open()
        self.ask("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>raw</resource></bind></iq>",
                 "</iq>")

    def open(self):
        return self.ask("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' "
                 "version='1.0'>", "</stream:features>")

    def send(self, text):
        self.socket.sendall(text.encode())

    def ask(self, text, answer):
        """Sends, and reads until the answer is there; what was read stays in self.text until the next ask."""
        self.text = ""
        self.send(text)
        while not re.search(answer, self.text):
            data = self.socket.recv(65536)
            if not data:
                raise SystemExit("the server closed the connection after: " + self.text[-500:])
            self.text += data.decode()
        return self.text

    def close(self):
        self.send("<presence type='unavailable'/></stream:stream>")
        while self.socket.recv(65536):
            pass
        self.socket.close()


def away():
    """What is sent to somebody who is away: id, type and content."""
    state, attention = f"<composing xmlns='{STATES}'/>", f"<attention xmlns='{ATTENTION}'/>"
    yield "body-1", "type='chat'", "<body>before</body>"
    yield "composing", "type='chat'", state
    yield "gone-thread", "type='chat'", f"<thread>t</thread><gone xmlns='{STATES}'/>"
    yield "normal", "type='normal'", "<body>letter</body>"
    yield "untyped", "", "<body>letter</body>"
    yield "normal-state", "type='normal'", state
    yield "headline", "type='headline'", attention
    yield "headline-body", "type='headline'", "<body>look</body>" + attention
    yield "chat-attention", "type='chat'", "<body>look</body>" + attention
    yield "normal-attention", "type='normal'", "<body>look</body>" + attention
    yield "body-2", "type='chat'", "<body>after</body>"


def messages(text, errors=False):
    """Id and content of the messages in a text: of the errors, or of all others but archive results."""
    found = []
    for attributes, content in re.findall(r"<message ([^>]*)>(.*?)</message>", text):
        name = re.search(r"\bid='([^']*)'", attributes)
        if name and "urn:xmpp:mam:2" not in content and ("type='error'" in attributes) == errors:
            found.append((name[1], content))
    return found


PING = "<iq type='get' id='{}' to='{}'><ping xmlns='urn:xmpp:ping'/></iq>"


def observe_offline(romeo, juliet, port):
    juliet.close()
    to = "rawjuliet@localhost"
    sent = "".join(f"<message to='{to}' {kind} id='{name}'>{content}</message>" for name, kind, content in away())
    refused = messages(romeo.ask(sent + PING.format("f1", to), r"<iq[^>]*id='f1'"), errors=True)
    juliet = Client(port, "rawjuliet", register=False)
    stored = juliet.ask("<presence/>" + PING.format("f2", "localhost"), r"<iq[^>]*id='f2'")
    stored = messages(stored + juliet.ask(PING.format("f3", "localhost"), r"<iq[^>]*id='f3'"))
    stamp = r"<delay (?=[^>]*stamp='[0-9-]{10}T[0-9:]{8}Z')(?=[^>]*from='localhost')"
    return juliet, {"stored": [name for name, _ in stored], "refused": [name for name, _ in refused],
                    "unstamped": [name for name, content in stored if not re.search(stamp, content)]}


def observe_live(romeo, juliet):
    to = "to='rawjuliet@localhost/raw' type='chat'"
    thread = "<thread parent='act'>scene</thread>"
    romeo.send(f"<message {to} id='live-1'>{thread}<body>one</body></message>"
               f"<message {to} id='live-state'><composing xmlns='{STATES}'/></message>"
               f"<message {to} id='live-2'><body>two</body></message>")
    live = messages(juliet.ask("", "<body>two"))
    unknown = "<w xmlns='urn:x-conformance:unknown'/></iq>"
    answers = romeo.ask(f"<iq type='get' id='domain' to='localhost'>{unknown}<iq type='set' id='account' "
                        f"to='rawjuliet@localhost'>{unknown}" + PING.format("f4", "rawjuliet@localhost"), r"<iq[^>]*id='f4'")
    return {"live": [name for name, _ in live], "thread": re.search("<thread.*</thread>", live[0][1])[0],
            "unknown": [f"{name} error" for name in ("domain", "account")
                        if re.search(rf"<iq (?=[^>]*id='{name}')(?=[^>]*type='error')", answers)]}


def observe_inactive(romeo, juliet):
    """What an inactive client has got a second later, and before the message behind it was sent."""
    to = "to='rawjuliet@localhost/raw' type='chat'"
    juliet.ask("<inactive xmlns='urn:xmpp:csi:0'/>" + PING.format("f5", "localhost"), r"<iq[^>]*id='f5'")
    romeo.ask(f"<message {to} id='csi-state'><paused xmlns='{STATES}'/></message>" +
              PING.format("f6", "rawjuliet@localhost"), r"<iq[^>]*id='f6'")
    time.sleep(1)
    juliet.socket.settimeout(0.2)
    try:
        early = messages(juliet.socket.recv(65536).decode())
    except TimeoutError:
        early = []
    juliet.socket.settimeout(10)
    romeo.send(f"<message {to} id='csi-body'><body>three</body></message>")
    juliet.ask("", "<body>three")
    return {"csi offered": "urn:xmpp:csi:0" in juliet.features, "while inactive": [name for name, _ in early]}


def observe_archive(romeo):
    query = "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>"
    text = romeo.ask(query, r"<iq[^>]*id='q'.*(</iq>|/>)")
    if "service-unavailable" in text:
        return {"archived": None}
    archived = re.findall(r"<message (?=[^>]*xmlns='jabber:client')[^>]*\bid='([^']*)'", text)
    sent_away = {name for name, _, _ in away()}
    return {"archived": [name for name in archived if name not in sent_away]}


def observe_rooms(port):
    """States and bodies that a room told a newcomer, and what the speaker heard of his states."""
    romeo, juliet = Client(port, "roomromeo"), Client(port, "roomjuliet")
    room = "raw@conference.localhost"
    romeo.ask(f"<presence to='{room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>", "code='201'")
    romeo.ask(f"<iq type='set' id='open' to='{room}'><query xmlns='http://jabber.org/protocol/muc#owner'>"
              "<x xmlns='jabber:x:data' type='submit'/></query></iq>", r"<iq[^>]*id='open'")
    to = f"to='{room}' type='groupchat'"
    echo = romeo.ask(f"<message {to} id='m1'><body>before</body></message><message {to} id='m2'><composing xmlns='{STATES}'/>"
                     f"</message><message {to} id='m3'><paused xmlns='{STATES}'/></message>"
                     f"<message {to} id='m4'><body>after</body></message>", "after</body>")
    told = juliet.ask(f"<presence to='{room}/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>", "<subject")
    counts = (told.count(STATES), told.count("<body>"), echo.count(STATES), len(re.findall(r"type='error'", echo)))
    romeo.close()
    juliet.close()
    return counts


def observe(port):
    """All that the expectations rest on, as it is on the wire."""
    romeo, juliet = Client(port, "rawromeo"), Client(port, "rawjuliet")
    juliet.send("<presence/>")
    romeo.send("<presence/>")
    juliet, facts = observe_offline(romeo, juliet, port)
    facts.update(observe_live(romeo, juliet))
    facts.update(observe_inactive(romeo, juliet))
    facts.update(observe_archive(romeo))
    romeo.close()
    juliet.close()
    facts["room"] = observe_rooms(port)
    return facts
