import { describe, expect, it } from "vitest";
import { channel, t } from "../../../runtime/index.ts";
import { settled } from "../raw-peer.ts";
import { count, granting, itemsHeard, resetting, Source, sending } from "./stage.ts";

describe("sendAll of an iterable", () => {
  it("[rpc.flow-control.credit.exhaustion] uses all credit at once, then each grant, and tells how many it sent", async () => {
    const { tx, peer } = await sending();
    const sent = tx.sendAll([1, 2, 3, 4, 5, 6, 7]);
    expect(tx.credit).toBe(0);
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4]);
    peer.say(granting(2));
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4, 5, 6]);
    peer.say(granting(1));
    expect(await sent).toBe(7);
    await settled();
    expect(count(peer, "CloseChannel")).toBe(0);
  });

  it("sends while credit lasts without a turn of the event loop", async () => {
    const { tx, peer } = await sending();
    let asked = 0;
    const source = function* () {
      for (; asked < 100; asked++) yield asked;
    };
    void tx.sendAll(source());
    // The fifth was asked for and waits.
    expect(asked).toBe(4);
    peer.link.destroy();
  });

  it("stays in line behind a write that waits", async () => {
    const { tx, peer } = await sending();
    const all = [tx.sendAll([1, 2, 3, 4]), tx.send(5), tx.sendAll([6, 7])];
    peer.say(granting(9));
    await Promise.all(all);
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("takes a string for the iterable that it is", async () => {
    const { tx } = await sending();
    await expect(Reflect.apply(tx.sendAll, tx, [""])).resolves.toBe(0);
  });

  it("[rpc.channel.reset] stops with the error when the receiver resets, and leaves its source", async () => {
    const { tx, peer } = await sending();
    let isLeft = false;
    const source = function* () {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        isLeft = true;
      }
    };
    const sent = tx.sendAll(source());
    peer.say(resetting);
    await expect(sent).rejects.toMatchObject({ code: "channel-reset" });
    expect(isLeft).toBe(true);
  });

  it("stops when its signal is aborted while it waits for credit", async () => {
    const { tx, peer } = await sending();
    const controller = new AbortController();
    const sent = tx.sendAll([1, 2, 3, 4, 5, 6], { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(sent).rejects.toThrow("enough");
    peer.say(granting(5));
    await tx.close();
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4]);
    expect(count(peer, "CloseChannel")).toBe(1);
  });

  it("stops at a value that does not fit, and leaves the channel as it is", async () => {
    const { tx, peer } = await sending();
    await expect(tx.sendAll([1, 2 ** 40, 3])).rejects.toThrow();
    await tx.send(4);
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 4]);
  });

  it("needs a channel that is bound", async () => {
    const [tx] = channel(t.i32);
    await expect(tx.sendAll([1])).rejects.toThrow(/give its other end to a call/);
    await expect(tx.closed).rejects.toThrow(/give its other end to a call/);
    expect(() => tx.trySend(1)).toThrow(/give its other end to a call/);
  });
});

describe("sendAll of an async iterable", () => {
  it("sends each item when it comes, to the end", async () => {
    const { tx, peer } = await sending();
    const source = new Source();
    const sent = tx.sendAll(source);
    for (const n of [1, 2]) {
      source.push(n);
      await settled();
    }
    expect(itemsHeard(peer)).toEqual([1, 2]);
    source.finish();
    expect(await sent).toBe(2);
    expect(source.isLeft).toBe(false);
  });

  it("asks for no item while the last one waits for credit", async () => {
    const { tx, peer } = await sending();
    await tx.sendAll([1, 2, 3, 4]);
    const source = new Source();
    void tx.sendAll(source);
    source.push(5);
    await settled();
    expect(source.isAsked).toBe(false);
    peer.say(granting(1));
    await settled();
    expect(source.isAsked).toBe(true);
  });

  it("[rpc.channel.reset] stops at once when the receiver resets while the source is silent, and leaves the source", async () => {
    const { tx, peer } = await sending();
    const source = new Source();
    const sent = tx.sendAll(source);
    peer.say(resetting);
    await expect(sent).rejects.toMatchObject({ code: "channel-reset" });
    expect(source.isLeft).toBe(true);
  });

  it("stops at once when its signal is aborted while the source is silent, or was before", async () => {
    const { tx } = await sending();
    const controller = new AbortController();
    const sources = [new Source(), new Source()] as const;
    const silent = tx.sendAll(sources[0], { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(silent).rejects.toThrow("enough");
    await expect(tx.sendAll(sources[1], { signal: controller.signal })).rejects.toThrow("enough");
    expect(sources.map(({ isLeft }) => isLeft)).toEqual([true, true]);
  });

  it("stops when the connection is lost or the channel is closed by somebody else", async () => {
    const lost = await sending();
    const first = lost.tx.sendAll(new Source());
    lost.peer.link.destroy();
    await expect(first).rejects.toMatchObject({ code: "link-lost" });

    const closed = await sending();
    const second = closed.tx.sendAll(new Source());
    await closed.tx.close();
    await expect(second).rejects.toMatchObject({ code: "channel-closed" });
  });

  it("waits for its source to leave, and tells why it stopped rather than how leaving went", async () => {
    const { tx } = await sending();
    let isTidy = false;
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ value: 2 ** 40, done: false }),
        async return() {
          await settled();
          isTidy = true;
          throw new Error("leaving failed");
        },
      }),
    };
    await expect(tx.sendAll(source)).rejects.not.toThrow("leaving failed");
    expect(isTidy).toBe(true);
  });

  it("rejects with what the source throws; the channel stays open", async () => {
    const { tx, peer } = await sending();
    const source = async function* () {
      yield 1;
      throw new Error("dry");
    };
    await expect(tx.sendAll(source())).rejects.toThrow("dry");
    await tx.close();
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["ChannelItem", "CloseChannel"]);
  });
});
