import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Outbox } from "../../../runtime/driver/outbox.ts";
import { NarrowLink } from "./narrow-link.ts";

const frame = (value: number) => new Uint8Array([value]);

describe("the order of the outbox", () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant("send" as const), subject: fc.nat(3) }),
    fc.record({ what: fc.constant("urgent" as const), subject: fc.nat(3) }),
    fc.record({ what: fc.constant("drain" as const), subject: fc.nat(4) }),
  );

  it("loses nothing, keeps each kind in order, and never puts a subject's urgent frame before its introduction", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const link = new NarrowLink(0);
        const outbox = new Outbox(link, 10, () => {});
        const subjects = [{}, {}, {}, {}];
        const introducedBy = new Map<number, number>();
        const ordinary: number[] = [];
        const urgent: [value: number, behind: number | undefined][] = [];
        let value = 0;
        for (const { what, subject } of steps) {
          if (what === "drain") {
            link.room = subject;
            outbox.drain();
          } else if (what === "send") {
            const isFirst = !introducedBy.has(subject);
            if (isFirst) introducedBy.set(subject, value);
            ordinary.push(value);
            outbox.send(frame(value++), isFirst ? subjects[subject] : null);
          } else {
            urgent.push([value, introducedBy.get(subject)]);
            outbox.sendUrgent(frame(value++), subjects[subject]);
          }
        }
        link.room = 1_000;
        outbox.drain();
        expect(link.sent.toSorted((a, b) => a - b)).toEqual(Array.from({ length: value }, (_, n) => n));
        expect(link.sent.filter((sent) => ordinary.includes(sent))).toEqual(ordinary);
        for (const [sent, behind] of urgent) {
          if (behind !== undefined) expect(link.sent.indexOf(sent)).toBeGreaterThan(link.sent.indexOf(behind));
        }
      }),
    );
  });
});
