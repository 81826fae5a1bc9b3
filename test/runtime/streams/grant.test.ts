import { describe, expect, it } from "vitest";
import { channel, connect, serve, t } from "../../../runtime/index.ts";
import { memoryPair } from "../../../runtime/link/memory.ts";
import { settled } from "../raw-peer.ts";
import { closing, count, item, receiving, Streams } from "./stage.ts";

const U32_MAX = 0xffff_ffff;

describe("a channel of N = 0", () => {
  it("[rpc.flow-control.credit.initial.zero] gets items for what was granted by hand, and no credit by itself", async () => {
    const [near, far] = memoryPair();
    let blocked = true;
    const server = await serve(far, Streams, {
      feed: () => {},
      async feedByHand(tx) {
        for (let n = 0; n < 5; n++) await tx.send(n);
        blocked = false;
        await tx.close();
      },
      drain: () => {},
    });
    const client = await connect(near, Streams);
    const [tx, rx] = channel(t.i32);
    const done = client.feedByHand(tx);
    await settled();
    expect(rx.queued).toBe(0);
    rx.grant(2);
    expect([await rx.next(), await rx.next()].map(({ value }) => value)).toEqual([0, 1]);
    await settled();
    expect([rx.queued, blocked]).toEqual([0, true]);
    rx.grant(3);
    const rest: number[] = [];
    for await (const n of rx) rest.push(n);
    expect(rest).toEqual([2, 3, 4]);
    await done;
    await client.close();
    await server.close();
  });

  it("[rpc.flow-control.credit.exhaustion] ends the session at an item that was not granted", async () => {
    const { rx, peer } = await receiving("feedByHand");
    rx.grant(1);
    peer.say(...item(1));
    await settled();
    expect(peer.isOver).toBe(false);
    peer.say(...item(2));
    await peer.expectProtocolError("rpc.flow-control.credit.exhaustion");
  });

  it("may hold up to 4,294,967,295 and no more, which sends nothing", async () => {
    const { rx, peer } = await receiving("feedByHand");
    rx.grant(U32_MAX);
    expect(() => rx.grant(1)).toThrow(/past 4294967295/);
    peer.say(...item(1));
    expect((await rx.next()).value).toBe(1);
    rx.grant(1);
    await settled();
    expect(peer.heard).toMatchObject([{ additional: U32_MAX }, { additional: 1 }]);
  });
});

describe("a grant by hand", () => {
  it("[rpc.flow-control.credit.grant] widens the window of N > 0, which goes on granting by itself", async () => {
    const { rx, peer } = await receiving();
    rx.grant(2);
    expect((await peer.hear("GrantCredit")).additional).toBe(2);
    peer.say(...item(1, 2, 3, 4, 5, 6));
    await settled();
    expect([rx.queued, peer.isOver]).toEqual([6, false]);
    for (let n = 0; n < 6; n++) await rx.next();
    await settled();
    expect(peer.heard.map((message) => message.kind === "GrantCredit" && message.additional)).toEqual([2, 2, 2]);
  });

  it("counts what will be granted anew: N and all grants stay below 4,294,967,296", async () => {
    const { rx, peer } = await receiving();
    peer.say(...item(1, 2, 3));
    await settled();
    expect(() => rx.grant(U32_MAX - 3)).toThrow(/past 4294967295/);
    rx.grant(U32_MAX - 4);
    expect(await rx.take()).toEqual([1, 2, 3]);
    await settled();
    expect(count(peer, "GrantCredit")).toBe(2);
  });

  it("is a whole number from 1 to 4,294,967,295", async () => {
    const { rx, peer } = await receiving();
    for (const items of [0, -1, 1.5, U32_MAX + 1, Number.NaN]) expect(() => rx.grant(items)).toThrow(/whole number/);
    await settled();
    expect(peer.heard).toEqual([]);
  });

  it("needs a channel that is bound, and means nothing once the stream has ended", async () => {
    const [, unbound] = channel(t.i32);
    expect(() => unbound.grant(1)).toThrow(/give its other end to a call/);
    const { rx, peer } = await receiving();
    peer.say(closing);
    await settled();
    rx.grant(1);
    await settled();
    expect(peer.heard).toEqual([]);
  });
});
