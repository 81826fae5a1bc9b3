import { describe, expect, it } from "vitest";
import { memoryPair } from "../../runtime/link/memory.ts";
import { record, turns } from "./recorder.ts";

describe("a memory link", () => {
  it("[link.tx.reserve] tells of room whoever was told to wait, also when what is sent since goes through", async () => {
    const [a, b] = memoryPair({ capacity: 100 });
    const atA = record(a);
    const told = [a.send(new Uint8Array(60)), a.send(new Uint8Array(60))];
    record(b, ({ length }) => {
      if (told.length === 2 && length === 60) told.push(a.send(new Uint8Array(1)));
    });
    await turns(1);
    expect([told, atA.writables, a.buffered]).toEqual([[true, false, false], 1, 0]);
  });

  it("refuses a capacity that nothing fits into, and takes the smallest", async () => {
    for (const capacity of [0, -1, Number.NaN]) expect(() => memoryPair({ capacity })).toThrow(/capacity of/);
    const [a, b] = memoryPair({ capacity: 1 });
    const atA = record(a);
    const atB = record(b);
    expect(a.send(new Uint8Array(9))).toBe(false);
    await turns(1);
    expect([atB.payloads.length, atA.writables]).toEqual([1, 1]);
  });
});
