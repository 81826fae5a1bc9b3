import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimerWheel } from "../../../runtime/driver/timer-wheel.ts";
import { VirtualClock } from "./virtual-clock.ts";

const TICK = 8;
const REVOLUTION = 512 * TICK;

function wheelAt(now = 0) {
  const clock = new VirtualClock(now);
  return { clock, wheel: new TimerWheel(clock) };
}

describe("a timer", () => {
  it("never runs early and at most a tick late, whatever was armed beside it", () => {
    const timers = fc.array(
      fc.record({ wait: fc.nat(600), ms: fc.double({ min: 0, max: 3 * REVOLUTION, noNaN: true }) }),
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), timers, (start, armed) => {
        const { clock, wheel } = wheelAt(start);
        const late: number[] = [];
        for (const { wait, ms } of armed) {
          clock.advance(wait);
          const due = clock.now() + ms;
          wheel.arm(ms, () => late.push(clock.now() - due));
        }
        clock.advance(4 * REVOLUTION);
        expect(late.length).toBe(armed.length);
        for (const lateness of late) {
          expect(lateness).toBeGreaterThanOrEqual(0);
          // Sums of fractions at 1e9 are off by some 1e-7.
          expect(lateness).toBeLessThanOrEqual(TICK + 1e-6);
        }
        expect(wheel.size).toBe(0);
        expect(clock.pending).toBe(0);
      }),
    );
  });

  it("runs once", () => {
    const { clock, wheel } = wheelAt();
    let runs = 0;
    wheel.arm(10, () => runs++);
    clock.advance(10 * REVOLUTION);
    expect(runs).toBe(1);
  });

  it("of a longer delay than a revolution waits through all of them", () => {
    const { clock, wheel } = wheelAt();
    const ran: string[] = [];
    wheel.arm(2 * REVOLUTION + 16, () => ran.push("long"));
    wheel.arm(16, () => ran.push("short"));
    clock.advance(2 * REVOLUTION + 15);
    expect(ran).toEqual(["short"]);
    clock.advance(1 + TICK);
    expect(ran).toEqual(["short", "long"]);
  });

  it("armed in another's callback runs in its own time", () => {
    const { clock, wheel } = wheelAt();
    const at: number[] = [];
    wheel.arm(16, () => {
      wheel.arm(0, () => at.push(clock.now()));
      wheel.arm(100, () => at.push(clock.now()));
    });
    clock.advance(1_000);
    expect(at).toEqual([24, 120]);
  });

  it("armed after long idleness runs in its own time", () => {
    const { clock, wheel } = wheelAt();
    clock.advance(1_000 * REVOLUTION);
    let ran = false;
    wheel.arm(50, () => {
      ran = true;
    });
    clock.advance(49);
    expect(ran).toBe(false);
    clock.advance(1 + TICK);
    expect(ran).toBe(true);
  });
});

describe("a timer that is called off", () => {
  it("does not run, however often it is called off", () => {
    const { clock, wheel } = wheelAt();
    const timer = wheel.arm(10, () => {
      throw new Error("called off");
    });
    timer.cancel();
    timer.cancel();
    expect([wheel.size, clock.pending]).toEqual([0, 0]);
    clock.advance(1_000);
  });

  it("does not run either when another of the same tick calls it off", () => {
    const { clock, wheel } = wheelAt();
    const ran: string[] = [];
    wheel.arm(10, () => {
      ran.push("first");
      second.cancel();
    });
    const second = wheel.arm(10, () => ran.push("second"));
    clock.advance(100);
    expect(ran).toEqual(["first"]);
    expect(wheel.size).toBe(0);
  });

  it("is harmless once it has run, and takes no other with it", () => {
    const { clock, wheel } = wheelAt();
    const timer = wheel.arm(10, () => {});
    clock.advance(20);
    wheel.arm(1_000, () => {});
    timer.cancel();
    expect(wheel.size).toBe(1);
  });
});

describe("a wheel", () => {
  it("runs in order what became due while the clock stood still", () => {
    for (const asleep of [100, REVOLUTION, 20 * REVOLUTION, 20 * REVOLUTION + 60]) {
      const { clock, wheel } = wheelAt();
      const ran: number[] = [];
      for (const ms of [90, 10, 50, 100]) wheel.arm(ms - (ms % TICK), () => ran.push(ms));
      clock.jump(asleep);
      expect(ran).toEqual([10, 50, 90, 100]);
    }
  });

  it("keeps what is due later when the clock jumps, and runs it in its own time", () => {
    const { clock, wheel } = wheelAt();
    let at = -1;
    wheel.arm(10, () => {});
    wheel.arm(50 * REVOLUTION, () => {
      at = clock.now();
    });
    clock.jump(20 * REVOLUTION + 3);
    expect([at, wheel.size]).toEqual([-1, 1]);
    clock.advance(40 * REVOLUTION);
    expect(at).toBe(50 * REVOLUTION);
  });

  it("holds one callback of the platform for all its timers, and none when it is empty", () => {
    const { clock, wheel } = wheelAt();
    const timers = Array.from({ length: 1_000 }, (_, n) => wheel.arm(n * 10, () => {}));
    expect(clock.pending).toBe(1);
    for (const timer of timers) timer.cancel();
    expect(clock.pending).toBe(0);
  });

  it("that is cleared runs nothing more, also from inside a callback", () => {
    const { clock, wheel } = wheelAt();
    const ran: string[] = [];
    wheel.arm(10, () => {
      ran.push("first");
      wheel.clear();
    });
    wheel.arm(10, () => ran.push("second"));
    wheel.arm(5_000, () => ran.push("third"));
    clock.advance(10 * REVOLUTION);
    expect(ran).toEqual(["first"]);
    expect([wheel.size, clock.pending]).toEqual([0, 0]);
  });
});
