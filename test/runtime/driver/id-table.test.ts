import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IdTable } from "../../../runtime/driver/id-table.ts";

describe("the table of what lives", () => {
  it("answers as a Map does, whatever comes and goes", () => {
    const ids = fc.oneof(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 40 }).map((n) => n * 4_096),
      fc.maxSafeInteger().map(Math.abs),
    );
    const steps = fc.array(fc.record({ id: ids, isGoing: fc.boolean() }), { maxLength: 400 });
    fc.assert(
      fc.property(steps, (taken) => {
        const map = new Map<number, string>();
        const table = new IdTable<string>();
        for (const [n, { id, isGoing }] of taken.entries()) {
          if (isGoing) {
            map.delete(id);
            table.delete(id);
          } else {
            map.set(id, `${n}`);
            table.set(id, `${n}`);
          }
          expect([table.size, table.get(id), table.has(id)]).toEqual([map.size, map.get(id), map.has(id)]);
        }
        for (const { id } of taken) expect(table.get(id)).toBe(map.get(id));
        expect(table.values()).toEqual([...map].sort(([a], [b]) => a - b).map(([, value]) => value));
      }),
      { numRuns: 300 },
    );
  });

  it("finds all of many that were there before and after it grew and shrank", () => {
    const table = new IdTable<number>();
    for (let id = 1; id < 40_000; id += 2) table.set(id, id);
    for (let id = 1; id < 40_000; id += 2) if (id % 100 !== 1) table.delete(id);
    expect(table.values()).toEqual(Array.from({ length: 400 }, (_, n) => n * 100 + 1));
    for (let id = 1; id < 40_000; id += 2) expect(table.get(id)).toBe(id % 100 === 1 ? id : undefined);
  });

  it.each([
    ["far apart by one step", (n: number) => n * 65_536],
    ["whose rows are the same in their low bits", (n: number) => n * 2 ** 27],
    [
      "whose rows are the same where both halves are put together",
      (n: number) => 8 * (n * 2 ** 33 + ((2 * n) ^ 0x5a5a)),
    ],
  ])("takes no longer for ids %s than for ids in a row", (_, idOf) => {
    // Both in one run: where all 4,096 meet in one place, each look-up walks through them.
    const time = (id: (n: number) => number) => {
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 5; round++) {
        const table = new IdTable<number>();
        const began = performance.now();
        for (let n = 0; n < 4_096; n++) table.set(id(n), n);
        for (let n = 0; n < 4_096; n++) table.get(id(n));
        best = Math.min(best, performance.now() - began);
      }
      return best;
    };
    const inRow = (n: number) => n;
    time(inRow);
    expect(time(idOf) / time(inRow)).toBeLessThan(20);
  });
});
