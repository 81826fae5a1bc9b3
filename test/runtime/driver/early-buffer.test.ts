import { describe, expect, it } from "vitest";
import { EarlyBuffer, type EarlyLimits } from "../../../runtime/driver/early-buffer.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

function bufferWith(limits: Partial<EarlyLimits>): EarlyBuffer {
  return new EarlyBuffer({ unannouncedChannels: 100, earlyItems: 100, earlyBytes: 100, ...limits });
}

describe("what comes before its Call", () => {
  it("is handed over in order, once, channel by channel", () => {
    const early = bufferWith({});
    early.item(1, bytes(1));
    early.item(3, bytes(9));
    early.item(1, bytes(2));
    expect(early.take(1)).toEqual({ items: [bytes(1), bytes(2)], closed: false });
    expect(early.take(1)).toBeUndefined();
    expect(early.take(3)?.items).toEqual([bytes(9)]);
  });

  it("is nothing for a channel that nothing came for", () => {
    expect(bufferWith({}).take(1)).toBeUndefined();
    expect(bufferWith({}).isClosed(1)).toBe(false);
  });

  it("is copied: the frame it came in may be used again", () => {
    const early = bufferWith({});
    const frame = bytes(1, 2, 3);
    early.item(1, frame.subarray(1));
    frame.fill(0);
    expect(early.take(1)?.items).toEqual([bytes(2, 3)]);
  });

  it("may be a Close, after items or alone", () => {
    const early = bufferWith({});
    early.item(1, bytes(1));
    early.close(1);
    early.close(3);
    expect([early.isClosed(1), early.isClosed(3), early.isClosed(5)]).toEqual([true, true, false]);
    expect(early.take(1)).toEqual({ items: [bytes(1)], closed: true });
    expect(early.take(3)).toEqual({ items: [], closed: true });
    expect(early.isClosed(1)).toBe(false);
  });
});

describe("the limit on what comes before its Call", () => {
  it("takes 2 channels of 2, and refuses the third by Item and by Close", () => {
    const early = bufferWith({ unannouncedChannels: 2 });
    expect([early.item(1, bytes(1)), early.close(3)]).toEqual([undefined, undefined]);
    expect(early.item(5, bytes(1))).toBe("unannouncedChannels");
    expect(early.close(5)).toBe("unannouncedChannels");
    expect(early.item(1, bytes(2))).toBeUndefined();
    expect(early.take(5)).toBeUndefined();
  });

  it("takes 3 items of 3, over all channels, and refuses the fourth", () => {
    const early = bufferWith({ earlyItems: 3 });
    expect([early.item(1, bytes()), early.item(3, bytes()), early.item(1, bytes())]).toEqual(Array(3).fill(undefined));
    expect(early.item(3, bytes())).toBe("earlyItems");
    expect(early.take(3)?.items.length).toBe(1);
  });

  it("takes 4 bytes of 4, over all channels, and refuses the fifth", () => {
    const early = bufferWith({ earlyBytes: 4 });
    expect([early.item(1, bytes(1, 2)), early.item(3, bytes(3, 4))]).toEqual([undefined, undefined]);
    expect(early.item(1, bytes(5))).toBe("earlyBytes");
    expect(early.item(1, bytes())).toBeUndefined();
    expect(early.take(1)?.items.length).toBe(2);
  });

  it("does not remember a channel for the item that it refused", () => {
    const early = bufferWith({ unannouncedChannels: 1, earlyBytes: 1 });
    expect(early.item(1, bytes(1, 2))).toBe("earlyBytes");
    expect(early.item(3, bytes(1))).toBeUndefined();
  });

  it("gives room back, in all three, when a channel is announced", () => {
    const early = bufferWith({ unannouncedChannels: 1, earlyItems: 2, earlyBytes: 3 });
    const fill = (channel: number) => [early.item(channel, bytes(1)), early.item(channel, bytes(2, 3))];
    for (let round = 0; round < 5; round++) {
      expect(fill(round)).toEqual([undefined, undefined]);
      expect(early.item(round, bytes())).toBe("earlyItems");
      early.take(round);
    }
  });
});
