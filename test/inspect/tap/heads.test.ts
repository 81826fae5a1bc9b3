import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HEAD, type Heads } from "../../../inspect/tap/heads.ts";
import { StreamHeads } from "../../../inspect/tap/stream-heads.ts";
import { WebSocketHeads } from "../../../inspect/tap/websocket-heads.ts";
import { framed } from "./spoken.ts";

const payload = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(HEAD - 1, HEAD, HEAD + 1, 3 * HEAD).map((size) => new Uint8Array(size).fill(7)),
  },
);
const cuts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 });

/** What comes out when the bytes come in pieces of these sizes, in turn. */
function headsOf(heads: Heads, bytes: Uint8Array, sizes: readonly number[]): [string, number][] {
  const found: [string, number][] = [];
  let at = 0;
  for (let n = 0; at < bytes.length; n++) {
    const end = at + (sizes[n % sizes.length] ?? 1);
    heads.push(bytes.subarray(at, end), (head, size) => found.push([Buffer.from(head).toString("hex"), size]));
    at = end;
  }
  return found;
}

function expected(payloads: readonly Uint8Array[]): [string, number][] {
  return payloads.map((bytes) => [Buffer.from(bytes.subarray(0, HEAD)).toString("hex"), bytes.length]);
}

/** One WebSocket frame. */
function frame(opcode: number, isLast: boolean, bytes: Uint8Array, mask: Uint8Array | null): Buffer {
  const length =
    bytes.length < 126 ? [bytes.length] : bytes.length < 65_536 ? [126, 0, 0] : [127, 0, 0, 0, 0, 0, 0, 0, 0];
  const header = Buffer.from([(isLast ? 0x80 : 0) | opcode, ...length]);
  if (length.length === 3) header.writeUInt16BE(bytes.length, 2);
  if (length.length === 9) header.writeUInt32BE(bytes.length, 6);
  header[1] = (header[1] ?? 0) | (mask === null ? 0 : 0x80);
  const masked = mask === null ? bytes : bytes.map((byte, at) => byte ^ (mask[at & 3] ?? 0));
  return Buffer.concat([header, mask ?? new Uint8Array(0), masked]);
}

/** A message in as many frames, with a ping between them. */
function message(bytes: Uint8Array, parts: number, mask: Uint8Array | null): Buffer {
  const size = Math.ceil(bytes.length / parts);
  return Buffer.concat(
    Array.from({ length: parts }, (_, at) =>
      Buffer.concat([
        frame(at === 0 ? 2 : 0, at === parts - 1, bytes.subarray(at * size, (at + 1) * size), mask),
        frame(9, true, new Uint8Array([1, 2]), mask),
      ]),
    ),
  );
}

const greeting = Buffer.from("GET /rpc HTTP/1.1\r\nupgrade: websocket\r\n\r\n");

describe("the fronts of payloads are the same however the bytes are cut", () => {
  it("behind their lengths", () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 12 }), cuts, (payloads, sizes) => {
        expect(headsOf(new StreamHeads(), Buffer.concat(payloads.map(framed)), sizes)).toEqual(expected(payloads));
      }),
      { numRuns: 60 },
    );
  });

  it("in messages of a WebSocket, masked or not, in one frame or several", () => {
    const mask = fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }));
    fc.assert(
      fc.property(
        fc.array(payload, { maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        mask,
        cuts,
        (all, parts, key, sizes) => {
          const bytes = Buffer.concat([greeting, ...all.map((one) => message(one, parts, key))]);
          expect(headsOf(new WebSocketHeads(), bytes, sizes)).toEqual(expected(all));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("what is no roam WebSocket is said to be none", () => {
  const read = (...bytes: Uint8Array[]) => headsOf(new WebSocketHeads(), Buffer.concat(bytes), [7]);
  const one = new Uint8Array([1]);
  it.each<[string, () => unknown]>([
    ["the WebSocket is compressed", () => read(greeting, new Uint8Array([0xc2, 0]))],
    ["a text message came", () => read(greeting, frame(1, true, one, null))],
    ["no known kind", () => read(greeting, frame(3, true, one, null))],
    ["no WebSocket was opened", () => read(Buffer.from("HTTP/1.1 404 Not Found\r\n\r\n"))],
    ["no WebSocket was opened", () => read(new Uint8Array(70_000))],
  ])("%s", (text, reading) => {
    expect(reading).toThrow(text);
  });
});
