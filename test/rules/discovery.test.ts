import { describe, expect, it } from "vitest";
import { channel, defineService, type Handlers, type Rx, type Tx, t } from "../../runtime/index.ts";
import { settled } from "../runtime/raw-peer.ts";
import { idle, Nested, nested } from "./nested.ts";
import { answer, call, callee, caller, closing, grant, item, two } from "./peers.ts";

const Pipes = defineService("Pipes", {
  collect: t.method([t.rx(t.u8)], t.unit),
  produce: t.method([t.tx(t.u8, { credit: 2 })], t.unit),
  pipe: t.method([t.rx(t.u8), t.tx(t.u8)], t.unit),
});

type Held = { rx: Rx<number>[]; tx: Tx<number>[] };

/** Handlers that hand the ends they hold to the test. */
function holding(): Held & { handlers: Handlers<typeof Pipes.types> } {
  const rx: Rx<number>[] = [];
  const tx: Tx<number>[] = [];
  const handlers: Handlers<typeof Pipes.types> = {
    collect: (one) => void rx.push(one),
    produce: (one) => void tx.push(one),
    pipe: (one, other) => {
      rx.push(one);
      tx.push(other);
    },
  };
  return { rx, tx, handlers };
}

describe("the channels in the arguments of a call", () => {
  it("[rpc.channel.discovery] get their ids depth first, in the active variant, with none for a None", async () => {
    const { client, peer } = await caller(Nested);
    const { args, ends } = nested();
    void client.deep(...args);
    const { channels } = await peer.hear("Request");
    expect(channels).toEqual([1, 3, 5]);
    for (const end of ends) await end.send(1);
    for (const id of channels) expect(await peer.hear("ChannelItem")).toEqual(item(id, 2));
  });

  it("[rpc.channel.discovery] are found by the handler in the places where the caller put them", async () => {
    const got: number[][] = [];
    const { client } = await two(Nested, {
      ...idle,
      deep: async ({ first, pair: [second] }, third) => {
        const active = third.tag === "Both" ? [third.in] : [];
        for (const rx of [first, second, ...active]) if (rx !== null) got.push([(await rx.next()).value ?? -1]);
      },
    });
    const { args, ends } = nested();
    const done = client.deep(...args);
    for (const [index, end] of ends.entries()) await end.send(index);
    await done;
    expect(got).toEqual([[0], [1], [2]]);
  });

  it("[rpc.channel.payload-encoding] take no room among them", async () => {
    const { client, peer } = await caller(Pipes);
    const [tx, rx] = channel(t.u8);
    const [out] = channel(t.u8);
    void client.pipe(rx, out);
    expect(await peer.hear("Request")).toMatchObject({ channels: [1, 3], args: new Uint8Array() });
    await tx.close();
  });
});

describe("a pair of ends", () => {
  it("[rpc.channel.pair] is one channel: what goes in at one comes out at the other, up to 16 before a grant", async () => {
    const { rx, handlers } = holding();
    const { client } = await two(Pipes, handlers);
    const [tx, theirs] = channel(t.u8);
    await client.collect(theirs);
    expect(tx.credit).toBe(16);
    await tx.send(7);
    expect(tx.credit).toBe(15);
    expect(await rx[0]?.next()).toEqual({ value: 7, done: false });
  });

  it("[rpc.channel.pair.binding-propagation] works at the end that was kept once the other was given to a call", async () => {
    const { client, peer } = await caller(Pipes);
    const [tx, theirRx] = channel(t.u8);
    const [theirTx, rx] = channel(t.u8);
    await expect(tx.send(1)).rejects.toMatchObject({ code: "misuse" });
    await expect(rx.next()).rejects.toMatchObject({ code: "misuse" });
    void client.pipe(theirRx, theirTx);
    await tx.send(1);
    expect(await peer.hear("ChannelItem")).toEqual(item(1, 1));
    peer.say(item(3, 9));
    expect(await rx.next()).toEqual({ value: 9, done: false });
  });

  it("[rpc.channel.pair.tx-read] sends to what its end was bound to, at the caller and at the handler alike", async () => {
    const { tx: held, handlers } = holding();
    const { client, session } = await two(Pipes, handlers);
    const [theirs, rx] = channel(t.u8);
    await client.produce(theirs);
    await held[0]?.send(3);
    expect(await rx.next()).toEqual({ value: 3, done: false });
    const [tx, given] = channel(t.u8);
    await client.collect(given);
    await session.close();
    await expect(tx.send(1)).rejects.toMatchObject({ code: "closed" });
    await expect(held[0]?.send(1)).rejects.toMatchObject({ code: expect.stringMatching(/closed|link-lost/) });
  });

  it("[rpc.channel.pair.rx-take] receives each item once, however often it is asked for its iterator", async () => {
    const { client, peer } = await caller(Pipes);
    const [theirs, rx] = channel(t.u8);
    void client.produce(theirs);
    await peer.hear("Request");
    peer.say(item(1, 1), item(1, 2));
    const [one, other] = [rx[Symbol.asyncIterator](), rx[Symbol.asyncIterator]()];
    expect((await one.next()).value).toBe(1);
    await settled();
    expect(rx.queued).toBe(1);
    expect((await other.next()).value).toBe(2);
    expect(rx.queued).toBe(0);
  });
});

describe("binding at the caller", () => {
  it("[rpc.channel.binding.caller-args] takes an id for each end, in order, and gives no end to two calls", async () => {
    const { client, peer } = await caller(Pipes);
    const [, rx] = channel(t.u8);
    const [tx] = channel(t.u8);
    void client.pipe(rx, tx);
    expect((await peer.hear("Request")).channels).toEqual([1, 3]);
    await expect(client.collect(rx)).rejects.toMatchObject({ code: "misuse" });
    void client.produce(channel(t.u8)[0]);
    expect((await peer.hear("Request")).channels).toEqual([5]);
  });

  it("[rpc.channel.binding.caller-args.rx] of an Rx lets the caller send on its Tx", async () => {
    const { client, peer } = await caller(Pipes);
    const [tx, rx] = channel(t.u8);
    const call = client.collect(rx);
    await tx.send(4);
    await tx.close();
    const request = await peer.hear("Request");
    expect(peer.heard).toEqual([item(1, 4), closing(1)]);
    peer.say(answer(request, 0));
    await call;
  });

  it("[rpc.channel.binding.caller-args.tx] of a Tx lets the caller receive on its Rx, and grant credit", async () => {
    const { client, peer } = await caller(Pipes);
    const [tx, rx] = channel(t.u8);
    void client.produce(tx);
    await peer.hear("Request");
    peer.say(item(1, 5), closing(1));
    expect(await rx.next()).toEqual({ value: 5, done: false });
    expect(await rx.next()).toEqual({ value: undefined, done: true });
  });
});

describe("binding at the callee", () => {
  it("[rpc.channel.binding] [rpc.channel.binding.callee-args] goes by the ids that the call names, in their order", async () => {
    const { rx, tx, handlers } = holding();
    const { peer } = await callee(Pipes, handlers);
    peer.say(call(Pipes, "pipe", { channels: [9, 5] }));
    await peer.hear("Response");
    peer.say(item(9, 1));
    expect(await rx[0]?.next()).toEqual({ value: 1, done: false });
    await tx[0]?.send(2);
    expect(await peer.hear("ChannelItem")).toEqual(item(5, 2));
  });

  it("[rpc.channel.binding.callee-args.rx] of an Rx receives what came right behind the call", async () => {
    const { rx, handlers } = holding();
    const { peer } = await callee(Pipes, handlers, { profile: "strict" });
    peer.say(call(Pipes, "collect", { channels: [1] }), item(1, 1), item(1, 2), closing(1));
    await peer.hear("Response");
    const got: number[] = [];
    for await (const n of rx[0] ?? []) got.push(n);
    expect(got).toEqual([1, 2]);
  });

  it("[rpc.channel.binding.callee-args.tx] of a Tx sends with the credit of its type, a grant behind the call added", async () => {
    const { tx, handlers } = holding();
    const { peer } = await callee(Pipes, handlers, { profile: "strict" });
    peer.say(call(Pipes, "produce", { channels: [1] }), grant(1, 3));
    await peer.hear("Response");
    expect(tx[0]?.credit).toBe(5);
    await tx[0]?.send(6);
    expect(await peer.hear("ChannelItem")).toEqual(item(1, 6));
  });
});
