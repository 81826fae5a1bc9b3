import { concat, EMPTY, interval, Observable, of, range, Subject, throwError } from "rxjs";
import { describe, expect, it } from "vitest";
import { channel, t } from "../../runtime/index.ts";
import { fromObservable, OverflowError } from "../../runtime/rxjs.ts";
import { settled } from "./raw-peer.ts";
import { count, granting, itemsHeard, resetting, Source, sending } from "./streams/stage.ts";

/** A source that the test drives, and that knows whether it is subscribed to. */
function driven() {
  const subject = new Subject<number>();
  return { source: subject.asObservable(), subject };
}

const kinds = (peer: { heard: readonly { kind: string }[] }) => peer.heard.map(({ kind }) => kind);

describe("fromObservable", () => {
  it("[rpc.channel.close] sends what the source emits, and Close when it completes", async () => {
    const { tx, peer } = await sending();
    expect(await fromObservable(of(1, 2, 3), tx, { overflow: "error", capacity: 1 })).toEqual({ sent: 3, dropped: 0 });
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3]);
    expect(kinds(peer).at(-1)).toBe("CloseChannel");
  });

  it("closes behind what waits when the source has completed", async () => {
    const { tx, peer } = await sending();
    const done = fromObservable(range(1, 7), tx, { overflow: "error", capacity: 2 });
    await settled();
    expect(count(peer, "CloseChannel")).toBe(0);
    peer.say(granting(3));
    expect(await done).toEqual({ sent: 7, dropped: 0 });
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(kinds(peer).at(-1)).toBe("CloseChannel");
  });

  it("sends nothing but Close for an empty source", async () => {
    const { tx, peer } = await sending();
    await fromObservable<number>(EMPTY, tx, { overflow: "error", capacity: 1 });
    await settled();
    expect(kinds(peer)).toEqual(["CloseChannel"]);
  });

  it("[rpc.channel.reset] unsubscribes at once when the receiver resets, even from a source that is silent", async () => {
    const { tx, peer } = await sending();
    const { source, subject } = driven();
    const done = fromObservable(source, tx, { overflow: "error", capacity: 1 });
    expect(subject.observed).toBe(true);
    peer.say(resetting);
    await expect(done).rejects.toMatchObject({ code: "channel-reset" });
    expect(subject.observed).toBe(false);
    await settled();
    expect(peer.heard).toEqual([]);
  });

  it("rejects when the receiver resets while completed items wait", async () => {
    const { tx, peer } = await sending();
    const done = fromObservable(range(1, 7), tx, { overflow: "error", capacity: 10 });
    peer.say(resetting);
    await expect(done).rejects.toMatchObject({ code: "channel-reset" });
  });

  it("unsubscribes when the connection is lost or somebody else closes the channel", async () => {
    for (const [code, end] of [
      ["link-lost", ({ peer }: Awaited<ReturnType<typeof sending>>) => peer.link.destroy()],
      ["channel-closed", ({ tx }: Awaited<ReturnType<typeof sending>>) => void tx.close()],
    ] as const) {
      const ends = await sending();
      const { source, subject } = driven();
      const done = fromObservable(source, ends.tx, { overflow: "error", capacity: 1 });
      end(ends);
      await expect(done).rejects.toMatchObject({ code });
      expect(subject.observed).toBe(false);
    }
  });

  it("drops what waits and closes when the source fails, and rejects with its error", async () => {
    const { tx, peer } = await sending();
    const failing = concat(
      range(1, 7),
      throwError(() => new Error("dry")),
    );
    await expect(fromObservable(failing, tx, { overflow: "error", capacity: 10 })).rejects.toThrow("dry");
    peer.say(granting(9));
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4]);
    expect(kinds(peer).at(-1)).toBe("CloseChannel");
  });

  it("gives up when its signal is aborted, during and before", async () => {
    const { tx, peer } = await sending();
    const { source, subject } = driven();
    const controller = new AbortController();
    const options = { overflow: "error", capacity: 1, signal: controller.signal } as const;
    const done = fromObservable(source, tx, options);
    controller.abort(new Error("enough"));
    await expect(done).rejects.toThrow("enough");
    expect(subject.observed).toBe(false);
    await peer.hear("CloseChannel");
    await expect(fromObservable(source, tx, options)).rejects.toThrow("enough");
  });

  it("stops a source that emits without end inside of subscribe", async () => {
    const { tx } = await sending();
    let emitted = 0;
    const endless = new Observable<number>((subscriber) => {
      while (!subscriber.closed) subscriber.next(emitted++);
    });
    await expect(fromObservable(endless, tx, { overflow: "error", capacity: 3 })).rejects.toThrow(OverflowError);
    // Four by credit, one in the channel's hands, three that may wait, one too many.
    expect(emitted).toBe(9);
  });

  it("stops at a value that does not fit, and closes", async () => {
    const { tx, peer } = await sending();
    await expect(fromObservable(of(1, 2 ** 40, 3), tx, { overflow: "error", capacity: 1 })).rejects.toThrow();
    await settled();
    expect(kinds(peer)).toEqual(["ChannelItem", "CloseChannel"]);
  });

  it("refuses a capacity below one, and a Tx that is not bound, and touches neither", async () => {
    const { tx } = await sending();
    const { source, subject } = driven();
    for (const capacity of [0, -1, 1.5, Number.NaN]) {
      await expect(fromObservable(source, tx, { overflow: "error", capacity })).rejects.toMatchObject({
        code: "misuse",
      });
    }
    const [unbound] = channel(t.i32);
    await expect(fromObservable(source, unbound, { overflow: "error", capacity: 1 })).rejects.toThrow(/to a call/);
    expect(subject.observed).toBe(false);
  });
});

describe("an async iterable", () => {
  it("is asked only for what can be sent, and closed after", async () => {
    const { tx, peer } = await sending();
    const source = new Source();
    const done = fromObservable(source, tx, { overflow: "pause" });
    source.push(1);
    await settled();
    source.finish();
    expect(await done).toEqual({ sent: 1, dropped: 0 });
    await settled();
    expect(kinds(peer)).toEqual(["ChannelItem", "CloseChannel"]);
  });

  it("is left when the receiver resets, though it is silent", async () => {
    const { tx, peer } = await sending();
    const source = new Source();
    const done = fromObservable(source, tx, { overflow: "pause" });
    peer.say(resetting);
    await expect(done).rejects.toMatchObject({ code: "channel-reset" });
    expect(source.isLeft).toBe(true);
  });
});

describe("the types of fromObservable", () => {
  it("refuse `pause` for a source that nobody can pause", async () => {
    const { tx } = await sending();
    // @ts-expect-error an Observable needs `pause` and `resume`
    const done = fromObservable(interval(1_000), tx, { overflow: "pause", capacity: 5 });
    await tx.close();
    await done.catch(() => {});
    // @ts-expect-error no policy, no bridge
    await fromObservable(EMPTY, tx, { capacity: 5 }).catch(() => {});
    // @ts-expect-error a bound is needed
    await fromObservable(EMPTY, tx, { overflow: "error" }).catch(() => {});
    // @ts-expect-error items must be of the channel's type
    await fromObservable(of("a"), tx, { overflow: "error", capacity: 1 }).catch(() => {});
  });
});
