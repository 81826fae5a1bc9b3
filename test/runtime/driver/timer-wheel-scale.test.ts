import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimerWheel } from "../../../runtime/driver/timer-wheel.ts";
import { cpuTimeOf } from "../../link/cpu-time.ts";
import { VirtualClock } from "./virtual-clock.ts";

const TICK = 8;

function wheelAt(now = 0) {
  const clock = new VirtualClock(now);
  return { clock, wheel: new TimerWheel(clock) };
}

describe("a wheel with 100,000 timers", () => {
  it("leaves the others: a random half of 100,000 runs, the rest never", () => {
    const { clock, wheel } = wheelAt();
    fc.assert(
      fc.property(fc.infiniteStream(fc.record({ ms: fc.nat(60_000), keep: fc.boolean() })), (stream) => {
        let ran = 0;
        let kept = 0;
        const timers = Array.from({ length: 100_000 }, () => {
          const { ms, keep } = stream.next().value;
          return { keep, timer: wheel.arm(ms, () => ran++) };
        });
        for (const { keep, timer } of timers) {
          if (keep) kept++;
          else timer.cancel();
        }
        expect(wheel.size).toBe(kept);
        clock.advance(60_000 + TICK);
        expect(ran).toBe(kept);
        expect(wheel.size).toBe(0);
      }),
      { numRuns: 1 },
    );
  });

  it("arms and cancels at the same cost with 100,000 timers armed as with 10", () => {
    const costAt = (armed: number) => {
      const { wheel } = wheelAt();
      for (let n = 0; n < armed; n++) wheel.arm(1_000 + (n % 30_000), () => {});
      return cpuTimeOf(() => {
        for (let n = 0; n < 100_000; n++) wheel.arm(1_000 + (n % 30_000), () => {}).cancel();
      });
    };
    costAt(10);
    const ratios = [1, 2, 3, 4, 5].map(() => costAt(100_000) / costAt(10)).sort((a, b) => a - b);
    // Anything that walks the armed ones would be a thousand times as much; memory that is not at hand, ten times.
    expect(ratios[0]).toBeLessThan(50);
  });

  it("asks the platform no more often for 100,000 timers than there are ticks", () => {
    const { clock, wheel } = wheelAt();
    for (let n = 0; n < 100_000; n++) wheel.arm(100 + (n % 400), () => {});
    clock.advance(1_000);
    expect(wheel.size).toBe(0);
    expect(clock.asked).toBeLessThanOrEqual(1 + 400 / TICK + 2);
  });
});
