#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A driver to begin with: the protocol of docs/DRIVERS.md around a toy that shows what it sends. Fill in your client."""
import json
import sys

ACTIONS = ["open", "type", "clear", "send", "reply", "close"]
HELLO = {"name": "toy", "version": "1", "actions": ACTIONS, "queries": ["shown_messages"], "sync": False,
         "settings": {"chat_states": "runtime"}, "clock": "real", "parallel_chats": True}
client, chat_states = None, True


class Toy:
    """Your client: start it in a fresh home, with the account of the request; give it a person's input; read its screen."""
    def __init__(self, request):
        self.account, self.drafts, self.shown = request["jid"], {}, {}

    def act(self, action, to, text=""):
        draft = self.drafts.pop(to, "")
        if action in ("send", "reply"):
            self.shown.setdefault(to, []).append(draft + text)
        elif action in ("type", "open"):
            self.drafts[to] = draft + text


def handle(request):
    global client, chat_states
    match request.get("cmd"), request.get("action", request.get("query", request.get("setting"))):
        case "hello", _:
            return HELLO
        case ("reset" | "stop"), _:
            client, chat_states = None, True  # end what you started, by its pid, and remove its home
        case "connect", _:
            client = Toy(request)
        case "configure", "chat_states":
            chat_states = request["value"]
        case "act", action if action in ACTIONS:
            client.act(action, request["to"], request.get("text", ""))
        case "query", "shown_messages":
            return {"value": client.shown.get(request["from"], [])}
        case _:
            return None  # cannot be done
    return {}


for line in sys.stdin:
    try:
        answer = {"seq": (request := json.loads(line))["seq"]}
    except (ValueError, TypeError, KeyError):
        continue  # no request
    try:
        ok = handle(request)
        answer |= {"unsupported": {"why": "driver", "reason": "cannot do that"}} if ok is None else {"ok": ok}
    except Exception as error:  # such as: not connected
        answer["error"] = {"reason": repr(error)}
    print(json.dumps(answer), flush=True)
    if request.get("cmd") == "stop":
        sys.exit()
handle({"cmd": "stop"})
