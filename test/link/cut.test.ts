import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PAIRS } from "./pairs.ts";
import { patterned, record, same, turns } from "./recorder.ts";

const CUTS = fc.record({
  /** The cut comes in the turn in which this frame was sent. */
  k: fc.nat(24),
  after: fc.nat(4),
  size: fc.constantFrom(0, 1, 300, 20_000, 90_000),
  how: fc.constantFrom("destroy", "close", "refuse"),
  sender: fc.constantFrom("a", "b"),
  /** A sender that lets the event loop turn gives the other side time to be in the middle of things. */
  turnEvery: fc.constantFrom(1, 5, 100),
  echoes: fc.boolean(),
});

describe.each(PAIRS)("a $kind link that is cut after its k-th frame", ({ make }) => {
  it("[link.rx.eof] [link.rx.error] [link.tx.close] ends once on both sides, with nothing after it", async () => {
    const property = fc.asyncProperty(CUTS, async ({ k, after, size, how, sender, turnEvery, echoes }) => {
      const open = await make();
      const [from, to] = sender === "a" ? [open.a, open.b] : [open.b, open.a];
      if (how === "refuse") to.limitReceived?.(size);
      const seen = record(from);
      const other = record(to, (bytes) => {
        if (echoes && other.ends === 0) to.send(bytes.subarray(0, 8));
      });
      try {
        for (let i = 0; i < k; i++) {
          from.send(patterned(size, i));
          if (i % turnEvery === 0) await turns(1);
        }
        if (how === "close") from.close();
        else if (how === "destroy") from.destroy();
        else for (let i = 0; i <= after && seen.ends === 0; i++) from.send(patterned(size + 1));
        await Promise.all([seen.end(), other.end()]);
        await turns(2);
        expect([seen.ends, other.ends, seen.late, other.late]).toEqual([1, 1, 0, 0]);
        expect(other.payloads.length).toBeLessThanOrEqual(k);
        expect(other.payloads.every((bytes, i) => same(bytes, patterned(size, i)))).toBe(true);
        if (how === "close")
          expect([other.payloads.length, other.errors, seen.errors]).toEqual([k, [undefined], [undefined]]);
        if (how === "destroy") expect(seen.error?.code).toBe("destroyed");
        if (how === "refuse") expect(other.error?.code).toBe("frame-too-large");
      } finally {
        await open.close();
      }
    });
    // A failure prints its seed.
    await fc.assert(property, { numRuns: 200, interruptAfterTimeLimit: 280_000, markInterruptAsFailure: true });
  }, 300_000);
});
