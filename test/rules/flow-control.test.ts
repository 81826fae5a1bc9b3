import { describe, expect, it } from "vitest";
import { channel, defineService, type Handlers, type Tx, t } from "../../runtime/index.ts";
import { settled } from "../runtime/raw-peer.ts";
import { accepting, answer, call, callee, caller, grant, item, kinds, opening, two } from "./peers.ts";

const Flow = defineService("Flow", {
  wait: t.method([], t.unit),
  collect: t.method([t.rx(t.u8)], t.unit),
  few: t.method([t.rx(t.u8, { credit: 3 })], t.unit),
  none: t.method([t.rx(t.u8, { credit: 0 })], t.unit),
  produce: t.method([t.tx(t.u8, { credit: 2 })], t.unit),
});
const idle: Handlers<typeof Flow.types> = {
  wait: () => new Promise(() => {}),
  collect: () => {},
  few: () => {},
  none: () => {},
  produce: () => {},
};

const isSent = async (sending: Promise<void>) => {
  let sent = false;
  void sending.then(() => {
    sent = true;
  });
  await settled();
  return sent;
};

describe("flow control", () => {
  it("[rpc.flow-control] has two levels: neither do calls that wait hold items up, nor items that wait calls", async () => {
    const { client, peer } = await caller(Flow, { announced: { maxConcurrentRequests: 2 } });
    const [tx, rx] = channel(t.u8);
    const first = client.few(rx);
    for (let n = 0; n < 3; n++) await tx.send(n);
    expect(await isSent(tx.send(3))).toBe(false);
    void client.wait();
    void client.wait();
    const request = await peer.hear("Request");
    await peer.hear("Request");
    await settled();
    expect(kinds(peer)).toEqual(["ChannelItem", "ChannelItem", "ChannelItem"]);
    peer.say(grant(1, 1));
    await settled();
    expect(kinds(peer)).toEqual(["ChannelItem", "ChannelItem", "ChannelItem", "ChannelItem"]);
    peer.say(answer(request, 0));
    await first;
    await peer.hear("Request");
  });
});

describe("the limit of calls in flight", () => {
  const limits = { requestsInFlight: 5 };

  it("[rpc.flow-control.max-concurrent-requests.default] is said with Hello and with its answer, 64 unless told", async () => {
    const { session } = await two(Flow, idle);
    const { local, remote } = session.driver.session.snapshot.context;
    expect([local.maxConcurrentRequests, remote?.maxConcurrentRequests]).toEqual([64, 64]);
    const told = await two(Flow, idle, { connect: { limits }, serve: { limits: { requestsInFlight: 7 } } });
    const settings = told.session.driver.session.snapshot.context;
    expect([settings.local.maxConcurrentRequests, settings.remote?.maxConcurrentRequests]).toEqual([5, 7]);
  });

  it("[rpc.flow-control.max-concurrent-requests.default] is said with Open and with Accept, of each connection its own", async () => {
    const { peer, session } = await caller(Flow);
    const given = session.open(Flow, { settings: { maxConcurrentRequests: 3 } });
    expect((await peer.hear("OpenConnection")).settings.maxConcurrentRequests).toBe(3);
    peer.say(accepting(1));
    await given;
    const onConnection: NonNullable<Parameters<typeof callee>[2]>["onConnection"] = (incoming) =>
      void incoming.accept(Flow, idle);
    const { peer: opener } = await callee(Flow, idle, { limits, onConnection });
    opener.say(opening(1));
    expect((await opener.hear("AcceptConnection")).settings.maxConcurrentRequests).toBe(5);
  });

  it("[rpc.flow-control.max-concurrent-requests] of the counterpart holds on each connection by itself", async () => {
    const { client, peer, session } = await caller(Flow, { announced: { maxConcurrentRequests: 1 } });
    const opened = session.open(Flow);
    await peer.hear("OpenConnection");
    peer.say(accepting(1, "even", 2));
    const beside = await opened;
    for (const caller of [client, beside]) for (let n = 0; n < 3; n++) void caller.wait();
    await settled();
    const sent = peer.heard.map((message) => message.connection);
    expect(sent).toEqual([0, 1, 1]);
  });

  it("[rpc.flow-control.max-concurrent-requests] that was said with Open is what a strict opener holds its peer to", async () => {
    const { peer, session } = await caller(Flow, { profile: "strict" });
    const serve = [Flow, idle] as const;
    const opened = session.open(Flow, { settings: { maxConcurrentRequests: 2 }, serve });
    await peer.hear("OpenConnection");
    peer.say(accepting(1));
    await opened;
    for (const request of [2, 4]) peer.say(call(Flow, "wait", { connection: 1, request }));
    await settled();
    expect(peer.isOver).toBe(false);
    peer.say(call(Flow, "wait", { connection: 1, request: 6 }));
    await peer.expectProtocolError("rpc.flow-control.max-concurrent-requests");
  });
});

describe("the credit of a channel", () => {
  it("[rpc.flow-control.credit] [rpc.flow-control.credit.initial] begins at the N of its type, and at 16 without one", async () => {
    for (const [name, credit] of [
      ["few", 3],
      ["collect", 16],
    ] as const) {
      const { client, peer } = await caller(Flow);
      const [tx, rx] = channel(t.u8);
      void client[name](rx);
      for (let n = 0; n < 20; n++) void tx.send(n).catch(() => {});
      await settled();
      expect(kinds(peer).filter((kind) => kind === "ChannelItem").length).toBe(credit);
    }
  });

  it("[rpc.flow-control.credit.initial] is what the receiver counts by as well", async () => {
    const { client, peer } = await caller(Flow);
    const [tx] = channel(t.u8);
    void client.produce(tx);
    await peer.hear("Request");
    peer.say(item(1, 1), item(1, 2));
    await settled();
    expect(peer.isOver).toBe(false);
    peer.say(item(1, 3));
    await peer.expectProtocolError("rpc.flow-control.credit.exhaustion");
  });

  it("[rpc.flow-control.credit.initial.zero] may be none: the first item waits for a grant", async () => {
    const { client, peer } = await caller(Flow);
    const [tx, rx] = channel(t.u8);
    void client.none(rx);
    await peer.hear("Request");
    const sending = tx.send(1);
    expect(await isSent(sending)).toBe(false);
    expect(kinds(peer)).toEqual([]);
    peer.say(grant(1, 1));
    await sending;
    expect(await peer.hear("ChannelItem")).toEqual(item(1, 1));
  });

  it("[rpc.flow-control.credit.grant] [rpc.flow-control.credit.grant.additive] grows by each grant, before use and after", async () => {
    const held: Tx<number>[] = [];
    const { peer } = await callee(Flow, { ...idle, produce: (tx) => void held.push(tx) });
    peer.say(call(Flow, "produce", { channels: [1] }), grant(1, 3), grant(1, 0), grant(1, 4));
    await peer.hear("Response");
    expect(held[0]?.credit).toBe(9);
    for (let n = 0; n < 9; n++) await held[0]?.send(n);
    expect(held[0]?.credit).toBe(0);
    peer.say(grant(1, 2));
    await settled();
    expect(held[0]?.credit).toBe(2);
  });

  it("[rpc.flow-control.credit.grant] is given back as items are taken, half of N at a time, not as they come", async () => {
    const { client, peer } = await caller(Flow);
    const [tx, rx] = channel(t.u8);
    void client.produce(tx);
    await peer.hear("Request");
    peer.say(item(1, 1), item(1, 2));
    await settled();
    expect(kinds(peer)).toEqual([]);
    await rx.next();
    expect(await peer.hear("GrantCredit")).toEqual(grant(1, 1));
  });

  it("[rpc.flow-control.credit.exhaustion] that is used up has the producer wait, from end to end, and not a buffer grow", async () => {
    let produced = 0;
    const { client } = await two(Flow, {
      ...idle,
      produce: async (out) => {
        for (; produced < 100; produced++) await out.send(produced);
        await out.close();
      },
    });
    const [tx, rx] = channel(t.u8);
    const done = client.produce(tx);
    await settled();
    expect([produced, rx.queued]).toEqual([2, 2]);
    for (let n = 0; n < 10; n++) await rx.next();
    await settled();
    expect([produced, rx.queued]).toEqual([12, 2]);
    let rest = 0;
    for await (const _ of rx) rest++;
    expect(rest).toBe(90);
    await done;
  });
});
