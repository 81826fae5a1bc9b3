import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Slots } from "../../../runtime/driver/slots.ts";

class Caller {
  withdrawn = false;
  isInLine = false;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

describe("slots", () => {
  it("are given first come, first served, as many as there are", () => {
    const slots = new Slots<Caller>(2);
    const [a, b, c] = ["a", "b", "c"].map((name) => new Caller(name));
    if (a === undefined || b === undefined || c === undefined) throw new Error("three callers");
    for (const caller of [a, b, c]) slots.enqueue(caller);
    expect([slots.next(), slots.next(), slots.next()]).toEqual([a, b, undefined]);
    expect([slots.taken, slots.waiting]).toEqual([2, 1]);
    slots.free();
    expect(slots.next()).toBe(c);
  });

  it("pass over who has withdrawn, without a slot for it", () => {
    const slots = new Slots<Caller>(1);
    const gone = new Caller("gone");
    const here = new Caller("here");
    slots.enqueue(gone);
    slots.enqueue(here);
    gone.withdrawn = true;
    expect(slots.next()).toBe(here);
    expect([slots.taken, slots.waiting]).toEqual([1, 0]);
  });

  it("do not count who left the line, nor keep room for it", () => {
    const slots = new Slots<Caller>(1);
    const [a, b, c] = ["a", "b", "c"].map((name) => new Caller(name));
    if (a === undefined || b === undefined || c === undefined) throw new Error("three callers");
    for (const caller of [a, b, c]) slots.enqueue(caller);
    slots.leave(b);
    slots.leave(b);
    expect(slots.waiting).toBe(2);
    expect([slots.next(), slots.waiting]).toEqual([a, 1]);
    slots.leave(a);
    slots.free();
    expect([slots.next(), slots.waiting]).toEqual([c, 0]);
    slots.free();
    expect(slots.isFree).toBe(true);
  });

  it("hold on to no more that left than that wait, at a cost that does not grow with the line", () => {
    const slots = new Slots<Caller>(0);
    const callers = Array.from({ length: 50_000 }, (_, n) => new Caller(`${n}`));
    for (const caller of callers) slots.enqueue(caller);
    for (const caller of callers) slots.leave(caller);
    expect([slots.waiting, slots.next()]).toEqual([0, undefined]);
  });

  it("are not taken by nobody", () => {
    const slots = new Slots<Caller>(1);
    expect(slots.next()).toBeUndefined();
    expect(slots.taken).toBe(0);
  });

  it("are free at once only when there is one and nobody came before", () => {
    const slots = new Slots<Caller>(1);
    expect(slots.isFree).toBe(true);
    slots.enqueue(new Caller("a"));
    expect(slots.isFree).toBe(false);
    slots.next();
    expect(slots.isFree).toBe(false);
    slots.free();
    expect(slots.isFree).toBe(true);
  });

  it("are never free where there are none", () => {
    const slots = new Slots<Caller>(0);
    slots.enqueue(new Caller("a"));
    expect(slots.isFree).toBe(false);
    expect(slots.next()).toBeUndefined();
    expect(slots.waiting).toBe(1);
  });

  it("[rpc.flow-control.max-concurrent-requests] never exceed their number and leave nobody waiting beside a free one", () => {
    const actions = fc.array(fc.constantFrom("enqueue", "next", "free", "withdraw", "leave"), { maxLength: 200 });
    fc.assert(
      fc.property(fc.nat(5), actions, (limit, steps) => {
        const slots = new Slots<Caller>(limit);
        const inLine: Caller[] = [];
        let running = 0;
        for (const step of steps) {
          if (step === "enqueue") {
            const caller = new Caller(`${inLine.length}`);
            inLine.push(caller);
            slots.enqueue(caller);
          }
          const here = inLine.filter((caller) => !caller.withdrawn);
          if (step === "withdraw" && here[0] !== undefined) here[0].withdrawn = true;
          if (step === "leave") {
            for (const caller of inLine) {
              if (caller.withdrawn) slots.leave(caller);
            }
            expect(slots.waiting).toBe(here.length);
          }
          if (step === "free" && running > 0) {
            running--;
            slots.free();
          }
          if (step === "next") {
            const expected = running < limit ? here[0] : undefined;
            expect(slots.next()).toBe(expected);
            if (expected === undefined) continue;
            running++;
            inLine.splice(0, inLine.indexOf(expected) + 1);
          }
          expect(slots.taken).toBe(running);
        }
      }),
    );
  });
});
