import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader } from "../../runtime/link/frame-reader.ts";
import { type Chunk, FrameWriter } from "../../runtime/link/frame-writer.ts";
import { drain, patterned, same } from "./recorder.ts";

describe("the frame writer", () => {
  it("puts the payloads of one turn into one chunk", async () => {
    const flushes: (readonly Chunk[])[] = [];
    const writer = new FrameWriter((chunks) => flushes.push(chunks));
    for (let i = 0; i < 30; i++) writer.push(patterned(20, i));
    expect([flushes.length, writer.pending]).toEqual([0, 30 * 24]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([flushes.length, flushes[0]?.length, writer.pending]).toEqual([1, 1, 0]);
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
