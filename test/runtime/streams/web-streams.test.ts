import { describe, expect, it } from "vitest";
import { channel, t } from "../../../runtime/index.ts";
import { settled } from "../raw-peer.ts";
import { closing, count, granting, item, itemsHeard, receiving, resetting, sending } from "./stage.ts";

describe("the readable stream of an Rx", () => {
  it("gives the items and the end", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2, 3), closing);
    const got: number[] = [];
    for await (const n of rx.readable()) got.push(n);
    expect(got).toEqual([1, 2, 3]);
  });

  it("[rpc.flow-control.credit.exhaustion] takes nothing ahead of its reader", async () => {
    const { rx, peer } = await receiving();
    const reader = rx.readable().getReader();
    peer.say(...item(1, 2, 3, 4));
    await settled();
    expect([rx.queued, peer.heard]).toEqual([4, []]);
    expect((await reader.read()).value).toBe(1);
    await settled();
    expect([rx.queued, peer.heard]).toEqual([3, []]);
    await reader.read();
    await settled();
    expect(peer.heard).toMatchObject([{ kind: "GrantCredit", additional: 2 }]);
  });

  it("[rpc.channel.reset] sends Reset when it is cancelled, even while a read waits", async () => {
    const { rx, peer } = await receiving();
    const reader = rx.readable().getReader();
    const waiting = reader.read();
    await reader.cancel();
    expect(await waiting).toEqual({ value: undefined, done: true });
    await settled();
    expect(count(peer, "ResetChannel")).toBe(1);
  });

  it("errors when the sender breaks off or the connection is lost", async () => {
    const broken = await receiving();
    broken.peer.say(...item(1), resetting);
    const reader = broken.rx.readable().getReader();
    expect((await reader.read()).value).toBe(1);
    await expect(reader.read()).rejects.toMatchObject({ code: "channel-reset" });

    const lost = await receiving();
    const waiting = lost.rx.readable().getReader().read();
    lost.peer.link.destroy();
    await expect(waiting).rejects.toMatchObject({ code: "link-lost" });
  });

  it("cancels when the destination of pipeTo fails", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2, 3));
    const failing = new WritableStream<number>({
      write(n) {
        if (n === 2) throw new Error("full");
      },
    });
    await expect(rx.readable().pipeTo(failing)).rejects.toThrow("full");
    await settled();
    expect(count(peer, "ResetChannel")).toBe(1);
  });
});

describe("the writable stream of a Tx", () => {
  it("[rpc.channel.close] sends what is written and, when closed, Close", async () => {
    const { tx, peer } = await sending();
    const writer = tx.writable().getWriter();
    await writer.write(1);
    await writer.write(2);
    await writer.close();
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2]);
    expect(peer.heard.at(-1)?.kind).toBe("CloseChannel");
  });

  it("[rpc.flow-control.credit.exhaustion] is not ready while there is no credit", async () => {
    const { tx, peer } = await sending();
    const writer = tx.writable().getWriter();
    for (const n of [1, 2, 3, 4]) await writer.write(n);
    let isWritten = false;
    const fifth = writer.write(5).then(() => {
      isWritten = true;
    });
    await settled();
    expect([isWritten, writer.desiredSize]).toEqual([false, 0]);
    peer.say(granting(1));
    await fifth;
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4, 5]);
  });

  it("drops what waits when it is aborted, then sends Close, since there is nothing else to say", async () => {
    const { tx, peer } = await sending();
    const writer = tx.writable().getWriter();
    const writes = [1, 2, 3, 4, 5, 6].map((n) => writer.write(n));
    await settled();
    await writer.abort(new Error("off"));
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(4).fill("fulfilled"), "rejected", "rejected"]);
    await writer.closed.catch(() => {});
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4]);
    expect(peer.heard.at(-1)?.kind).toBe("CloseChannel");
    peer.say(granting(2));
    await settled();
    expect(itemsHeard(peer)).toEqual([1, 2, 3, 4]);
  });

  it("[rpc.channel.reset] cancels the source of pipeTo at once, even one that is idle", async () => {
    const { tx, peer } = await sending();
    let cancelled: unknown;
    const idle = new ReadableStream<number>({
      cancel(reason) {
        cancelled = reason;
      },
    });
    const piping = idle.pipeTo(tx.writable());
    await settled();
    peer.say(resetting);
    await expect(piping).rejects.toMatchObject({ code: "channel-reset" });
    expect(cancelled).toMatchObject({ code: "channel-reset" });
  });

  it("errors when the connection is lost", async () => {
    const { tx, peer } = await sending();
    const writer = tx.writable().getWriter();
    peer.link.destroy();
    await expect(writer.closed).rejects.toMatchObject({ code: "link-lost" });
  });

  it("closes the channel when a value does not fit", async () => {
    const { tx, peer } = await sending();
    const writer = tx.writable().getWriter();
    await expect(writer.write(2 ** 40)).rejects.toThrow();
    await writer.closed.catch(() => {});
    await peer.hear("CloseChannel");
  });

  it("is made from ends that are bound, and so is a readable one", () => {
    const [tx, rx] = channel(t.i32);
    expect(() => tx.writable()).toThrow(/give its other end to a call/);
    expect(() => rx.readable()).toThrow(/give its other end to a call/);
    expect([tx.isBound, rx.isBound]).toEqual([false, false]);
  });
});

describe("a pipe from one channel into another", () => {
  it("lets the credit of the one hold back the sender of the other, item by item", async () => {
    const { rx, peer: source } = await receiving();
    const { tx, peer: sink } = await sending();
    const piping = rx.readable().pipeTo(tx.writable());
    source.say(...item(1, 2, 3, 4));
    await settled();
    source.say(...item(5, 6, 7, 8));
    await settled();
    // Four went on, one waits to, the other three have not been taken.
    expect([itemsHeard(sink), rx.queued, count(source, "GrantCredit")]).toEqual([[1, 2, 3, 4], 3, 2]);
    sink.say(granting(9));
    source.say(closing);
    await piping;
    await settled();
    expect(itemsHeard(sink)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(count(sink, "CloseChannel")).toBe(1);
  });

  it("hands a reset on", async () => {
    const { rx, peer: source } = await receiving();
    const { tx, peer: sink } = await sending();
    const piping = rx.readable().pipeTo(tx.writable());
    sink.say(resetting);
    await expect(piping).rejects.toMatchObject({ code: "channel-reset" });
    await settled();
    expect(count(source, "ResetChannel")).toBe(1);
  });
});
