import { concat, NEVER, range, Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import { fromObservable, OverflowError } from "../../runtime/rxjs.ts";
import { settled } from "./raw-peer.ts";
import { count, granting, itemsHeard, sending } from "./streams/stage.ts";

describe("a source that is faster than its receiver", () => {
  // Credit is 4, the channel holds one more, two may wait.
  const capacity = 2;

  it("keeps the order when it emits in the moment in which credit comes", async () => {
    const { tx, peer } = await sending();
    const subject = new Subject<number>();
    await tx.sendAll([1, 2, 3, 4]);
    // Told before the bridge is told that its item has gone.
    const fifth = tx.send(5).then(() => subject.next(8));
    void fromObservable(subject, tx, { overflow: "error", capacity });
    subject.next(6);
    subject.next(7);
    peer.say(granting(9));
    await fifth;
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("with overflow `error` ends it all, named", async () => {
    const { tx, peer } = await sending();
    const done = fromObservable(concat(range(1, 8), NEVER), tx, { overflow: "error", capacity });
    await expect(done).rejects.toMatchObject({ code: "overflow", name: "OverflowError" });
    peer.say(granting(9));
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4]);
    expect(count(peer, "CloseChannel")).toBe(1);
  });

  it("with overflow `drop-oldest` keeps the latest", async () => {
    const { tx, peer } = await sending();
    const done = fromObservable(range(1, 10), tx, { overflow: "drop-oldest", capacity });
    peer.say(granting(9));
    expect(await done).toEqual({ sent: 7, dropped: 3 });
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4, 5, 9, 10]);
  });

  it("with overflow `drop-newest` keeps the first", async () => {
    const { tx, peer } = await sending();
    const done = fromObservable(range(1, 10), tx, { overflow: "drop-newest", capacity });
    peer.say(granting(9));
    expect(await done).toEqual({ sent: 7, dropped: 3 });
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("with overflow `pause` is paused half way and resumed when nothing waits", async () => {
    const { tx, peer } = await sending();
    const subject = new Subject<number>();
    const calls: string[] = [];
    let n = 0;
    const run = () => {
      while (calls.at(-1) !== "pause" && n < 20) subject.next(++n);
      if (n === 20) subject.complete();
    };
    const done = fromObservable(subject, tx, {
      overflow: "pause",
      capacity: 6,
      pause: () => calls.push(`pause`),
      resume: () => {
        calls.push("resume");
        run();
      },
    });
    run();
    // Four by credit, one in the channel's hands, three that wait: half.
    expect([n, calls]).toEqual([8, ["pause"]]);
    peer.say(granting(4));
    await settled();
    // Credit came for all four, so the source ran on to the next half.
    expect([n, calls]).toEqual([11, ["pause", "resume", "pause"]]);
    peer.say(granting(50));
    expect(await done).toEqual({ sent: 20, dropped: 0 });
    await settled();
    expect(itemsHeard(peer)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it("with overflow `pause` fails when the source does not pause", async () => {
    const { tx } = await sending();
    const done = fromObservable(range(1, 10), tx, { overflow: "pause", capacity, pause: () => {}, resume: () => {} });
    await expect(done).rejects.toThrow(OverflowError);
  });
});
