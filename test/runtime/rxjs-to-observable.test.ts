import { concatMap, delay, lastValueFrom, of, take, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { toObservable } from "../../runtime/rxjs.ts";
import { settled } from "./raw-peer.ts";
import { closing, count, item, receiving, resetting } from "./streams/stage.ts";

/** What an Observable did, in order. */
function journal() {
  const events: unknown[] = [];
  return {
    events,
    next: (value: unknown) => void events.push(value),
    error: (error: { code: string }) => void events.push(error.code),
    complete: () => void events.push("complete"),
  };
}

describe("toObservable", () => {
  it("gives the items and completes at Close", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2));
    await settled();
    const heard = journal();
    toObservable(rx).subscribe(heard);
    peer.say(...item(3), closing);
    await settled();
    expect(heard.events).toEqual([1, 2, 3, "complete"]);
  });

  it("takes nothing before it is subscribed to", async () => {
    const { rx, peer } = await receiving();
    toObservable(rx);
    peer.say(...item(1, 2, 3));
    await settled();
    expect([rx.queued, peer.heard]).toEqual([3, []]);
  });

  it("[rpc.channel.reset] sends Reset at once when unsubscribed while it waits for an item", async () => {
    const { rx, peer } = await receiving();
    const heard = journal();
    const subscription = toObservable(rx).subscribe(heard);
    await settled();
    subscription.unsubscribe();
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["ResetChannel"]);
    expect(heard.events).toEqual([]);
  });

  it("[rpc.flow-control.credit.grant] grants for an item after `next` has returned, so none for the one that ends it", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2, 3, 4));
    await settled();
    // Half of N is 2: the second item would be granted for, had its `next` returned with the stream still wanted.
    expect(await lastValueFrom(toObservable(rx).pipe(take(2), toArray()))).toEqual([1, 2]);
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["ResetChannel"]);
  });

  it("grants while the subscriber goes on", async () => {
    const { rx, peer } = await receiving();
    toObservable(rx).subscribe();
    for (let n = 0; n < 20; n++) {
      peer.say(...item(n));
      await settled();
    }
    expect([count(peer, "GrantCredit"), peer.isOver]).toEqual([10, false]);
  });

  it("errors when the sender breaks off or the connection is lost, after the items before", async () => {
    const broken = await receiving();
    const first = journal();
    toObservable(broken.rx).subscribe(first);
    broken.peer.say(...item(1), resetting);
    await settled();
    expect(first.events).toEqual([1, "channel-reset"]);

    const lost = await receiving();
    const second = journal();
    lost.peer.say(...item(1));
    await settled();
    lost.peer.link.destroy();
    await settled();
    toObservable(lost.rx).subscribe(second);
    await settled();
    expect(second.events).toEqual([1, "link-lost"]);
  });

  it("has one subscriber, once", async () => {
    const { rx, peer } = await receiving();
    const source = toObservable(rx);
    const second = journal();
    const subscription = source.subscribe();
    source.subscribe(second);
    expect(second.events).toEqual(["misuse"]);
    await settled();
    expect(peer.heard).toEqual([]);
    subscription.unsubscribe();
    const third = journal();
    source.subscribe(third);
    expect(third.events).toEqual(["misuse"]);
  });

  it("loses no item to operators that take their time", async () => {
    const { rx, peer } = await receiving();
    const slow = lastValueFrom(
      toObservable(rx).pipe(
        concatMap((n) => of(n).pipe(delay(0))),
        toArray(),
      ),
    );
    peer.say(...item(1, 2, 3, 4));
    await settled();
    peer.say(...item(5, 6), closing);
    expect(await slow).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
