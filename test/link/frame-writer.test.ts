import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockPool } from "../../runtime/link/block-pool.ts";
import { FrameReader } from "../../runtime/link/frame-reader.ts";
import { type Chunk, FrameWriter } from "../../runtime/link/frame-writer.ts";
import { drain, patterned, same } from "./recorder.ts";

describe("the frame writer", () => {
  const pool = new BlockPool(0);

  it("puts the payloads of one turn into one chunk", async () => {
    const flushes: (readonly Chunk[])[] = [];
    const writer = new FrameWriter((chunks) => flushes.push(chunks));
    for (let i = 0; i < 20; i++) writer.push(patterned(20, i));
    expect([flushes.length, writer.pending]).toEqual([0, 20 * 24]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([flushes.length, flushes[0]?.length, writer.pending]).toEqual([1, 1, 0]);
  });

  it("lets nothing go early where the answer could come from inside the write", async () => {
    const sizes: number[] = [];
    const writer = new FrameWriter((chunks) => sizes.push(chunks.length));
    for (let i = 0; i < 400; i++) writer.push(patterned(12, i));
    writer.hasten();
    expect(sizes).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sizes.length).toBe(1);
  });

  it("lets the first bytes of a long turn go early, and halves the next one", async () => {
    const sizes: number[] = [];
    const writer = new FrameWriter(
      (chunks) => sizes.push(chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)),
      pool,
    );
    const turn = async () => {
      for (let i = 0; i < 400; i++) writer.push(patterned(12, i));
      await new Promise((resolve) => setImmediate(resolve));
      return sizes.splice(0);
    };
    expect(await turn()).toEqual([512, 1024, 2048, 400 * 16 - 3584]);
    expect(await turn()).toEqual([3200, 3200]);
  });

  it("lets go at once of what the counterpart waits for, once in a turn", async () => {
    const sizes: number[] = [];
    const writer = new FrameWriter((chunks) => sizes.push(chunks.length), pool);
    const turn = async () => {
      for (let i = 0; i < 3; i++) {
        writer.push(patterned(12, i));
        writer.hasten();
      }
      const early = sizes.splice(0).length;
      await new Promise((resolve) => setImmediate(resolve));
      return [early, sizes.splice(0).length];
    };
    expect([await turn(), await turn()]).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it("[link.order] writes what a reader reads back, small and large mixed, flushed anywhere", () => {
    const sizes = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 15_000, max: 70_000 }));
    const steps = fc.array(fc.record({ size: sizes, flush: fc.boolean() }), { maxLength: 25 });
    fc.assert(
      fc.property(steps, (sent) => {
        const reader = new FrameReader("test", 70_000);
        const writer = new FrameWriter((chunks) => {
          for (const { bytes } of chunks) reader.push(bytes);
        });
        for (const [i, { size, flush }] of sent.entries()) {
          writer.push(patterned(size, i));
          if (flush) writer.flush();
        }
        writer.flush();
        const got = drain(reader);
        expect(got.length).toBe(sent.length);
        expect(got.every((payload, i) => same(payload, patterned(sent[i]?.size ?? 0, i)))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("does not hold more than its batch before it writes", () => {
    let written = 0;
    const writer = new FrameWriter((chunks) => {
      for (const { bytes } of chunks) written += bytes.length;
    });
    for (let i = 0; i < 1000; i++) writer.push(new Uint8Array(996));
    expect(writer.pending).toBeLessThanOrEqual(64 * 1024);
    expect(written + writer.pending).toBe(1_000_000);
  });
});
