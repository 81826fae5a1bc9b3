import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage, type ItemHead, readItemHead, Writer } from "../../runtime/wire/index.ts";

const head = (): ItemHead => ({ connection: 0, channel: 0, offset: 0 });

function itemFrame(connection: number, channel: number, item: Uint8Array): Uint8Array {
  const writer = new Writer();
  encodeMessage(writer, { kind: "ChannelItem", connection, channel, item });
  return writer.view().slice();
}

describe("the head of an Item", () => {
  const id = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 28 - 1 }));

  it("is read as the whole message is", () => {
    fc.assert(
      fc.property(id, id, fc.uint8Array({ maxLength: 8 }), (connection, channel, item) => {
        const frame = itemFrame(connection, channel, item);
        const found = head();
        expect(readItemHead(frame, found)).toBe(true);
        expect([found.connection, found.channel]).toEqual([connection, channel]);
        expect(frame.subarray(found.offset)).toEqual(item);
      }),
    );
  });

  it("is left to the decoder when an id takes more than four bytes", () => {
    expect(readItemHead(itemFrame(1, 2 ** 28, new Uint8Array(1)), head())).toBe(false);
    expect(readItemHead(itemFrame(2 ** 28, 1, new Uint8Array(1)), head())).toBe(false);
  });

  it("is found in nothing that the decoder takes for another message or for none", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        if (!readItemHead(bytes, head())) return;
        expect(decodeMessage(bytes).kind).toBe("ChannelItem");
      }),
      { numRuns: 20_000 },
    );
  });
});
