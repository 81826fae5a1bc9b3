import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeMessage,
  encodeMessage,
  type FrameHead,
  type Message,
  Reader,
  readFrameHead,
  Writer,
} from "../../runtime/wire/index.ts";

const head = (): FrameHead => ({ connection: 0, id: 0, offset: 0 });

function frameOf(message: Message): Uint8Array {
  const writer = new Writer();
  encodeMessage(writer, message);
  return writer.view().slice();
}

const itemFrame = (connection: number, channel: number, item: Uint8Array) =>
  frameOf({ kind: "ChannelItem", connection, channel, item });

const plain = {
  kind: "Response",
  connection: 2,
  request: 3,
  channels: [],
  metadata: [],
  ret: new Uint8Array(1),
} as const;

const call = {
  kind: "Request",
  connection: 2,
  request: 3,
  method: 0xfedc_ba98_7654_3210n,
  channels: [],
  metadata: [],
  args: new Uint8Array(1),
} as const;

describe("the head of an Item, a plain Request or a plain Response", () => {
  const id = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 28 - 1 }));

  it("is read as the whole message is", () => {
    fc.assert(
      fc.property(id, id, fc.uint8Array({ maxLength: 8 }), (connection, id, bytes) => {
        const found = head();
        const item = itemFrame(connection, id, bytes);
        expect(readFrameHead(item, found)).toBe("item");
        expect([found.connection, found.id]).toEqual([connection, id]);
        expect(item.subarray(found.offset)).toEqual(bytes);
        const response = frameOf({ kind: "Response", connection, request: id, channels: [], metadata: [], ret: bytes });
        expect(readFrameHead(response, found)).toBe("response");
        expect([found.connection, found.id]).toEqual([connection, id]);
        expect(response.subarray(found.offset)).toEqual(bytes);
      }),
    );
  });

  it("is left to the decoder when an id takes more than four bytes", () => {
    expect(readFrameHead(itemFrame(1, 2 ** 28, new Uint8Array(1)), head())).toBe(null);
    expect(readFrameHead(itemFrame(2 ** 28, 1, new Uint8Array(1)), head())).toBe(null);
  });

  it("of a Request ends before the method's id, whatever that is", () => {
    const method = fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
    fc.assert(
      fc.property(id, id, method, fc.uint8Array({ maxLength: 8 }), (connection, request, method, args) => {
        const found = head();
        const frame = frameOf({ ...call, connection, request, method, args });
        expect(readFrameHead(frame, found)).toBe("request");
        expect([found.connection, found.id]).toEqual([connection, request]);
        const reader = new Reader(frame.subarray(found.offset));
        expect(reader.varint64()).toBe(method);
        expect(reader.rest()).toEqual(Uint8Array.of(0, 0, ...args));
      }),
    );
  });

  it("is left to the decoder when a Request or Response brings channels or metadata", () => {
    const metadata = [{ key: "k", value: "v", flags: 0n }];
    expect(readFrameHead(frameOf(plain), head())).toBe("response");
    expect(readFrameHead(frameOf({ ...plain, channels: [1] }), head())).toBe(null);
    expect(readFrameHead(frameOf({ ...plain, metadata }), head())).toBe(null);
    expect(readFrameHead(frameOf(call), head())).toBe("request");
    expect(readFrameHead(frameOf({ ...call, channels: [1] }), head())).toBe(null);
    expect(readFrameHead(frameOf({ ...call, metadata }), head())).toBe(null);
  });

  it("is found in nothing that the decoder takes for another message or for none", () => {
    const kinds = { item: "ChannelItem", request: "Request", response: "Response" };
    const found = { item: 0, request: 0, response: 0 };
    // Mostly what heads are made of: Request and Channel are 7 and 8.
    const byte = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(0, 1, 7, 8) }, fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (numbers) => {
        const bytes = Uint8Array.from(numbers);
        const kind = readFrameHead(bytes, head());
        if (kind === null) return;
        found[kind]++;
        expect(decodeMessage(bytes).kind).toBe(kinds[kind]);
      }),
      { numRuns: 20_000 },
    );
    expect(Math.min(found.item, found.request, found.response)).toBeGreaterThan(10);
  });
});
