// SPDX-License-Identifier: MIT
//
// The frame of a driver in JavaScript: reads requests, one JSON object a line, and answers each exactly once, in turn
// (docs/DRIVERS.md). What a driver can do are the functions in its `act`, `query` and `configure`, beside `connect`,
// `reset` and, if its contract can be kept, `sync`. They return what stands in `ok` (nothing: an empty object), or throw.

const LINE_BYTES_MAX = 1 << 20;

export class Unsupported extends Error {
  constructor(why, reason) {
    super(reason);
    this.why = why;
  }
}

/** The value of the condition as soon as it is true. */
export async function waitUntil(condition, milliseconds, what) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`${what} did not come about within ${milliseconds / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function write(message) {
  process.stdout.write(JSON.stringify(message) + "\n");
}

export function tell(event, fields) {
  write({ event, ...fields });
}

function hello(driver) {
  return {
    name: driver.name, version: driver.version, actions: Object.keys(driver.act).sort(),
    queries: Object.keys(driver.query).sort(), settings: driver.settings, sync: Boolean(driver.sync), clock: "real",
    parallel_chats: driver.parallel_chats,
  };
}

function verb(driver, kind, name) {
  if (Object.hasOwn(driver[kind], String(name))) return driver[kind][name];
  throw new Unsupported(...(driver.cannot[name] ?? ["driver", `this driver does not know ${kind} ${name}`]));
}

async function handle(driver, request) {
  switch (request.cmd) {
    case "hello": return hello(driver);
    case "connect": return driver.connect(request);
    case "act": return verb(driver, "act", request.action)(request);
    case "query": return { value: await verb(driver, "query", request.query)(request) };
    case "configure": return verb(driver, "configure", request.setting)(request.value);
    case "reset": case "stop": return driver.reset();
    case "sync": if (driver.sync) return driver.sync();
  }
  throw new Unsupported("driver", `this driver does not know ${request.cmd}`);
}

async function answer(driver, request) {
  try {
    return { ok: (await handle(driver, request)) ?? {} };
  } catch (error) {
    if (error instanceof Unsupported) return { unsupported: { why: error.why, reason: error.message } };
    return { error: { reason: String(error.message).split("\n")[0] } };
  }
}

async function* lines() {
  let rest = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    rest = Buffer.concat([rest, chunk]);
    for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1)) yield rest.subarray(0, end).toString();
    if (rest.length > LINE_BYTES_MAX) throw new Error("a line is longer than 1 MiB");
  }
}

export async function run(driver) {
  const end = async (code) => {
    await driver.reset().catch((error) => console.error(error.message));
    process.exit(code);
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, () => end(0));
  for await (const line of lines()) {
    let request;
    try {
      request = JSON.parse(line);
    } catch {
      request = null;
    }
    if (request?.seq === undefined) {
      console.error("passes over a line that is no request");
      continue;
    }
    write({ seq: request.seq, ...(await answer(driver, request)) });
    if (request.cmd === "stop") break;
  }
  await end(0);
}
