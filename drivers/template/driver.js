#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// A driver to begin with: the protocol of docs/DRIVERS.md around a toy that shows what it sends. Fill in your client.
const { createInterface } = require("node:readline");

// Your client: start it in a fresh home, with the account of the request; give it a person's input; read its screen.
class Toy {
  constructor(request, chatStates) {
    Object.assign(this, { account: request.jid, chatStates, drafts: {}, shown: {} });
  }
  async open({ to }) { this.drafts[to] ??= ""; }
  async type({ to, text }) { this.drafts[to] = (this.drafts[to] ?? "") + text; }
  async clear({ to }) { this.drafts[to] = ""; }
  async send({ to, text = "" }) {
    (this.shown[to] ??= []).push((this.drafts[to] ?? "") + text);
    delete this.drafts[to];
  }
  async reply(request) { return this.send(request); }
  async close({ to }) { delete this.drafts[to]; }
  async stop() { /* End what you started, by its pid, and remove its home. */ }
}

const actions = ["open", "type", "clear", "send", "reply", "close"];
let client, chatStates = true;

async function handle(request) {
  switch (request.cmd) {
    case "hello":
      return { name: "toy", version: "1", actions, queries: ["shown_messages"], settings: { chat_states: "runtime" },
               sync: false, clock: "real", parallel_chats: true };
    case "reset": case "stop": await client?.stop(); client = undefined; chatStates = true; return {};
    case "connect": client = new Toy(request, chatStates); return {};
    case "configure": if (request.setting === "chat_states") { chatStates = request.value; return {}; } break;
    case "act": if (actions.includes(request.action)) { await client[request.action](request); return {}; } break;
    case "query": if (request.query === "shown_messages") return { value: client.shown[request.from] ?? [] };
  }
  return undefined;
}

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    let request = null;
    try { request = JSON.parse(line); } catch { /* no request */ }
    if (request?.seq === undefined) continue;
    let answer;
    try {
      const ok = await handle(request);
      answer = ok ? { ok } : { unsupported: { why: "driver", reason: "this driver cannot do that" } };
    } catch (error) { // such as: the toy is not connected
      answer = { error: { reason: error.message } };
    }
    process.stdout.write(JSON.stringify({ seq: request.seq, ...answer }) + "\n");
    if (request.cmd === "stop") return process.exit(0);
  }
  await client?.stop();
})();
