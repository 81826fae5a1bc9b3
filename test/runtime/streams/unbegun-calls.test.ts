import { describe, expect, it } from "vitest";
import { type ClientInterceptor, ConnectionEndedError, channel, sessionOf, t } from "../../../runtime/index.ts";
import { caller } from "../peers.ts";
import { settled } from "../raw-peer.ts";

const interceptor: ClientInterceptor = (next) => (call) => next(call);

describe("the ends of channels whose call never began", () => {
  it.each([
    ["", {}],
    [" through an interceptor", { interceptors: [interceptor] }],
  ])("tell why, once the connection is over%s", async (_, options) => {
    const { client, peer } = await caller(options);
    peer.link.destroy();
    await sessionOf(client).closed;
    const [tx, theirs] = channel(t.i32);
    const [out, rx] = channel(t.i32);
    const failure = await client.sum(theirs).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionEndedError);
    expect(failure).toMatchObject({ code: "link-lost", state: "closed" });
    await client.generate(1, out).catch(() => {});
    const ended = { name: "ConnectionEndedError", code: "link-lost", state: "closed" };
    for (const attempt of [tx.send(1), tx.sendAll([1]), tx.closed, rx.next(), rx.take(), rx.forEach(() => {})]) {
      await expect(attempt).rejects.toMatchObject(ended);
    }
    expect(() => tx.trySend(1)).toThrow("the counterpart dropped the link");
    expect(() => tx.writable()).toThrow("the counterpart dropped the link");
    expect(() => rx.readable()).toThrow("the counterpart dropped the link");
  });

  it("tell why, once the client was closed", async () => {
    const { client, connection } = await caller();
    connection.retain();
    await client.close();
    const [tx, theirs] = channel(t.i32);
    await client.sum(theirs).catch(() => {});
    await expect(tx.send(1)).rejects.toThrow("this client was closed");
    connection.release();
  });

  it("tell why, when the call was given up before it began, and serve another call", async () => {
    const { client, peer } = await caller();
    const [tx, theirs] = channel(t.i32);
    const call = client.sum(theirs, { signal: AbortSignal.abort("no more") });
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    await expect(tx.send(1)).rejects.toMatchObject({ code: "cancelled", cause: "no more" });
    void tx.closed;
    client.sum(theirs).catch(() => {});
    await peer.hear("Request");
    await tx.send(1);
    await peer.hear("ChannelItem");
    await settled();
  });

  it("still wait for a call after one whose arguments were wrong", async () => {
    const { client } = await caller();
    const [out, rx] = channel(t.i32);
    await expect(client.generate(-1, out)).rejects.toMatchObject({ code: "invalid-value" });
    await expect(rx.next()).rejects.toMatchObject({ code: "misuse" });
  });
});
