import { describe, expect, it } from "vitest";
import { channel, t } from "../../../runtime/index.ts";
import { settled } from "../raw-peer.ts";
import { closing, count, END, item, receiving, resetting } from "./stage.ts";

describe("leaving a stream early", () => {
  it("[rpc.channel.reset] by break sends one Reset, whatever else is done after", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2));
    for await (const n of rx) {
      expect(n).toBe(1);
      break;
    }
    await rx.return();
    await rx[Symbol.asyncDispose]();
    await settled();
    expect(count(peer, "ResetChannel")).toBe(1);
    expect(await rx.next()).toEqual(END);
  });

  it("by throwing in the loop sends Reset and lets the error through", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1));
    const loop = async () => {
      for await (const n of rx) throw new Error(`not ${n}`);
    };
    await expect(loop()).rejects.toThrow("not 1");
    await settled();
    expect(count(peer, "ResetChannel")).toBe(1);
  });

  it("by return() ends every next() that waits, at once", async () => {
    const { rx, peer } = await receiving();
    const waiting = [rx.next(), rx.next(), rx.take()];
    await rx.return();
    expect(await Promise.all(waiting)).toEqual([END, END, []]);
    await settled();
    expect(count(peer, "ResetChannel")).toBe(1);
  });

  it("keeps the item of a next() that was answered before", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(7));
    const answered = rx.next();
    await settled();
    await rx.return();
    expect(await answered).toEqual({ value: 7, done: false });
  });

  it("after Close, with items left, sends nothing", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2), closing);
    await settled();
    await rx.return();
    expect(rx.queued).toBe(0);
    expect(await rx.next()).toEqual(END);
    await settled();
    expect(count(peer, "ResetChannel")).toBe(0);
  });

  it("after the connection is lost drops the items and the error with them", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2));
    await settled();
    peer.link.destroy();
    await settled();
    await rx.return();
    expect(await rx.next()).toEqual(END);
  });

  it("before the call is the end too", async () => {
    const [, rx] = channel(t.i32);
    await rx.return();
    expect(await rx.next()).toEqual(END);
    expect(await rx.take()).toEqual([]);
    await rx.forEach(() => {});
  });
});

describe("the bytes of items that wait", () => {
  it("count until the items are taken one by one, taken at once, or dropped", async () => {
    const { rx, peer, channels } = await receiving();
    const bytes: number[] = [];
    peer.say(...item(1, 2, 3, 4));
    await settled();
    bytes.push(channels.undeliveredBytes);
    await rx.next();
    bytes.push(channels.undeliveredBytes);
    await rx.take(2);
    bytes.push(channels.undeliveredBytes);
    await rx.return();
    bytes.push(channels.undeliveredBytes);
    expect(bytes).toEqual([4, 3, 1, 0]);
  });
});

describe("several reads at once", () => {
  it("are answered in the order in which they were asked", async () => {
    const { rx, peer } = await receiving();
    const asked = [rx.next(), rx.take(9), rx.next()];
    peer.say(...item(1, 2, 3), closing);
    expect(await Promise.all(asked)).toEqual([{ value: 1, done: false }, [2], { value: 3, done: false }]);
    expect(await rx.next()).toEqual(END);
  });

  it("tell the error to the first and the end to the others", async () => {
    const { rx, peer } = await receiving();
    const first = rx.next();
    const second = rx.next();
    peer.say(resetting);
    await expect(first).rejects.toMatchObject({ code: "channel-reset", channelId: 1 });
    expect(await second).toEqual(END);
  });

  it("do not mix with forEach", async () => {
    const { rx, peer } = await receiving();
    const all = rx.forEach(() => {});
    await expect(rx.next()).rejects.toMatchObject({ code: "misuse" });
    await expect(rx.take()).rejects.toMatchObject({ code: "misuse" });
    await expect(rx.forEach(() => {})).rejects.toMatchObject({ code: "misuse" });
    peer.say(closing);
    await all;
  });
});

describe("take", () => {
  it("takes what is queued, at most the maximum, with one grant", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2, 3, 4));
    await settled();
    expect(await rx.take(3)).toEqual([1, 2, 3]);
    await settled();
    expect(peer.heard).toMatchObject([{ kind: "GrantCredit", additional: 3 }]);
    expect(await rx.take()).toEqual([4]);
  });

  it("waits for one item, and is empty only at the end", async () => {
    const { rx, peer } = await receiving();
    const waiting = rx.take(10);
    peer.say(...item(1, 2), closing);
    expect(await waiting).toEqual([1]);
    expect(await rx.take(10)).toEqual([2]);
    expect(await rx.take(10)).toEqual([]);
  });

  it("tells an error after the items that came before it", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2), resetting);
    await settled();
    expect(await rx.take()).toEqual([1, 2]);
    await expect(rx.take()).rejects.toMatchObject({ code: "channel-reset" });
    expect(await rx.take()).toEqual([]);
  });

  it("refuses a maximum below one", async () => {
    const { rx } = await receiving();
    for (const max of [0, -1, Number.NaN]) await expect(rx.take(max)).rejects.toMatchObject({ code: "misuse" });
  });
});
