import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Link } from "../../runtime/link/link.ts";
import { PAIRS } from "../link/pairs.ts";
import { turns } from "../link/recorder.ts";
import { handles } from "./handles.ts";
import { watchRejections } from "./rejections.ts";
import { Side } from "./side.ts";

const CUTS = fc.record({
  /** The cut comes behind this frame of one side, sent or received. */
  k: fc.integer({ min: 1, max: 120 }),
  /** Who counts, and cuts. */
  cutter: fc.constantFrom("initiator", "acceptor"),
  how: fc.constantFrom("destroy", "close"),
  /** Which end of the pair speaks first. */
  first: fc.constantFrom("a", "b"),
  isInspected: fc.boolean(),
});

type Cut = typeof CUTS extends fc.Arbitrary<infer C> ? C : never;

/** The handshake is short: chance alone meets it once in 60 times. */
const CUT_WHILE_CONNECTING: [Cut][] = (["initiator", "acceptor"] as const).map((cutter) => [
  { k: 1, cutter, how: "destroy", first: "a", isInspected: false },
]);

/** What every kind of link must have cut at least once in 200 times. */
const CUT_SOMETIMES = [
  "call: drink",
  "call: ignore",
  "call: one after the other",
  "call: pending",
  "call: queued",
  "channel: both ways",
  "channel: closed",
  "channel: forEach",
  "channel: next",
  "channel: stalled send",
  "channel: stalled sendAll",
  "channel: take",
  "channel: web streams",
  "connect",
  "handler: for await",
  "handler: send",
  "open: accepted",
  "open: undecided",
  "virtual connection: call",
  "virtual connection: call back",
];

/** Plays, cuts, and gives what each side had left one turn after it had seen the loss. */
async function play(near: Link, far: Link, { k, cutter, how, isInspected }: Cut): Promise<[Side, string[]][]> {
  const cut = (by: "initiator" | "acceptor", link: Link) => (count: number) => {
    if (count === k && by === cutter) link[how]();
  };
  const initiator = new Side(near, { isInspected, onFrame: cut("initiator", near) });
  const acceptor = new Side(far, { isInspected, onFrame: cut("acceptor", far) });
  const seen = [initiator, acceptor].map(async (side): Promise<[Side, string[]]> => {
    await side.link.ended;
    await turns(1);
    return [side, side.leftovers()];
  });
  await acceptor.accept();
  initiator.initiate();
  return Promise.all(seen);
}

describe.each(PAIRS)("a busy session over a $kind link that is cut after its k-th frame", ({ make }) => {
  it("[connection.close.semantics] has nothing pending one turn after the loss, no actor, no timer, no handle", async () => {
    const tally = new Set<string>();
    const rejections = watchRejections();
    const before = await handles();
    const property = fc.asyncProperty(CUTS, async (cut) => {
      const { a, b, close } = await make();
      try {
        const [near, far] = cut.first === "a" ? [a, b] : [b, a];
        for (const [side, left] of await play(near, far, cut)) {
          expect(left).toEqual([]);
          for (const name of side.cut) tally.add(name);
        }
      } finally {
        await close();
      }
      expect(await handles(before)).toEqual(before);
    });
    // A failure prints its seed.
    await fc.assert(property, {
      numRuns: 200,
      examples: CUT_WHILE_CONNECTING,
      endOnFailure: true,
      interruptAfterTimeLimit: 280_000,
      markInterruptAsFailure: true,
    });
    expect(rejections.end()).toEqual([]);
    expect(CUT_SOMETIMES.filter((name) => !tally.has(name))).toEqual([]);
  }, 300_000);
});
