import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReceiveCredit, SendCredit } from "../../../runtime/driver/credit.ts";

const U32_MAX = 0xffff_ffff;

/** Takes items until the first grant; returns how many that were and what was granted. */
function firstGrant(initial: number): { taken: number; granted: number } {
  const credit = new ReceiveCredit(initial);
  for (let taken = 1; ; taken++) {
    credit.arrive();
    const granted = credit.consume();
    if (granted > 0) return { taken, granted };
  }
}

describe("the sender's credit", () => {
  it("[rpc.flow-control.credit.initial] lets N items go and no more", () => {
    const credit = new SendCredit(3);
    expect([credit.take(), credit.take(), credit.take(), credit.take()]).toEqual([true, true, true, false]);
    expect(credit.available).toBe(0);
  });

  it("[rpc.flow-control.credit.initial.zero] may begin at nothing and wait for a grant", () => {
    const credit = new SendCredit(0);
    expect(credit.take()).toBe(false);
    expect(credit.grant(1)).toBe(true);
    expect(credit.take()).toBe(true);
  });

  it("[rpc.flow-control.credit.grant.additive] adds what is granted, a grant of nothing included", () => {
    const credit = new SendCredit(2);
    credit.grant(5);
    credit.grant(0);
    expect(credit.available).toBe(7);
  });

  it("holds up to 4,294,967,295 and refuses the grant that would exceed it, whole", () => {
    const credit = new SendCredit(1);
    expect(credit.grant(U32_MAX - 1)).toBe(true);
    expect(credit.available).toBe(U32_MAX);
    expect(credit.grant(1)).toBe(false);
    expect(credit.available).toBe(U32_MAX);
    credit.take();
    expect(credit.grant(1)).toBe(true);
  });

  it("begins at 4,294,967,295 when the type says so", () => {
    expect(new SendCredit(U32_MAX).grant(1)).toBe(false);
    expect(new SendCredit(U32_MAX).take()).toBe(true);
  });
});

describe("the receiver's credit", () => {
  it("takes N items that were not asked for, and no more", () => {
    const credit = new ReceiveCredit(2);
    expect([credit.arrive(), credit.arrive(), credit.arrive()]).toEqual([true, true, false]);
    expect(credit.outstanding).toBe(0);
  });

  it("grants once half of N is taken: 8 of 16, 2 of 5, each of 1, 2 and 3", () => {
    expect(firstGrant(16)).toEqual({ taken: 8, granted: 8 });
    expect(firstGrant(5)).toEqual({ taken: 2, granted: 2 });
    for (const initial of [1, 2, 3]) expect(firstGrant(initial)).toEqual({ taken: 1, granted: 1 });
  });

  it("counts anew after each grant", () => {
    const credit = new ReceiveCredit(4);
    const granted: number[] = [];
    for (let n = 0; n < 6; n++) {
      credit.arrive();
      granted.push(credit.consume());
    }
    expect(granted).toEqual([0, 2, 0, 2, 0, 2]);
  });
});

describe("the two ledgers of one channel", () => {
  const steps = fc.array(fc.constantFrom("send", "arrive", "take", "grant"), { minLength: 200, maxLength: 400 });

  it("conserve credit: what may be sent, travels, waits or was taken since the last grant is always N", () => {
    fc.assert(
      fc.property(fc.nat(40), steps, (initial, actions) => {
        const sender = new SendCredit(initial);
        const receiver = new ReceiveCredit(initial);
        const grants: number[] = [];
        let travelling = 0;
        let queued = 0;
        let sinceGrant = 0;
        for (const action of actions) {
          if (action === "send" && sender.take()) travelling++;
          if (action === "arrive" && travelling > 0) {
            travelling--;
            // What a correct sender emits is never beyond the receiver's credit.
            expect(receiver.arrive()).toBe(true);
            queued++;
          }
          if (action === "take" && queued > 0) {
            queued--;
            const granted = receiver.consume();
            sinceGrant = granted > 0 ? 0 : sinceGrant + 1;
            if (granted > 0) grants.push(granted);
          }
          if (action === "grant") sender.grant(grants.shift() ?? 0);
          const granted = grants.reduce((sum, grant) => sum + grant, 0);
          expect(sender.available + travelling + queued + sinceGrant + granted).toBe(initial);
          expect(queued).toBeLessThanOrEqual(initial);
          expect(receiver.outstanding).toBe(sender.available + travelling + granted);
        }
      }),
    );
  });

  it("never come to a standstill: a sender without credit gets some once all is taken", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (initial) => {
        const sender = new SendCredit(initial);
        const receiver = new ReceiveCredit(initial);
        let granted = 0;
        while (sender.take()) receiver.arrive();
        for (let n = 0; n < initial; n++) granted += receiver.consume();
        expect(granted).toBeGreaterThan(0);
      }),
    );
  });
});
