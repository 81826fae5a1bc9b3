// Records a mixed run of two peers over TCP, and replays it twice: both times to the recorded states.
// npm run build && node test/inspect/soak.mjs [SECONDS]     default 60; SEED=n

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createFeed, parseRecording, replay } from "../../dist/inspect/index.js";
import { channel, connect, defineService, serve, t } from "../../dist/runtime/index.js";

const seconds = Number(process.argv[2] ?? 60);
const seed = Number(process.env.SEED ?? 1);
const WORKERS = 8;

const Mixed = defineService("Mixed", {
  add: t.method([t.i32, t.i32], t.i32),
  divide: t.fallible([t.i64, t.i64], t.i64, t.enum({ DivisionByZero: null })),
  sum: t.method([t.rx(t.i32, { credit: 4 })], t.i64),
  generate: t.method([t.u32, t.tx(t.i32, { credit: 4 })], t.unit),
  wait: t.method([], t.unit),
  fail: t.method([], t.unit),
});

const handlers = {
  add: (a, b) => a + b,
  divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
  async sum(numbers) {
    let total = 0n;
    for await (const n of numbers) {
      if (n === -1) break;
      if (n % 5 === 0) await sleep(2);
      total += BigInt(n);
    }
    return total;
  },
  async generate(count, out) {
    for (let n = 0; n < count; n++) await out.send(n);
    await out.close();
  },
  wait: () => new Promise(() => {}),
  fail: () => {
    throw new Error("planned");
  },
};

/** Mulberry32. */
function random(from) {
  let state = from;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

async function stream(client, pick) {
  const [tx, rx] = channel(t.i32);
  const sum = client.sum(rx);
  const stops = pick(3) === 0;
  for (let n = 0; n < 20; n++) await tx.send(stops && n === 7 ? -1 : n);
  await tx.close();
  await sum;
}

async function receive(client, pick) {
  const [tx, rx] = channel(t.i32);
  const call = client.generate(50, tx);
  const last = pick(60);
  for await (const n of rx) if (n === last) break;
  await call;
}

async function cancel(client, pick) {
  const call = client.wait();
  await sleep(pick(5));
  call.cancel();
  await call;
}

const WORKS = [
  (client) => client.add(1, 2),
  (client) => client.divide(1n, 0n),
  (client) => client.fail(),
  (client) => client.wait({ timeoutMs: 5 }),
  stream,
  receive,
  cancel,
];

const work = mkdtempSync(join(tmpdir(), "roam-soak-"));
try {
  const file = join(work, "soak.jsonl");
  // Nothing may be missing: replay stops at a gap.
  const feed = createFeed({ capacity: 1_000_000, capacityBytes: 512 * 1_048_576 });
  const recording = await feed.record(file);
  const until = performance.now() + seconds * 1_000;
  const server = await serve("tcp://127.0.0.1:0", Mixed, handlers, {
    inspect: feed.as("right"),
    keepalive: { intervalMs: 20, timeoutMs: 60_000 },
    onHandlerError: () => {},
  });
  let done = 0;
  const workers = Array.from({ length: WORKERS }, async (_, worker) => {
    const pick = random(seed * 1_000 + worker);
    while (performance.now() < until) {
      const client = await connect(server.url, Mixed, { inspect: feed.as("left") });
      for (let n = 0; n < 100 && performance.now() < until; n++) {
        // A failure is part of the mix; what counts is what is recorded of it.
        await WORKS[pick(WORKS.length)](client, pick).catch(() => {});
        done++;
        await sleep(pick(80));
      }
      // Every other session ends in the middle of a call.
      if (worker % 2 === 0) client.wait().catch(() => {});
      await sleep(2);
      await client.close();
    }
  });
  await Promise.all(workers);
  await server.close();
  const written = await recording.stop();
  feed.close();
  assert.equal(written.dropped, 0, "records are missing");

  const { records } = parseRecording(readFileSync(file, "utf8"));
  const [first, second] = [replay(records), replay(records)];
  for (const { difference, gap } of [first, second]) assert.deepEqual([difference?.text, gap], [undefined, null]);
  assert.deepEqual(second, first);
  assert.equal(first.events, records.filter(({ type }) => type === "transition").length);
  const ended = new Map(records.flatMap((one) => (one.type === "end" ? [[one.life, one.state]] : [])));
  for (const [life, state] of ended) assert.equal(first.states.get(life), state);
  const states = [...new Set(ended.values())].sort();
  for (const state of ["cancelled", "closed", "failed", "reset", "responded", "timedOut"])
    assert.ok(states.includes(state), state);
  console.log(
    `seed ${seed}: ${done} pieces of work in ${seconds} s, ${written.records} records, ${written.bytes} bytes`,
  );
  console.log(`${first.events} events of ${first.lives} lives replayed to the recorded states, twice`);
  console.log(`lives ended as ${states.join(", ")}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
