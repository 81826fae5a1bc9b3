import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EndedIds, IdAllocator, parityOf } from "../../../runtime/driver/ids.ts";

describe("an allocator of ids", () => {
  it("[rpc.request.id-allocation] hands out its half of the ids in order, each once", () => {
    const odd = new IdAllocator("odd");
    const even = new IdAllocator("even");
    expect([odd.allocate(), odd.allocate(), odd.allocate()]).toEqual([1, 3, 5]);
    expect([even.allocate(), even.allocate(), even.allocate()]).toEqual([2, 4, 6]);
  });

  it("owns the ids of its parity, and knows which of them it has handed out", () => {
    fc.assert(
      fc.property(fc.constantFrom("odd" as const, "even" as const), fc.nat(50), fc.nat(200), (parity, given, id) => {
        const ids = new IdAllocator(parity);
        const handedOut = Array.from({ length: given }, () => ids.allocate());
        expect(ids.owns(id)).toBe(parityOf(id) === parity);
        if (id > 0) expect(ids.hasAllocated(id)).toBe(handedOut.includes(id));
      }),
    );
  });

  it("has not handed out an id before it does", () => {
    const ids = new IdAllocator("even");
    expect(ids.hasAllocated(2)).toBe(false);
    ids.allocate();
    expect(ids.hasAllocated(2)).toBe(true);
    expect(ids.hasAllocated(4)).toBe(false);
    expect(ids.hasAllocated(1)).toBe(false);
  });

  it("has never handed out 0, which names no request and no channel", () => {
    const ids = new IdAllocator("even");
    expect(ids.hasAllocated(0)).toBe(false);
    ids.allocate();
    expect(ids.hasAllocated(0)).toBe(false);
  });
});

describe("the memory of ended ids", () => {
  const filled = (count: number) => {
    const ended = new EndedIds<"closed" | "reset">();
    for (let n = 0; n < count; n++) ended.add(1 + 2 * n, n % 2 === 0 ? "closed" : "reset");
    return ended;
  };

  it("tells how an id ended, and nothing of one that did not", () => {
    const ended = filled(2);
    expect(ended.get(1)).toBe("closed");
    expect(ended.get(3)).toBe("reset");
    expect(ended.get(5)).toBeUndefined();
  });

  it("remembers 1,024 ids, and forgets the oldest at the 1,025th", () => {
    expect(filled(1_024).get(1)).toBe("closed");
    const ended = filled(1_025);
    expect(ended.get(1)).toBe("forgotten");
    expect(ended.get(3)).toBe("reset");
    expect(ended.get(1 + 2 * 1_024)).toBe("closed");
  });

  it("gives every id up to the highest forgotten one the benefit of the doubt", () => {
    const ended = new EndedIds<"closed">();
    ended.add(99, "closed");
    for (let n = 0; n < 1_024; n++) ended.add(201 + 2 * n, "closed");
    expect(ended.get(99)).toBe("forgotten");
    expect(ended.get(97)).toBe("forgotten");
    expect(ended.get(101)).toBeUndefined();
  });

  it("does not take back what it forgot when an older id is forgotten after it", () => {
    const ended = new EndedIds<"closed">();
    ended.add(99, "closed");
    ended.add(7, "closed");
    for (let n = 0; n < 1_024; n++) ended.add(201 + 2 * n, "closed");
    expect(ended.get(99)).toBe("forgotten");
    expect(ended.get(101)).toBeUndefined();
  });

  it("forgets on request, as if the id had never ended", () => {
    const ended = filled(3);
    ended.delete(3);
    expect(ended.get(3)).toBeUndefined();
    expect(ended.get(1)).toBe("closed");
  });

  it("holds no more than 1,024 ids however many end", () => {
    const ended = filled(20_000);
    const remembered = Array.from({ length: 20_000 }, (_, n) => ended.get(1 + 2 * n)).filter(
      (how) => how === "closed" || how === "reset",
    );
    expect(remembered.length).toBe(1_024);
  });
});
