// Sends hostile frames through a tap into a recording, opens it in Chromium, and looks at each view.
// npm run build && node test/browser/inspector/hostile-tap.mjs [FRAMES]     default 100000; SEED=n, CHROMIUM=/path

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { createFeed, tap } from "../../../dist/inspect/index.js";
import { defineService, t } from "../../../dist/runtime/index.js";
import { encodeMessage, Writer } from "../../../dist/runtime/wire/index.js";
import { FLAGS } from "../flags.mjs";

const FRAMES = Number(process.argv[2] ?? 100_000);
const SEED = Number(process.env.SEED ?? 1);
const MARKUP = `<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>`;
const PAGE = fileURLToPath(new URL("../../../dist/inspect/page.html", import.meta.url));
const VIEWS = ["tree", "statechart", "ladder", "swimlanes", "warnings"];

const Evil = defineService("Evil", { [MARKUP]: t.method([t.rx(t.u32)], t.unit) });
const method = Evil.methods.get(MARKUP).id;

/** Mulberry32: a number below `below`. */
let state = SEED;
function pick(below) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}

const bytes = () => Uint8Array.from({ length: pick(24) }, () => pick(256));
const settings = { parity: "odd", maxConcurrentRequests: 4 };
const metadata = () => [
  { key: MARKUP, value: MARKUP, flags: 0n },
  { key: "\u001b[2J", value: pick(2) === 0 ? bytes() : 7n, flags: BigInt(pick(4)) },
];
const request = () => ({ request: pick(40), connection: pick(3) });
const KINDS = [
  () => ({ kind: "Request", ...request(), method, channels: [pick(40)], metadata: metadata(), args: bytes() }),
  () => ({ kind: "Request", ...request(), method: 7n, channels: [], metadata: metadata(), args: bytes() }),
  () => ({ kind: "Response", ...request(), channels: [], metadata: metadata(), ret: bytes() }),
  () => ({ kind: "CancelRequest", ...request(), metadata: [] }),
  () => ({ kind: "ChannelItem", connection: 0, channel: pick(40), item: bytes() }),
  () => ({ kind: "CloseChannel", connection: 0, channel: pick(40), metadata: [] }),
  () => ({ kind: "ResetChannel", connection: 0, channel: pick(40), metadata: [] }),
  () => ({ kind: "GrantCredit", connection: 0, channel: pick(40), additional: 0xffff_ffff }),
  () => ({ kind: "Ping", connection: 0, nonce: BigInt(pick(9)) }),
  () => ({ kind: "CloseConnection", connection: 1 + pick(3), metadata: metadata() }),
];
/** A session ends with it. */
const farewell = { kind: "ProtocolError", connection: 0, description: MARKUP };

function framed(message) {
  let payload = message;
  if (!(message instanceof Uint8Array)) {
    const writer = new Writer();
    encodeMessage(writer, message);
    payload = writer.view();
  }
  const frame = Buffer.alloc(4 + payload.length);
  frame.writeUInt32LE(payload.length);
  frame.set(payload, 4);
  return frame;
}

const hostileFrame = () => framed(pick(12) === 0 ? bytes() : KINDS[pick(KINDS.length)]());

/** Hostile frames between two peers that say nothing else, as a recording. */
async function record(file) {
  const sink = createServer({ noDelay: true }).listen(0, "127.0.0.1");
  await once(sink, "listening");
  const feed = createFeed({ capacity: 4_000_000, capacityBytes: 2_000_000_000 });
  const recording = await feed.record(file);
  const many = Number.POSITIVE_INFINITY;
  const opened = await tap({
    listen: "tcp://127.0.0.1:0",
    to: `tcp://127.0.0.1:${sink.address().port}`,
    service: { Evil },
    onRecord: (one) => feed.put(one),
    limits: { errors: many, undecodable: many },
  });
  const came = once(sink, "connection");
  const near = connect({ host: "127.0.0.1", port: Number(new URL(opened.url).port) });
  const [far] = await came;
  for (const socket of [near, far]) socket.on("data", () => {});
  near.write(framed({ kind: "Hello", version: 7, connection: 0, settings, metadata: metadata() }));
  await once(far, "data");
  far.write(framed({ kind: "HelloYourself", connection: 0, settings: { ...settings, parity: "even" }, metadata: [] }));
  await once(near, "data");
  for (let sent = 0; sent < FRAMES; sent += 100) {
    if (!near.write(Buffer.concat(Array.from({ length: 100 }, hostileFrame)))) await once(near, "drain");
  }
  near.end(framed(farewell));
  await once(far, "end");
  far.end();
  await once(near, "close");
  await opened.close();
  const written = await recording.stop();
  feed.close();
  sink.close();
  return written;
}

/** What went wrong while the page showed it. */
async function look(file) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  try {
    const page = await browser.newPage();
    const wrong = [];
    page.on("crash", () => wrong.push("the page crashed"));
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    page.on("request", (asked) => asked.url().startsWith("http") && wrong.push(asked.url()));
    await page.goto(pathToFileURL(PAGE).href);
    await page.getByLabel("Open a recording").setInputFiles(file);
    await page.locator(".counts", { hasText: "older let go" }).waitFor({ timeout: 180_000 });
    const shown = [];
    for (const view of VIEWS) {
      await page.keyboard.press(`${VIEWS.indexOf(view) + 1}`);
      await page.waitForTimeout(1_000);
      const seen = await page.evaluate(() => ({
        pwned: "pwned" in globalThis,
        strangers: document.querySelectorAll("#page img, #page script, #page iframe").length,
        isShown: document.body.textContent.includes("<img src=x"),
      }));
      assert.deepEqual([view, seen.pwned, seen.strangers], [view, false, 0]);
      if (seen.isShown) shown.push(view);
    }
    assert.deepEqual(wrong, []);
    return shown;
  } finally {
    await browser.close();
  }
}

const work = mkdtempSync(join(tmpdir(), "roam-hostile-"));
try {
  const file = join(work, "hostile.jsonl");
  const { records, dropped } = await record(file);
  assert.equal(dropped, 0, "records are missing");
  assert.ok(records > 2 * FRAMES, `${records} records: each frame is told at both peers`);
  console.log(`seed ${SEED}: ${FRAMES} frames, ${records} records, ${statSync(file).size} bytes`);
  const shown = await look(file);
  assert.ok(shown.length > 0, "markup is nowhere shown as text");
  console.log(`no crash, no script, nothing asked for; markup is text in ${shown.join(", ")}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
