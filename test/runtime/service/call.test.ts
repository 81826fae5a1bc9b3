import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Call, channel, connect, memoryPair, type SessionOptions, serve, t } from "../../../runtime/index.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";
import { RawPeer, settled } from "../raw-peer.ts";

const unseen: unknown[] = [];
const note = (reason: unknown) => unseen.push(reason);

beforeEach(() => {
  unseen.length = 0;
  process.on("unhandledRejection", note);
});

afterEach(() => {
  process.off("unhandledRejection", note);
});

async function peers(options: SessionOptions = {}) {
  const [near, far] = memoryPair();
  const fail = () => {
    throw new Error("no");
  };
  const server = await serve(far, Shapes, { ...idle, fail }, { onHandlerError: () => {} });
  return { client: await connect(near, Shapes, options), server, near };
}

describe("a call", () => {
  it("is a promise, and what is made from it is a plain one", async () => {
    const { client } = await peers();
    const call = client.add(1, 2);
    expect(call).toBeInstanceOf(Call);
    expect(call).toBeInstanceOf(Promise);
    for (const made of [call.then((sum) => sum), call.catch(() => 0), call.finally(() => {})]) {
      expect(made).not.toBeInstanceOf(Call);
      expect(Object.getPrototypeOf(made)).toBe(Promise.prototype);
      expect(await made).toBe(3);
    }
    await client.close();
  });

  it("works wherever promises do", async () => {
    const { client } = await peers();
    expect(await Promise.all([client.add(1, 1), client.add(2, 2)])).toEqual([2, 4]);
    expect(await Promise.race([client.add(1, 1), client.wait()])).toBe(2);
    expect(await Promise.resolve(client.add(1, 1))).toBe(2);
    await client.close();
  });

  it("that has its answer is not touched by a cancel, however often", async () => {
    const { client } = await peers();
    const call = client.add(1, 2);
    expect(await call).toBe(3);
    call.cancel();
    call.cancel();
    expect(await call).toBe(3);
    expect(await client.add(3, 4)).toBe(7);
    await client.close();
  });

  it("that was cancelled stays so: one CancelRequest, one error", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.welcome();
    const call = (await connecting).wait();
    for (let n = 0; n < 3; n++) call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    call.cancel();
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["Request", "CancelRequest"]);
    peer.link.destroy();
  });

  it("that never began has no actor and takes a cancel all the same", async () => {
    const { client } = await peers();
    const call = client.wait({ signal: AbortSignal.abort(new Error("enough")) });
    call.cancel();
    expect(call.actor).toBeUndefined();
    await expect(call).rejects.toMatchObject({ code: "cancelled", cause: new Error("enough") });
    await client.close();
  });

  it("shows the metadata of the answer when it fails, too", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.welcome();
    const call = (await connecting).divide(1n, 0n);
    const { request } = await peer.hear("Request");
    const metadata = [{ key: "took", value: 3n, flags: 0n }];
    peer.say({ kind: "Response", connection: 0, request, channels: [], metadata, ret: new Uint8Array([1, 3]) });
    await expect(call).rejects.toMatchObject({ code: "cancelled-by-callee" });
    expect(call.metadata).toEqual(metadata);
    peer.link.destroy();
  });

  it("leaves no listener on its signal once it is settled", async () => {
    const { client } = await peers();
    const { signal } = new AbortController();
    const calls = [client.add(1, 2, { signal }), client.fail({ signal })];
    expect(getEventListeners(signal, "abort").length).toBe(2);
    await Promise.allSettled(calls);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await client.close();
  });
});

describe("a call that nobody awaits", () => {
  it("fails without an unhandled rejection, whatever the cause", async () => {
    const { client, near } = await peers({ limits: { requestsInFlight: 2 } });
    const controller = new AbortController();
    void client.fail();
    void client.wait().cancel();
    void client.wait({ timeoutMs: 1 });
    void client.wait({ signal: controller.signal });
    void client.wait({ signal: AbortSignal.abort() });
    for (let n = 0; n < 5; n++) void client.wait();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx);
    void tx.send(1);
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 30));
    near.destroy();
    await settled();
    void client.add(1, 2);
    void client.close();
    await settled();
    expect(unseen).toEqual([]);
  });

  it("is noticed when it was the caller's own mistake", async () => {
    const { client } = await peers();
    void client.add(2 ** 40, 0);
    await settled();
    expect(unseen.map(String)).toEqual([expect.stringContaining("i32")]);
    await client.close();
  });

  it("does not hide the failure from who looks later", async () => {
    const { client } = await peers();
    const call = client.fail();
    await settled();
    await expect(call).rejects.toMatchObject({ code: "cancelled-by-callee" });
    expect(unseen).toEqual([]);
    await client.close();
  });
});
