import { describe, expect, it } from "vitest";
import { defineService, serve, t } from "../../runtime/index.ts";
import { RawPeer } from "../runtime/raw-peer.ts";

const Lists = defineService("Lists", {
  units: t.method([t.list(t.unit)], t.u32),
  nested: t.method([t.list(t.list(t.unit))], t.u32),
  strings: t.method([t.list(t.string)], t.u32),
  map: t.method([t.map(t.u32, t.unit)], t.u32),
});

/** The varint of 10,000,000. */
const TEN_MILLION = [0x80, 0xad, 0xe2, 0x04];
const SIXTY_THOUSAND = [0xe0, 0xd4, 0x03];

describe("a few bytes that promise many elements", () => {
  it("are answered InvalidPayload, and no handler runs", async () => {
    let ran = 0;
    const run = () => ran++;
    const [link, peer] = RawPeer.pair();
    await serve(link, Lists, { units: run, nested: run, strings: run, map: run });
    await peer.introduce();
    const bombs = [
      ["units", TEN_MILLION],
      ["nested", [2, ...SIXTY_THOUSAND, ...SIXTY_THOUSAND]],
      ["strings", TEN_MILLION],
      ["map", TEN_MILLION],
    ] as const;
    for (const [index, [name, args]] of bombs.entries()) {
      const method = Lists.methods.get(name)?.id ?? 0n;
      const request = index * 2 + 1;
      const bytes = new Uint8Array(args);
      peer.say({ kind: "Request", connection: 0, request, method, channels: [], metadata: [], args: bytes });
      expect([name, ...(await peer.hear("Response")).ret]).toEqual([name, 1, 2]);
    }
    expect(ran).toBe(0);
  });
});
