#!/usr/bin/env node
// SPDX-License-Identifier: MIT
//
// A driver for converse.js, in a headless Chromium that playwright works. converse.js speaks WebSocket only.

import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { run, Unsupported, waitUntil } from "../shared/frame.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const CONVERSE = join(HERE, "node_modules", "converse.js");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ONLINE_MS = 30_000;
const SEEN_MS = 10_000;
const CLOSING_MS = 2_000;
const TYPES = {
  ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json",
  ".wasm": "application/wasm", ".svg": "image/svg+xml",
};
const STATES = [["is typing", "composing"], ["has stopped typing", "paused"], ["has gone away", "gone"]];

let home, server, context, page;
const chosen = { chat_states: true, timers: {} };

// The page and converse.js's dist folder, and nothing else of the machine.
function serve() {
  const answer = async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const file = path === "/" ? join(HERE, "page.html") : path.startsWith("/dist/") ? join(CONVERSE, path) : null;
    const body = file && (await readFile(file).catch(() => null));
    response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(file ?? "")] ?? "application/octet-stream" });
    response.end(body ?? "");
  };
  server = createServer((request, response) => answer(request, response).catch(() => response.destroy()));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

async function browse(port) {
  home = await mkdtemp(join(tmpdir(), "conformance-converse-"));
  context = await chromium.launchPersistentContext(join(home, "profile"), {
    executablePath: CHROMIUM, headless: true, viewport: { width: 1600, height: 900 }, chromiumSandbox: false,
    handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false, artifactsDir: home,
    env: { PATH: process.env.PATH, HOME: home, TMPDIR: home, LANG: "C.UTF-8" },
    args: [
      "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ],
  });
  page = context.pages()[0];
  // Pages ask for pictures elsewhere.
  const own = `http://127.0.0.1:${port}/`;
  await page.route((url) => !url.href.startsWith(own), (route) => route.abort());
  await page.goto(own);
  await page.waitForFunction("window.drivenReady");
}

async function connect(request) {
  if (context) throw new Error("is connected already");
  if (!request.websocket) throw new Unsupported("client", "converse.js needs a WebSocket, and no address of one was given");
  await browse(await serve());
  // The password goes to the page by the debugging pipe, and stands in no address, file or argument.
  await page.evaluate(({ request, chosen }) => {
    void converse.initialize({
      authentication: "login", auto_login: true, jid: request.jid, password: request.password,
      websocket_url: request.websocket, discover_connection_methods: false, assets_path: "/dist/",
      whitelisted_plugins: ["driven"], view_mode: "overlayed", show_controlbox_by_default: true,
      auto_reconnect: false, play_sounds: false, show_desktop_notifications: false, loglevel: "error", i18n: "en",
      ...(chosen.chat_states ? {} : { send_chat_state_notifications: false }),
    }).catch((error) => (window.drivenFailure = String(error)));
  }, { request, chosen });
  const outcome = await waitUntil(() => page.evaluate(() => {
    if (window.drivenOnline) return "online";
    if (window.drivenFailure) return window.drivenFailure;
    // It is disconnected before it begins, too, and then says nothing.
    return window.driven?.state.connfeedback?.get("message");
  }), ONLINE_MS, "the login");
  if (outcome !== "online") throw new Error(`the login failed: ${outcome}`);
  await setTimers();
}

// Chromium is our only child, and leads a process group of its own.
function killBrowser() {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean);
  for (const pid of children) {
    try {
      process.kill(-Number(pid), "SIGKILL");
    } catch (error) {
      console.error(`${pid}: ${error.message}`);
    }
  }
}

async function end() {
  const closing = context?.close().then(() => true, () => true) ?? true;
  const late = new Promise((resolve) => setTimeout(resolve, CLOSING_MS));
  if (!(await Promise.race([closing, late]))) killBrowser();
  server?.closeAllConnections();
  server?.close();
  if (home) await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  home = server = context = page = undefined;
}

async function reset() {
  await end();
  Object.assign(chosen, { chat_states: true, timers: {} });
}

function online() {
  if (!page) throw new Error("is not connected");
  return page;
}

const bare = (jid) => jid.split("/")[0];
const chat = (jid) => online().locator(`converse-chat[jid=${JSON.stringify(bare(jid))}]`);
const input = (jid) => chat(jid).locator("textarea.chat-textarea");

async function open({ to }) {
  if (!(await input(to).isVisible())) {
    const contact = page.locator(`a.open-chat[title*=${JSON.stringify(`XMPP address: ${bare(to)})`)}]`);
    if (await contact.first().isVisible()) {
      await contact.first().click();
    } else {  // who is no contact is opened by a link
      await page.evaluate((jid) => {
        location.hash = "";
        location.hash = `#converse/chat?jid=${jid}`;
      }, bare(to));
    }
  }
  await input(to).waitFor({ timeout: SEEN_MS });
  await waitUntil(() => chat(to).evaluate((view) => view.drivenReady), SEEN_MS, "the chat's being ready");
  await input(to).focus();
}

async function type(request) {
  await open(request);
  await input(request.to).pressSequentially(request.text, { delay: request.key_ms ?? 0, timeout: 0 });
}

// The input is locked from the line's end until the message is on its way.
async function send(request) {
  await (request.text ? type(request) : open(request));
  if (!(await input(request.to).inputValue()).trim()) throw new Error("there is nothing to send");
  await input(request.to).press("Enter");
  await waitUntil(() => input(request.to).evaluate((area) => !area.disabled && area.value === ""), SEEN_MS, "the sending");
}

async function show(hidden) {
  await online().evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

async function setTimers() {
  await online().evaluate(({ paused_ms, inactive_ms }) => {
    driven.TIMEOUTS.PAUSED = paused_ms ?? driven.TIMEOUTS.PAUSED;
    driven.TIMEOUTS.INACTIVE = inactive_ms ?? driven.TIMEOUTS.INACTIVE;
  }, chosen.timers);
}

// Keys are handled when they are answered, sending and opening were waited for; what is left is the socket's buffer.
async function sync() {
  await waitUntil(() => online().evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve));
    const connection = driven.api.connection.get();
    return connection._data.length === 0 && connection._proto.socket.bufferedAmount === 0;
  }), SEEN_MS, "the socket being written");
}

const version = () => JSON.parse(readFileSync(join(CONVERSE, "package.json"), "utf8")).version;

await run({
  name: "converse.js",
  version: version(),
  settings: { chat_states: "runtime", timers: "runtime" },
  parallel_chats: true,
  cannot: {
    attention: ["client", "converse.js 14 has no XEP-0224"],
    alerts: ["client", "converse.js 14 has no XEP-0224"],
    join: ["driver", "this driver works no rooms"],
    leave: ["driver", "this driver works no rooms"],
  },
  connect,
  reset,
  sync,
  act: {
    open,
    type,
    send,
    reply: send,
    clear: async (request) => {
      await open(request);
      await input(request.to).press("Control+a");
      await input(request.to).press("Backspace");
    },
    close: async ({ to }) => {
      await chat(to).locator(".close-chatbox-button").click({ timeout: SEEN_MS });
      await chat(to).waitFor({ state: "detached", timeout: SEEN_MS });
    },
    focus: async (request) => {
      await show(false);
      await open(request);
    },
    blur: () => show(true),
    add_contact: ({ to }) => online().evaluate(async (jid) => void (await driven.api.contacts.add({ jid })), to),
    remove_contact: ({ to }) =>
      online().evaluate(async (jid) => void (await (await driven.api.contacts.get(jid))?.remove(true)), to),
    logout: async () => {
      await online().evaluate(() => driven.api.user.logout());
      await end();
    },
  },
  query: {
    shown_messages: async ({ from }) => {
      await waitUntil(async () => online(), SEEN_MS, "the page");
      return chat(from).locator(".chat-msg__content--them .chat-msg__text").allInnerTexts();
    },
    shown_state: async ({ from }) => {
      const notes = await chat(from).locator(".chat-content__notifications").allInnerTexts();
      return STATES.find(([said]) => notes.some((note) => note.endsWith(said)))?.[1] ?? null;
    },
  },
  configure: {
    chat_states: async (value) => {
      chosen.chat_states = Boolean(value);
      await page?.evaluate((on) => driven.api.settings.set("send_chat_state_notifications", on), chosen.chat_states);
    },
    timers: async (value) => {
      Object.assign(chosen.timers, value);
      if (page) await setTimers();
    },
  },
});
