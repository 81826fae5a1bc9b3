import { describe, expect, it } from "vitest";
import { encodeMessage, type Message, Writer } from "../../runtime/wire/index.ts";
import { call, callee } from "../runtime/peers.ts";
import type { RawPeer } from "../runtime/raw-peer.ts";

function sayUnchecked(peer: RawPeer, message: Message): void {
  const writer = new Writer();
  encodeMessage(writer, message, { entries: 1e7, bytes: 1e9 });
  peer.link.send(writer.view());
}

describe("metadata by the megabyte", () => {
  it("ends the session, in many entries or in one", async () => {
    const bombs = [
      [Array.from({ length: 100_000 }, () => ({ key: "", value: 0n, flags: 0n })), "metadataEntries"],
      [[{ key: "k", value: "x".repeat(2_000_000), flags: 0n }], "metadataBytes"],
      [[{ key: "x".repeat(2_000_000), value: 0n, flags: 0n }], "metadataBytes"],
    ] as const;
    for (const [metadata, limit] of bombs) {
      const { peer } = await callee();
      sayUnchecked(peer, call(1, "add", { args: [2, 2], metadata }));
      expect(await peer.expectProtocolError("session.message")).toContain(`limit ${limit} is `);
    }
  });

  it("that only promises entries ends the session before any is made", async () => {
    const { peer } = await callee();
    peer.link.send(new Uint8Array([0, 7, 1, 0, 42, 0, 0xff, 0xff, 0xff, 0xff, 0x0f]));
    await peer.expectProtocolError("session.message");
  });

  it("[rpc.metadata.keys] with the names of what every object has is nothing but text", async () => {
    const { peer } = await callee(
      {},
      {
        add: (a, b, context) => {
          context.responseMetadata = context.metadata;
          return a + b;
        },
      },
    );
    const metadata = ["__proto__", "constructor", "then", "toString"].map((key) => ({ key, value: "1", flags: 0n }));
    peer.say(call(1, "add", { args: [2, 2], metadata }));
    expect((await peer.hear("Response")).metadata).toEqual(metadata);
    expect(Object.hasOwn(Object.prototype, "then")).toBe(false);
  });
});
