import { describe, expect, it } from "vitest";
import { channel, t } from "../../../runtime/index.ts";
import { closing, item } from "../../rules/peers.ts";
import { settled } from "../raw-peer.ts";
import { callee, caller, request } from "./channel-peers.ts";

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
