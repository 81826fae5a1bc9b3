import { describe, expect, it } from "vitest";
import { ConnectionEndedError, channel, t } from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import { answer, item } from "../../rules/peers.ts";
import { settled } from "../raw-peer.ts";
import { callee, caller, request } from "./channel-peers.ts";

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
    const request = await peer.hear("Request");
    call.cancel();
    await call.catch(() => {});
    peer.say(answer(request, 1, 3));
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
      const request = await peer.hear("Request");
      peer.say(answer(request, 1, 1));
      await expect(call).rejects.toMatchObject({ code: "unknown-method" });
    }
    await expect(tx.send(1)).rejects.toMatchObject({ code: "call-refused" });
    await expect(numbers.next()).rejects.toMatchObject({ code: "call-refused" });
  });

  it("ends with a call that was never sent", async () => {
    const { client, peer, channels } = await caller({ announced: { maxConcurrentRequests: 0 } });
    const [tx, rx] = channel(t.i32);
    const call = client.sum(rx);
    const write = tx.send(1);
    expect(channels.outgoing.get(1)?.state).toBe("unbound");
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
    const request = await peer.hear("Request");
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    peer.say(answer(request, 1, 1));
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
    const request = await peer.hear("Request");
    connectionOf(client).release();
    peer.say(answer(request, 1, 1));
    await expect(call).rejects.toMatchObject({ code: "unknown-method" });
  });
});
