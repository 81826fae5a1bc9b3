import { describe, expect, it } from "vitest";
import { ChannelError, channel, t } from "../../../runtime/index.ts";
import { answer, closing, grant, item, resetting } from "../../rules/peers.ts";
import { settled } from "../raw-peer.ts";
import { caller } from "./channel-peers.ts";

describe("a channel that we send on", () => {
  it("[rpc.channel.allocation] [rpc.channel.item] [rpc.channel.close] sends items and Close behind its Call", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    const call = client.sum(rx);
    await tx.send(1);
    await tx.send(-1);
    await tx.close();
    await tx.close();
    const request = await peer.hear("Request");
    expect(request.channels).toEqual([1]);
    expect([...(await peer.hear("ChannelItem")).item]).toEqual([2]);
    expect([...(await peer.hear("ChannelItem")).item]).toEqual([1]);
    await peer.hear("CloseChannel");
    await settled();
    expect(peer.heard).toEqual([]);
    peer.say(answer(request, 0, 0));
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
    await peer.hear("Request");
    const request = await peer.hear("Request");
    expect(request.request).toBe(3);
    peer.say(answer(request, 0, 4));
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
