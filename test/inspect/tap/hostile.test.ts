import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { encodeMessage, type Message, Writer } from "../../../runtime/wire/index.ts";
import * as say from "./spoken.ts";
import { framed } from "./spoken.ts";
import { tapBefore } from "./tapped.ts";

const SEED = 20_261;
const FRAMES = 100_000;

const id = fc.nat(40);
const bytes = fc.uint8Array({ maxLength: 12 });
const metadata = fc.array(
  fc.record({
    key: fc.constantFrom("<script>alert(1)</script>", "\u001b[2J", "k"),
    value: fc.string(),
    flags: fc.bigInt(0n, 3n),
  }),
  { maxLength: 2 },
);

/** Frames of every kind with ids that meet, in any order, and bytes that are no message. */
const hostile: fc.Arbitrary<Uint8Array | Message> = fc.oneof(
  { weight: 1, arbitrary: bytes },
  fc
    .record({ connection: fc.nat(4), request: id, channels: fc.array(id, { maxLength: 4 }), metadata, args: bytes })
    .map((parts) => ({ kind: "Request" as const, method: 7n, ...parts })),
  fc
    .record({ connection: fc.nat(4), request: id, metadata, ret: bytes })
    .map((parts) => ({ kind: "Response" as const, channels: [], ...parts })),
  id.map(say.cancel),
  id.map((channel) => say.item(channel)),
  id.map(say.close),
  id.map(say.reset),
  id.map((channel) => say.grant(channel, 0xffff_ffff)),
  id.map(say.open),
  id.map(say.accept),
  id.map(say.reject),
  id.map(say.closing),
  fc.bigInt(0n, 2n ** 64n - 1n).map((nonce) => ({ kind: "Ping" as const, connection: 0, nonce })),
  fc.bigInt(0n, 2n ** 64n - 1n).map((nonce) => ({ kind: "Pong" as const, connection: 0, nonce })),
  fc.constant(say.hello()),
);

function bytesOf(what: Uint8Array | Message): Uint8Array {
  if (what instanceof Uint8Array) return framed(what);
  const writer = new Writer();
  encodeMessage(writer, what);
  return framed(writer.view());
}

it(`${FRAMES} hostile frames pass as they are, and do no harm (seed ${SEED})`, async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const bound = server.address();
  let told = 0;
  let alive = 0;
  let mostAlive = 0;
  const unreadable: string[] = [];
  const tapped = await tapBefore(`tcp://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`, {
    onRecord: ({ type }) => {
      told++;
      if (type === "actor") alive++;
      else if (type === "end") alive--;
      mostAlive = Math.max(mostAlive, alive);
    },
    onError: ({ text }) => {
      if (text.includes("followed no further")) unreadable.push(text);
    },
    limits: { followed: 20, remembered: 100, errors: Number.POSITIVE_INFINITY, undecodable: Number.POSITIVE_INFINITY },
  });

  const came = once(server, "connection");
  const { hostname, port } = new URL(tapped.url);
  const near = connect({ host: hostname, port: Number(port) });
  const [far] = await came;
  far.resume();
  const sent = createHash("sha256");
  const got = createHash("sha256");
  far.on("data", (chunk: Uint8Array) => got.update(chunk));
  near.resume();

  const sample = fc.sample(hostile, { seed: SEED, numRuns: 2_000 }).map(bytesOf);
  const first = bytesOf(say.hello());
  sent.update(first);
  near.write(first);
  await once(far, "data");
  const settings = { parity: "even", maxConcurrentRequests: 4 } as const;
  far.write(bytesOf({ kind: "HelloYourself", connection: 0, settings, metadata: [] }));
  await once(near, "data");
  for (let n = 0; n < FRAMES; n += 50) {
    const block = Buffer.concat(
      Array.from({ length: 50 }, (_, at) => sample[(n * 7 + at * 13) % sample.length] ?? first),
    );
    sent.update(block);
    if (!near.write(block)) await once(near, "drain");
  }
  near.end();
  await once(far, "end");
  far.end();
  await once(near, "close");
  await tapped.close();

  expect(got.digest("hex")).toBe(sent.digest("hex"));
  // Each frame is told at both peers.
  expect(told).toBeGreaterThan(2 * FRAMES);
  // Two lives for each that is followed, and those of the session itself: more are not, and some are.
  expect(mostAlive).toBeGreaterThan(2 * 20);
  expect(mostAlive).toBeLessThanOrEqual(2 * 20 + 4);
  expect(unreadable).toEqual([]);
});
