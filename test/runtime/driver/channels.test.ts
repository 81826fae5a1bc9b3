import { describe, expect, it } from "vitest";
import {
  ChannelError,
  ConnectionEndedError,
  channel,
  connect,
  type Rx,
  serve,
  type Tx,
  t,
} from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import { idOf, Shapes } from "../fixture.ts";
import { RawPeer, settled } from "../raw-peer.ts";

const item = (channelId: number, ...bytes: number[]) =>
  ({ kind: "ChannelItem", connection: 0, channel: channelId, item: new Uint8Array(bytes) }) as const;
const closing = (channelId: number) =>
  ({ kind: "CloseChannel", connection: 0, channel: channelId, metadata: [] }) as const;
const resetting = (channelId: number) =>
  ({ kind: "ResetChannel", connection: 0, channel: channelId, metadata: [] }) as const;
const grant = (channelId: number, additional: number) =>
  ({ kind: "GrantCredit", connection: 0, channel: channelId, additional }) as const;
const request = (name: string, channels: number[], args: number[] = []) =>
  ({
    kind: "Request",
    connection: 0,
    request: 1,
    method: idOf(name),
    channels,
    metadata: [],
    args: new Uint8Array(args),
  }) as const;

async function caller(options = {}) {
  const [link, peer] = RawPeer.pair();
  const connecting = connect(link, Shapes, options);
  await peer.welcome();
  const client = await connecting;
  return { client, peer, channels: connectionOf(client).channels };
}

/** A callee whose `sum` handler hands its Rx to the test, and whose `generate` handler its Tx. */
async function callee(options = {}) {
  const [link, peer] = RawPeer.pair();
  const held: { rx?: Rx<number>; tx?: Tx<number> } = {};
  const server = await serve(
    link,
    Shapes,
    {
      add: (a, b) => a + b,
      divide: (a) => ({ ok: true, value: a }),
      sum: async (rx) => {
        held.rx = rx;
        return 0n;
      },
      generate: (_count, tx) => {
        held.tx = tx;
      },
      wait: () => new Promise(() => {}),
      fail: () => {},
    },
    options,
  );
  await peer.introduce();
  return { server, peer, held };
}

describe("a channel that we send on", () => {
  it("[rpc.channel.allocation] [rpc.channel.item] [rpc.channel.close] sends items and Close behind its Call", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    const call = client.sum(rx);
    await tx.send(1);
    await tx.send(-1);
    await tx.close();
    await tx.close();
    const { request: id, channels } = await peer.hear("Request");
    expect(channels).toEqual([1]);
    expect([...(await peer.hear("ChannelItem")).item]).toEqual([2]);
    expect([...(await peer.hear("ChannelItem")).item]).toEqual([1]);
    await peer.hear("CloseChannel");
    await settled();
    expect(peer.heard).toEqual([]);
    const ret = new Uint8Array([0, 0]);
    peer.say({ kind: "Response", connection: 0, request: id, channels: [], metadata: [], ret });
    expect(await call).toBe(0n);
  });

  it("[rpc.flow-control.credit.exhaustion] stops at N items and goes on with what is granted", async () => {
    const { client, peer, channels } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx);
    for (let n = 0; n < 4; n++) await tx.send(n);
    let sent = false;
    const waiting = tx.send(4).then(() => {
      sent = true;
    });
    await settled();
    expect(sent).toBe(false);
    expect(channels.outgoing.get(1)?.state).toBe("stalled");
    expect(peer.heard.filter(({ kind }) => kind === "ChannelItem").length).toBe(4);
    peer.say(grant(1, 2));
    await waiting;
    expect(channels.outgoing.get(1)?.state).toBe("flowing");
    expect(tx.credit).toBe(1);
    peer.link.destroy();
  });

  it("closes only after the writers that wait", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx);
    const sends = [1, 2, 3, 4, 5].map((n) => tx.send(n));
    const closed = tx.close();
    await expect(tx.send(6)).rejects.toMatchObject({ code: "channel-closed" });
    await settled();
    expect(peer.heard.some(({ kind }) => kind === "CloseChannel")).toBe(false);
    peer.say(grant(1, 8));
    await Promise.all([...sends, closed]);
    await settled();
    expect(peer.heard.map(({ kind }) => kind).slice(-2)).toEqual(["ChannelItem", "CloseChannel"]);
  });

  it("[rpc.channel.reset] fails waiting and later writes when the receiver resets, and sends nothing more", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx);
    const sends = [1, 2, 3, 4, 5].map((n) => tx.send(n));
    peer.say(resetting(1));
    await expect(sends[4]).rejects.toMatchObject({ code: "channel-reset", channelId: 1 });
    await expect(tx.send(6)).rejects.toThrow(ChannelError);
    await tx.close();
    await settled();
    expect(peer.heard.filter(({ kind }) => kind === "ChannelItem").length).toBe(4);
    expect(peer.heard.some(({ kind }) => kind === "CloseChannel")).toBe(false);
  });

  it("[rpc.flow-control.credit.grant] ignores a grant after Close", async () => {
    const { client, peer } = await caller({ profile: "strict" });
    const [tx, rx] = channel(t.i32);
    void client.sum(rx);
    await tx.send(1);
    await tx.close();
    peer.say(grant(1, 1), resetting(1), grant(1, 1));
    const call = client.add(1, 1);
    await settled();
    const answer = peer.heard.find((message) => message.kind === "Request" && message.request === 3);
    expect(answer).toBeDefined();
    peer.say({ kind: "Response", connection: 0, request: 3, channels: [], metadata: [], ret: new Uint8Array([0, 4]) });
    expect(await call).toBe(2);
  });

  it("[rpc.flow-control.credit.grant.additive] ends the session when credit would exceed a u32", async () => {
    const { client, peer } = await caller();
    const [, rx] = channel(t.i32);
    void client.sum(rx);
    peer.say(grant(1, 0xffff_ffff - 4));
    await settled();
    expect(peer.isOver).toBe(false);
    peer.say(grant(1, 1));
    await peer.expectProtocolError("rpc.flow-control.credit.grant.additive");
  });

  it("ends the session when a grant, a reset, an Item or a Close names a channel that never was", async () => {
    for (const message of [grant(7, 1), resetting(7), item(7, 2), closing(7)]) {
      const { peer } = await caller();
      peer.say(message);
      await peer.expectProtocolError(/^rpc\./);
    }
  });

  it("withdraws a write whose signal is aborted and keeps the others", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx);
    for (let n = 0; n < 4; n++) await tx.send(n);
    const controller = new AbortController();
    const withdrawn = tx.send(4, { signal: controller.signal });
    const kept = tx.send(5);
    controller.abort(new Error("not this one"));
    await expect(withdrawn).rejects.toThrow("not this one");
    peer.say(grant(1, 1));
    await kept;
    await settled();
    expect(peer.heard.flatMap((message) => (message.kind === "ChannelItem" ? [...message.item] : []))).toEqual([
      0, 2, 4, 6, 10,
    ]);
  });

  it("says so when an end is used before the other was given to a call, or twice", async () => {
    const { client } = await caller();
    const [tx, rx] = channel(t.i32);
    await expect(tx.send(1)).rejects.toThrow(/give its other end to a call/);
    await expect(rx.next()).rejects.toThrow(/give its other end to a call/);
    void client.sum(rx);
    await expect(client.sum(rx)).rejects.toThrow(/one call only/);
  });
});

describe("a channel that we receive on", () => {
  it("[rpc.flow-control.credit.grant] grants half of N for each half of N taken", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.generate(9, tx);
    await peer.hear("Request");
    peer.say(item(1, 2), item(1, 4), item(1, 6), item(1, 8));
    await settled();
    expect(rx.queued).toBe(4);
    expect(peer.heard).toEqual([]);
    expect((await rx.next()).value).toBe(1);
    await settled();
    expect(peer.heard).toEqual([]);
    expect((await rx.next()).value).toBe(2);
    expect(await peer.hear("GrantCredit")).toMatchObject({ channel: 1, additional: 2 });
  });

  it("[rpc.flow-control.credit.exhaustion] takes N items and ends the session at one more", async () => {
    const { client, peer } = await caller();
    const [tx] = channel(t.i32);
    void client.generate(9, tx);
    await peer.hear("Request");
    for (let n = 0; n < 4; n++) peer.say(item(1, 2));
    await settled();
    expect(peer.isOver).toBe(false);
    peer.say(item(1, 2));
    const text = await peer.expectProtocolError("rpc.flow-control.credit.exhaustion");
    expect(text).toContain("channel 1");
  });

  it("[rpc.channel.reset] tells the sender when a loop is left early, and drops what was on its way", async () => {
    const { client, peer } = await caller({ profile: "strict" });
    const [tx, rx] = channel(t.i32);
    void client.generate(9, tx);
    await peer.hear("Request");
    peer.say(item(1, 2), item(1, 4));
    for await (const n of rx) {
      expect(n).toBe(1);
      break;
    }
    await peer.hear("ResetChannel");
    peer.say(item(1, 6), closing(1));
    await settled();
    expect(peer.isOver).toBe(false);
    expect(await rx.next()).toEqual({ value: undefined, done: true });
  });

  it("delivers what is queued before the end that Close makes", async () => {
    const { client, peer, channels } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.generate(9, tx);
    await peer.hear("Request");
    peer.say(item(1, 2), item(1, 4), closing(1));
    await settled();
    expect(channels.incoming.get(1)?.state).toBe("draining");
    const got: number[] = [];
    for await (const n of rx) got.push(n);
    expect(got).toEqual([1, 2]);
    expect(channels.live).toBe(0);
  });

  it("[rpc.channel.close] drops an Item after Close in compat and ends the session in strict", async () => {
    for (const drained of [true, false]) {
      const lenient = await callee();
      lenient.peer.say(request("sum", [1]), item(1, 2), closing(1));
      await settled();
      if (drained) for await (const _ of lenient.held.rx ?? []);
      lenient.peer.say(item(1, 4), closing(1));
      await settled();
      expect(lenient.peer.isOver).toBe(false);

      const strict = await callee({ profile: "strict" });
      strict.peer.say(request("sum", [1]), item(1, 2), closing(1));
      await settled();
      if (drained) for await (const _ of strict.held.rx ?? []);
      strict.peer.say(item(1, 4));
      await strict.peer.expectProtocolError("rpc.channel.close");
    }
  });

  it("keeps Items that come before their Call in compat, and ends the session in strict", async () => {
    const { peer, held } = await callee();
    peer.say(item(1, 2), item(1, 4), request("sum", [1]), item(1, 6), closing(1));
    await peer.hear("Response");
    const got: number[] = [];
    for await (const n of held.rx ?? []) got.push(n);
    expect(got).toEqual([1, 2, 3]);

    const strict = await callee({ profile: "strict" });
    strict.peer.say(item(1, 2));
    await strict.peer.expectProtocolError("rpc.channel.item");
  });

  it("keeps a Close that comes before binding, with and without items", async () => {
    for (const items of [[], [2, 4]]) {
      const { peer, held, server } = await callee();
      peer.say(...items.map((byte) => item(1, byte)), closing(1), request("sum", [1]));
      await peer.hear("Response");
      const got: number[] = [];
      for await (const n of held.rx ?? []) got.push(n);
      expect(got).toEqual(items.map((byte) => byte / 2));
      expect(server.sessions[0]?.driver.snapshot().context.channels).toBe(0);
    }
  });

  it("resets the channel, and it alone, when an item does not decode", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.generate(9, tx);
    await peer.hear("Request");
    peer.say(item(1, 2), item(1, 0xff));
    await peer.hear("ResetChannel");
    await expect(rx.next()).rejects.toMatchObject({ code: "invalid-item", channelId: 1 });
    expect(await rx.next()).toEqual({ value: undefined, done: true });
    expect(peer.isOver).toBe(false);
  });

  it("[rpc.channel.allocation] ends the session when a Call names a channel that is zero, live or named twice", async () => {
    for (const channels of [[0], [1, 1]]) {
      const { peer } = await callee();
      peer.say(request("sum", channels));
      await peer.expectProtocolError("rpc.channel.allocation");
    }
    const { peer } = await callee();
    peer.say(request("sum", [1]), { ...request("sum", [1]), request: 3 });
    await peer.expectProtocolError("rpc.channel.allocation");
  });

  it("answers InvalidPayload and ends the channels when too few or too many ids come", async () => {
    for (const channels of [[], [1, 3]]) {
      const { peer, server } = await callee();
      peer.say(request("sum", channels));
      expect([...(await peer.hear("Response")).ret]).toEqual([1, 2]);
      if (channels.length > 0) await peer.hear("ResetChannel");
      await settled();
      expect(server.sessions[0]?.driver.snapshot().context.channels).toBe(0);
      peer.say(...channels.map((id) => item(id, 2)));
      await settled();
      expect(peer.isOver).toBe(false);
    }
  });
});

describe("the life of a channel beside its call", () => {
  it("[rpc.channel.lifecycle] outlives the Response", async () => {
    const { peer, held } = await callee();
    peer.say(request("generate", [1], [1]));
    await peer.hear("Response");
    await held.tx?.send(7);
    await held.tx?.close();
    expect([...(await peer.hear("ChannelItem")).item]).toEqual([14]);
    await peer.hear("CloseChannel");
  });

  it("[rpc.cancel.channels] is left alone by a cancel", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    const call = client.sum(rx);
    const { request: id } = await peer.hear("Request");
    call.cancel();
    await call.catch(() => {});
    const ret = new Uint8Array([1, 3]);
    peer.say({ kind: "Response", connection: 0, request: id, channels: [], metadata: [], ret });
    await settled();
    await tx.send(1);
    await peer.hear("ChannelItem");
    await tx.close();
    await peer.hear("CloseChannel");
  });

  it("ends with its call when the counterpart does not know the method", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    const [out, numbers] = channel(t.i32);
    const calls = [client.sum(rx), client.generate(1, out)];
    for (const call of calls) {
      const { request: id } = await peer.hear("Request");
      const ret = new Uint8Array([1, 1]);
      peer.say({ kind: "Response", connection: 0, request: id, channels: [], metadata: [], ret });
      await expect(call).rejects.toMatchObject({ code: "unknown-method" });
    }
    await expect(tx.send(1)).rejects.toMatchObject({ code: "call-refused" });
    await expect(numbers.next()).rejects.toMatchObject({ code: "call-refused" });
  });

  it("ends with a call that was never sent", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.welcome({ maxConcurrentRequests: 0 });
    const client = await connecting;
    const [tx, rx] = channel(t.i32);
    const call = client.sum(rx);
    const write = tx.send(1);
    expect(connectionOf(client).channels.outgoing.get(1)?.state).toBe("unbound");
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    await expect(write).rejects.toMatchObject({ code: "call-not-sent" });
    await settled();
    expect(peer.heard).toEqual([]);
  });

  it("rejects a waiting writer and a waiting reader when the link is lost, naming cause and state", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx);
    const sends = [1, 2, 3, 4, 5].map((n) => tx.send(n));
    const [out, numbers] = channel(t.i32);
    void client.generate(1, out);
    const read = numbers.next();
    await peer.hear("Request");
    peer.link.destroy();
    await expect(sends[4]).rejects.toThrow(ConnectionEndedError);
    await expect(sends[4]).rejects.toMatchObject({ code: "link-lost", state: "stalled", channelId: 1 });
    await expect(read).rejects.toMatchObject({ code: "link-lost", state: "open", channelId: 3 });
    expect(await numbers.next()).toEqual({ value: undefined, done: true });
  });

  it("lets a reader have what came before the link was lost, then fails", async () => {
    const { client, peer } = await caller();
    const [out, numbers] = channel(t.i32);
    void client.generate(1, out);
    await peer.hear("Request");
    peer.say(item(1, 2));
    await settled();
    peer.link.destroy();
    await settled();
    expect(await numbers.next()).toEqual({ value: 1, done: false });
    await expect(numbers.next()).rejects.toMatchObject({ code: "link-lost" });
  });
});

describe("the channels of a call that is refused", () => {
  it("end when the refusal crosses our cancel", async () => {
    const { client, peer } = await caller();
    const [out, numbers] = channel(t.i32);
    const call = client.generate(1, out);
    const { request: id } = await peer.hear("Request");
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    const ret = new Uint8Array([1, 1]);
    peer.say({ kind: "Response", connection: 0, request: id, channels: [], metadata: [], ret });
    await expect(numbers.next()).rejects.toMatchObject({ code: "call-refused" });
  });

  it("are ended one by one when the call is answered Cancelled, unrun", async () => {
    const { peer, server } = await callee();
    peer.say({ ...request("wait", []), request: 5 });
    await settled();
    void server.sessions[0]?.drain({ timeoutMs: 10_000 });
    peer.say({ ...request("sum", [1]), request: 7 }, { ...request("generate", [3], [1]), request: 9 });
    expect(await peer.hear("Response")).toMatchObject({ request: 7, ret: new Uint8Array([1, 3]) });
    expect(await peer.hear("Response")).toMatchObject({ request: 9, ret: new Uint8Array([1, 3]) });
    expect(await peer.hear("ResetChannel")).toMatchObject({ channel: 1 });
    expect(await peer.hear("CloseChannel")).toMatchObject({ channel: 3 });
    await server.close();
  });

  it("are known to be over when a call that could not run anyway comes too late", async () => {
    const { peer, server } = await callee();
    peer.say({ ...request("wait", []), request: 5 });
    await settled();
    void server.sessions[0]?.drain({ timeoutMs: 10_000 });
    peer.say(
      { ...request("sum", [1]), request: 7, method: 0x1234n },
      { ...request("generate", [3]), request: 9, args: new Uint8Array() },
    );
    // UnknownMethod and InvalidPayload: the caller then ends the channels itself.
    expect(await peer.hear("Response")).toMatchObject({ request: 7, ret: new Uint8Array([1, 1]) });
    expect(await peer.hear("Response")).toMatchObject({ request: 9, ret: new Uint8Array([1, 2]) });
    await server.close();
  });

  it("let the caller learn of the refusal first, when the last of them takes the connection along", async () => {
    const { client, peer } = await caller();
    const [out] = channel(t.i32);
    const call = client.generate(1, out);
    const { request: id } = await peer.hear("Request");
    connectionOf(client).release();
    const ret = new Uint8Array([1, 1]);
    peer.say({ kind: "Response", connection: 0, request: id, channels: [], metadata: [], ret });
    await expect(call).rejects.toMatchObject({ code: "unknown-method" });
  });
});
