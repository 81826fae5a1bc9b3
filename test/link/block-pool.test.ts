import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { BlockPool } from "../../runtime/link/block-pool.ts";
import { streamLink } from "../../runtime/link/stream.ts";
import { patterned, same } from "./recorder.ts";

const KiB = 1024;

describe("the pool of blocks", () => {
  it("gives a block again that was given back, to whoever needs about that size", () => {
    const pool = new BlockPool(1024 * KiB);
    const block = pool.take(60 * KiB);
    pool.give(block);
    expect([pool.held, pool.take(64 * KiB) === block, pool.held]).toEqual([64 * KiB, true, 0]);
  });

  it("gives a block to one at a time", () => {
    const pool = new BlockPool(1024 * KiB);
    expect(pool.take(20 * KiB)).not.toBe(pool.take(20 * KiB));
  });

  it("keeps as much as it may, and not a byte more", () => {
    const pool = new BlockPool(64 * KiB);
    const blocks = [pool.take(32 * KiB), pool.take(32 * KiB), pool.take(16 * KiB)];
    for (const block of blocks) pool.give(block);
    expect(pool.held).toBe(64 * KiB);
  });

  it("is not used for a stream that hands on the very bytes it was given", async () => {
    const stream = new PassThrough({ highWaterMark: 10_000 * KiB });
    const output = streamLink({ readable: new PassThrough(), writable: stream });
    const sent = [1, 2, 3].map((seed) => patterned(70_000, seed));
    for (const payload of sent) {
      output.send(payload);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const got = Buffer.from(stream.read());
    sent.forEach((payload, i) => {
      const at = i * 70_004 + 4;
      expect(same(got.subarray(at, at + 70_000), payload)).toBe(true);
    });
  });
});
