import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fifo } from "../../runtime/fifo.ts";

type Action = { push: number } | "shift" | "clear" | { remove: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  { arbitrary: fc.record({ push: fc.nat(5) }), weight: 6 },
  { arbitrary: fc.constant<Action>("shift"), weight: 2 },
  { arbitrary: fc.constant<Action>("clear"), weight: 1 },
  { arbitrary: fc.record({ remove: fc.nat(5) }), weight: 1 },
);

describe("a queue", () => {
  it("gives items back in the order in which they came, and then nothing", () => {
    const queue = new Fifo<string>();
    queue.push("a");
    queue.push("b");
    expect([queue.shift(), queue.shift(), queue.shift()]).toEqual(["a", "b", undefined]);
    expect(queue.length).toBe(0);
  });

  it("does what an array does, whatever is asked of it", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const queue = new Fifo<number>();
        let model: number[] = [];
        for (const what of actions) {
          if (what === "shift") expect(queue.shift()).toBe(model.shift());
          else if (what === "clear") {
            queue.clear();
            model = [];
          } else if ("push" in what) {
            queue.push(what.push);
            model.push(what.push);
          } else {
            queue.keep((item) => item !== what.remove);
            model = model.filter((item) => item !== what.remove);
          }
          expect(queue.length).toBe(model.length);
        }
      }),
    );
  });

  it("keeps the order through 10,000 items that never let it run empty", () => {
    const queue = new Fifo<number>();
    let next = 0;
    let expected = 0;
    for (let round = 0; round < 10_000; round++) {
      queue.push(next++);
      queue.push(next++);
      if (round % 3 !== 0) expect(queue.shift()).toBe(expected++);
    }
    while (queue.length > 0) expect(queue.shift()).toBe(expected++);
    expect(expected).toBe(next);
  });

  it("takes an item out of the middle after others were taken from the front", () => {
    const queue = new Fifo<string>();
    for (const item of ["a", "b", "c", "d"]) queue.push(item);
    queue.shift();
    queue.keep((item) => item !== "c");
    expect(queue.length).toBe(2);
    expect([queue.shift(), queue.shift()]).toEqual(["b", "d"]);
  });

  it("costs no more per item with 100,000 in it than with 10", () => {
    const costOf = (length: number) => {
      const queue = new Fifo<number>();
      for (let n = 0; n < length; n++) queue.push(n);
      const began = performance.now();
      for (let n = 0; n < 200_000; n++) {
        queue.push(n);
        queue.shift();
      }
      return performance.now() - began;
    };
    costOf(10);
    const ratios = [1, 2, 3].map(() => costOf(100_000) / costOf(10)).sort((a, b) => a - b);
    // A shift that moves the rest would be some thousand times as much.
    expect(ratios[0]).toBeLessThan(50);
  });
});
