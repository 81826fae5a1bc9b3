import { describe, expect, it } from "vitest";
import { channel, connect, RoamError, serve, sessionOf, t } from "../../../runtime/index.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";
import { call, callee, caller, response } from "../peers.ts";
import { RawPeer, settled } from "../raw-peer.ts";

/** The error that a promise rejects with. */
async function failure(promise: Promise<unknown>): Promise<RoamError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof RoamError) return error;
  throw new Error(`expected a RoamError, found ${error}`);
}

const states = ({ timeline = [] }: RoamError) => timeline.map(({ state }) => state);

describe("an error of a call", () => {
  it("that was lost, cancelled or timed out tells where it was and what it went through", async () => {
    const { client, peer } = await caller({}, { maxConcurrentRequests: 3 });
    const [lost, cancelled, timedOut, queued] = [
      client.wait(),
      client.wait(),
      client.wait({ timeoutMs: 5 }),
      client.wait(),
    ];
    cancelled.cancel();
    expect(await failure(cancelled)).toMatchObject({ code: "cancelled", connectionId: 0, requestId: 3 });
    expect(states(await failure(cancelled))).toEqual(["queued", "awaitingResponse", "cancelling"]);
    const late = await failure(timedOut);
    expect(late).toMatchObject({ code: "timed-out", requestId: 5, state: "awaitingResponse" });
    expect(states(late)).toEqual(["queued", "awaitingResponse", "cancelling"]);
    peer.link.destroy();
    expect(await failure(lost)).toMatchObject({ code: "link-lost", requestId: 1, state: "awaitingResponse" });
    expect(states(await failure(lost))).toEqual(["queued", "awaitingResponse", "lost"]);
    expect(await failure(queued)).toMatchObject({ code: "link-lost", requestId: 7, state: "queued" });
    expect(states(await failure(queued))).toEqual(["queued", "lost"]);
    expect(await failure(client.wait())).toMatchObject({ code: "link-lost", connectionId: 0, state: "closed" });
  });

  it("that was answered with one tells the same", async () => {
    const { client, peer } = await caller();
    for (const [ret, code] of [
      [[1, 1], "unknown-method"],
      [[1, 2], "invalid-payload"],
      [[1, 3], "cancelled-by-callee"],
      [[0, 0xff], "invalid-response"],
    ] as const) {
      const pending = client.add(1, 2);
      const { request } = await peer.hear("Request");
      peer.say(response(request, ...ret));
      const error = await failure(pending);
      expect(error).toMatchObject({ code, connectionId: 0, requestId: request, state: "responded" });
      expect(states(error)).toEqual(["queued", "awaitingResponse", "responded"]);
    }
  });

  it("that never began tells of its connection", async () => {
    const { client } = await caller();
    const [, rx] = channel(t.i32);
    void client.sum(rx).catch(() => {});
    const aborted = AbortSignal.abort(new Error("no"));
    const wrong: unknown = "x";
    for (const [promise, code] of [
      [Reflect.apply(client.add, client, [1, wrong]), "invalid-value"],
      [Reflect.apply(client.add, client, [1]), "misuse"],
      [client.sum(rx), "misuse"],
      [client.wait({ signal: aborted }), "cancelled"],
      [client.add(1, 2, { metadata: { k: "x".repeat(20_000) } }), "limit"],
    ] as const) {
      const error = await failure(promise);
      expect(error).toMatchObject({ code, connectionId: 0, state: "open" });
      expect(states(error)).toEqual(["idle", "open"]);
    }
    expect((await failure(client.wait({ signal: aborted }))).cause).toEqual(new Error("no"));
  });
});

describe("an error of a channel", () => {
  it("tells its id, state and timeline, at both ends", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx).catch(() => {});
    const [out, numbers] = channel(t.i32);
    void client.generate(1, out).catch(() => {});
    await peer.hear("Request");
    await peer.hear("Request");
    const wrong: unknown = "x";
    expect(await failure(Reflect.apply(tx.send, tx, [wrong]))).toMatchObject({ code: "invalid-value", channelId: 1 });
    for (let n = 0; n < 4; n++) await tx.send(n);
    const stalled = tx.send(5);
    const reading = numbers.next();
    await settled();
    peer.link.destroy();
    const write = await failure(stalled);
    expect(write).toMatchObject({ code: "link-lost", connectionId: 0, channelId: 1, state: "stalled" });
    expect(states(write)).toEqual(["unbound", "flowing", "stalled", "lost"]);
    const read = await failure(reading);
    expect(read).toMatchObject({ code: "link-lost", channelId: 3, state: "open" });
    expect(states(read)).toEqual(["announced", "open", "lost"]);
    expect(await failure(tx.send(6))).toMatchObject({ code: "link-lost", channelId: 1 });
  });

  it("that was reset, or whose items do not decode, tells the same", async () => {
    const { client, peer } = await caller();
    const [tx, rx] = channel(t.i32);
    void client.sum(rx).catch(() => {});
    const [out, numbers] = channel(t.i32);
    void client.generate(1, out).catch(() => {});
    await peer.hear("Request");
    await peer.hear("Request");
    peer.say({ kind: "ResetChannel", connection: 0, channel: 1, metadata: [] });
    peer.say({ kind: "ChannelItem", connection: 0, channel: 3, item: new Uint8Array([0xff]) });
    await settled();
    expect(await failure(tx.send(1))).toMatchObject({ code: "channel-reset", channelId: 1, state: "reset" });
    expect(await failure(numbers.next())).toMatchObject({ code: "invalid-item", channelId: 3 });
  });
});

describe("an error of connect or open", () => {
  it("tells the state of the session that did not come to be", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.hear("Hello");
    peer.link.destroy();
    const error = await failure(connecting);
    expect(error).toMatchObject({ code: "link-lost", state: "awaitingHelloYourself" });
    expect(states(error)).toEqual(["awaitingHello", "awaitingHelloYourself", "closed"]);
  });

  it("is one of ours when there is nobody to reach", async () => {
    expect(await failure(connect("tcp://127.0.0.1:1", Shapes))).toMatchObject({ code: "unreachable" });
  });

  it("tells the connection that was rejected, or did not open before the session ended", async () => {
    const { client, peer } = await caller();
    const session = sessionOf(client);
    const rejected = session.open(Shapes);
    const { connection } = await peer.hear("OpenConnection");
    peer.say({ kind: "RejectConnection", connection, metadata: [] });
    const error = await failure(rejected);
    expect(error).toMatchObject({ code: "rejected", connectionId: 1, rule: "connection.open.rejection" });
    expect(states(error)).toEqual(["idle", "awaitingAccept", "rejected"]);
    const pending = session.open(Shapes);
    await peer.hear("OpenConnection");
    peer.link.destroy();
    expect(await failure(pending)).toMatchObject({ code: "link-lost", connectionId: 3, state: "awaitingAccept" });
    expect(await failure(session.open(Shapes))).toMatchObject({ code: "link-lost" });
  });
});

describe("an error that our own side is told", () => {
  it("of a result that does not fit names the request", async () => {
    const wrong: unknown = "x";
    const { peer, errors } = await callee({}, { add: () => Object(wrong) });
    peer.say(call(1, "add", { args: [2, 2] }));
    await settled();
    expect(errors).toMatchObject([{ code: "invalid-value", connectionId: 0, requestId: 1, state: "handling" }]);
    expect(String(errors[0])).toContain("i32");
  });
});

describe("a text of the counterpart", () => {
  it("is cut to 1,024 characters and cannot steer a terminal", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.hear("Hello");
    peer.say({ kind: "ProtocolError", connection: 0, description: `\u001b[2J${"x".repeat(5_000)}` });
    const { message } = await failure(connecting);
    expect(message).not.toContain("\u001b");
    expect(message).toContain("x".repeat(1_020));
    expect(message).not.toContain("x".repeat(1_021));
  });

  it("of ours fits the frame limit", async () => {
    const [link, peer] = RawPeer.pair();
    await serve(link, Shapes, idle, { limits: { frame: 200 }, onSession: () => "no".repeat(1_000) });
    const settings = { parity: "odd", maxConcurrentRequests: 1 } as const;
    peer.say({ kind: "Hello", connection: 0, version: 7, settings, metadata: [] });
    expect(await peer.expectProtocolError(/^session refused/)).toMatch(/nono/);
  });
});
