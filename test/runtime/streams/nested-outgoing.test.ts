import { describe, expect, it } from "vitest";
import { channel, connect, type Rx, type Tx, t } from "../../../runtime/index.ts";
import { RawPeer } from "../raw-peer.ts";
import { Nest, transfer } from "./nest.ts";

/** A client, and the raw counterpart that hears its Requests. */
async function caller() {
  const [link, peer] = RawPeer.pair();
  const connecting = connect(link, Nest);
  await peer.welcome();
  return { client: await connecting, peer };
}

/** Sends one item on each Tx, and tells the channel that each item came on. */
async function channelsOf(peer: RawPeer, ends: readonly Tx<number>[]): Promise<number[]> {
  const channels: number[] = [];
  for (const end of ends) {
    await end.send(1);
    channels.push((await peer.hear("ChannelItem")).channel);
  }
  return channels;
}

/** Says an item on a channel, and waits until it is read from the end that must be bound to it. */
async function reads(peer: RawPeer, id: number, rx: Rx<number>): Promise<unknown> {
  peer.say({ kind: "ChannelItem", connection: 0, channel: id, item: new Uint8Array([id * 2]) });
  return (await rx.next()).value;
}

describe("the channels of a Call", () => {
  it("[rpc.channel.discovery] in a struct take their ids between those of its neighbours, and no bytes", async () => {
    const { client, peer } = await caller();
    const { tx, rx, value } = transfer();
    const [first, firstRx] = channel(t.i32);
    const [lastTx, last] = channel(t.i32);
    client.transfer(first, value, last).catch(() => {});
    const { channels, args } = await peer.hear("Request");
    expect(channels).toEqual([1, 3, 5, 7]);
    expect([...args]).toEqual([1, "n".charCodeAt(0)]);
    expect(await channelsOf(peer, [tx, lastTx])).toEqual([3, 7]);
    expect([await reads(peer, 1, firstRx), await reads(peer, 5, rx)]).toEqual([1, 5]);
  });

  it("in an enum are those of the active variant alone", async () => {
    const { client, peer } = await caller();
    const idle = channel(t.i32);
    client.job({ tag: "Idle" }, idle[0]).catch(() => {});
    expect(await peer.hear("Request")).toMatchObject({ channels: [1], args: new Uint8Array([0]) });

    const [readTx, read] = channel(t.i32);
    client.job({ tag: "Read", value: read }, channel(t.i32)[0]).catch(() => {});
    expect((await peer.hear("Request")).channels).toEqual([3, 5]);
    expect(await channelsOf(peer, [readTx])).toEqual([3]);

    const [copyTx, copy] = channel(t.i32);
    const [to, toRx] = channel(t.i32);
    client.job({ tag: "Copy", 0: copy, 1: 9, 2: to }, channel(t.i32)[0]).catch(() => {});
    expect(await peer.hear("Request")).toMatchObject({ channels: [7, 9, 11], args: new Uint8Array([2, 9]) });
    expect(await channelsOf(peer, [copyTx])).toEqual([7]);
    expect(await reads(peer, 9, toRx)).toBe(9);

    const [moveTo, moveRx] = channel(t.i32);
    const { tx, rx, value } = transfer();
    client.job({ tag: "Move", to: moveTo, inner: value }, channel(t.i32)[0]).catch(() => {});
    expect((await peer.hear("Request")).channels).toEqual([13, 15, 17, 19]);
    expect(await channelsOf(peer, [tx])).toEqual([15]);
    expect([await reads(peer, 13, moveRx), await reads(peer, 17, rx)]).toEqual([13, 17]);
  });

  it("in a None are none, in a Some are those inside", async () => {
    const { client, peer } = await caller();
    const [last, lastRx] = channel(t.i32);
    client.maybe(null, null, last).catch(() => {});
    expect(await peer.hear("Request")).toMatchObject({ channels: [1], args: new Uint8Array([0, 0]) });
    expect(await reads(peer, 1, lastRx)).toBe(1);

    const [tx, some] = channel(t.i32);
    const inner = transfer();
    client.maybe(some, inner.value, channel(t.i32)[0]).catch(() => {});
    expect((await peer.hear("Request")).channels).toEqual([3, 5, 7, 9]);
    expect(await channelsOf(peer, [tx, inner.tx])).toEqual([3, 5]);
    expect(await reads(peer, 7, inner.rx)).toBe(7);
  });

  it("in a tuple inside of a tuple come in the order of their places", async () => {
    const { client, peer } = await caller();
    const [to, rx] = channel(t.i32);
    const [tx, from] = channel(t.i32);
    client.pair([to, [5, from]]).catch(() => {});
    expect(await peer.hear("Request")).toMatchObject({ channels: [1, 3], args: new Uint8Array([5]) });
    expect(await channelsOf(peer, [tx])).toEqual([3]);
    expect(await reads(peer, 1, rx)).toBe(1);
  });
});
