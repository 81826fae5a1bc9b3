import { describe, expect, it } from "vitest";
import { CallFailedError, connect, memoryPair, serve, sessionOf } from "../../../runtime/index.ts";
import { dialMemory } from "../../../runtime/link/memory-registry.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";
import { call, callee, caller, cancel, oddIds, open, response } from "../peers.ts";
import { RawPeer, settled } from "../raw-peer.ts";

const responses = (peer: RawPeer) => peer.heard.map((message) => message.kind === "Response" && message.request);

describe("requestsInFlight", () => {
  it("[rpc.flow-control.max-concurrent-requests] sends as many calls as the counterpart announced, and keeps the next", async () => {
    const { client, peer } = await caller({}, { maxConcurrentRequests: 3 });
    const calls = Array.from({ length: 4 }, () => client.wait());
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["Request", "Request", "Request"]);
    peer.say(response((await peer.hear("Request")).request, 0));
    await calls[0];
    await settled();
    expect(peer.heard.length).toBe(3);
    peer.link.destroy();
  });

  it("[rpc.flow-control.max-concurrent-requests] takes n Calls in strict; one more ends the session and names the limit", async () => {
    const { peer } = await callee({ profile: "strict", limits: { requestsInFlight: 3 } });
    for (const id of oddIds(3)) peer.say(call(id, "wait"));
    await settled();
    expect(peer.heard).toEqual([]);
    peer.say(call(7, "wait"));
    const text = await peer.expectProtocolError("rpc.flow-control.max-concurrent-requests");
    expect(text).toContain("limit requestsInFlight is 3");
  });

  it("[session.connection-settings.open] is what was announced for a virtual connection, where that is less", async () => {
    const { client, peer } = await caller({ profile: "strict" });
    const settings = { parity: "odd", maxConcurrentRequests: 1 } as const;
    const opening = sessionOf(client).open(Shapes, { settings, serve: [Shapes, idle] });
    const { connection } = await peer.hear("OpenConnection");
    const theirs = { parity: "even", maxConcurrentRequests: 64 } as const;
    peer.say({ kind: "AcceptConnection", connection, settings: theirs, metadata: [] });
    await opening;
    peer.say(call(2, "wait", { connection }), call(4, "wait", { connection }));
    const text = await peer.expectProtocolError("rpc.flow-control.max-concurrent-requests");
    expect(text).toContain("limit requestsInFlight is 1");
  });

  it("counts a Call that was cancelled no more", async () => {
    const { peer } = await callee({ profile: "strict", limits: { requestsInFlight: 1 } });
    for (const id of oddIds(5)) peer.say(call(id, "wait"), cancel(id));
    await settled();
    expect(responses(peer)).toEqual([...oddIds(5)]);
  });
});

describe("handlers", () => {
  it("run n at a time, those included that were told to stop", async () => {
    let running = 0;
    const { peer } = await callee({ limits: { handlers: 2 } }, { wait: () => new Promise(() => running++) });
    for (const id of oddIds(3)) peer.say(call(id, "wait"));
    await settled();
    expect(running).toBe(2);
    peer.say(cancel(1));
    await settled();
    expect(running).toBe(2);
  });
});

describe("a slot that comes free because the connection ends", () => {
  it("is given to nobody: no handler starts, and no call is sent", async () => {
    let running = 0;
    const { peer, server } = await callee({ limits: { handlers: 1 } }, { wait: () => new Promise(() => running++) });
    for (const id of oddIds(3)) peer.say(call(id, "wait"));
    await settled();
    void server.close();
    await settled();
    expect(running).toBe(1);
    const ours = await caller({}, { maxConcurrentRequests: 1 });
    const calls = [ours.client.wait(), ours.client.wait()];
    for (const one of calls) one.catch(() => {});
    await ours.peer.hear("Request");
    void sessionOf(ours.client).close();
    await settled();
    expect(ours.peer.heard).toEqual([]);
  });
});

describe("waitingCalls and waitingCallBytes", () => {
  /** A peer whose only handler slot is taken. */
  async function busy(limits: object) {
    const { peer } = await callee({ limits: { handlers: 1, ...limits } });
    peer.say(call(1, "wait"));
    return peer;
  }

  it("let n Calls wait, and answer the next Cancelled, unrun, with the limit", async () => {
    const peer = await busy({ waitingCalls: 2 });
    for (const id of [3, 5, 7]) peer.say(call(id, "add", { args: [2, 2] }));
    await settled();
    expect(peer.heard).toMatchObject([
      { request: 7, ret: new Uint8Array([1, 3]), metadata: [{ key: "refused", value: "limit waitingCalls is 2" }] },
    ]);
  });

  it("let n bytes wait, and answer the next Cancelled, unrun, with the limit", async () => {
    const peer = await busy({ waitingCallBytes: 4 });
    for (const id of [3, 5, 7]) peer.say(call(id, "add", { args: [2, 2] }));
    await settled();
    expect(peer.heard).toMatchObject([
      { request: 7, ret: new Uint8Array([1, 3]), metadata: [{ key: "refused", value: "limit waitingCallBytes is 4" }] },
    ]);
  });

  it("are told to the caller", async () => {
    const [near, far] = memoryPair();
    await serve(far, Shapes, idle, { limits: { handlers: 1, waitingCalls: 0 } });
    const client = await connect(near, Shapes);
    void client.wait();
    // A slot that is free takes a Call past the line; with none, nothing may wait.
    const refused = client.add(1, 1);
    await expect(refused).rejects.toThrow(CallFailedError);
    await expect(refused).rejects.toThrow(/not run, its limit waitingCalls is 0$/);
    await sessionOf(client).close();
  });

  it("believe no text of the counterpart that is not of that form", async () => {
    const { client, peer } = await caller();
    const pending = client.wait();
    const { request } = await peer.hear("Request");
    const metadata = [{ key: "refused", value: "limit x is 1\u001b[31m", flags: 0n }];
    peer.say({ kind: "Response", connection: 0, request, channels: [], metadata, ret: new Uint8Array([1, 3]) });
    await expect(pending).rejects.toThrow(/handler failed or was stopped$/);
  });
});

describe("virtual connections", () => {
  it("are n on our side, and an error for one more", async () => {
    const { client, peer } = await caller({ limits: { virtualConnections: 2 } });
    const session = sessionOf(client);
    const opening = [session.open(Shapes), session.open(Shapes)];
    for (const one of opening) one.catch(() => {});
    await expect(session.open(Shapes)).rejects.toMatchObject({ limit: "virtualConnections", figure: 2 });
    await settled();
    expect(peer.heard.map(({ kind }) => kind)).toEqual(["OpenConnection", "OpenConnection"]);
  });

  it("are n of the counterpart's, and the next is rejected with the limit", async () => {
    const onConnection = (incoming: { accept(): unknown }) => void incoming.accept();
    const { peer, driver } = await callee({ onConnection, limits: { virtualConnections: 2 } });
    peer.say(open(1), open(3));
    await settled();
    peer.say(open(5));
    await settled();
    expect(peer.heard).toMatchObject([
      { kind: "AcceptConnection", connection: 1 },
      { kind: "AcceptConnection", connection: 3 },
      { kind: "RejectConnection", metadata: [{ key: "refused", value: "limit virtualConnections is 2" }] },
    ]);
    expect(driver.connections.virtual).toBe(2);
  });

  it("wait for a verdict n at a time, ours and theirs apart", async () => {
    const limits = { pendingOpens: 2 };
    const here = await caller({ limits });
    const session = sessionOf(here.client);
    for (let n = 0; n < 2; n++) void session.open(Shapes).catch(() => {});
    await expect(session.open(Shapes)).rejects.toMatchObject({ limit: "pendingOpens", figure: 2 });
    const settings = { parity: "even", maxConcurrentRequests: 64 } as const;
    here.peer.say({ kind: "AcceptConnection", connection: 1, settings, metadata: [] });
    await settled();
    void session.open(Shapes).catch(() => {});
    expect(session.connections.length).toBe(4);
    const there = await callee({ limits, onConnection: () => new Promise(() => {}) });
    there.peer.say(open(1), open(3), open(5));
    await settled();
    expect(there.peer.heard).toMatchObject([
      { kind: "RejectConnection", connection: 5, metadata: [{ value: "limit pendingOpens is 2" }] },
    ]);
  });

  it("say why they were rejected, if it was a limit", async () => {
    const [near, far] = memoryPair();
    await serve(far, Shapes, idle, { onConnection: () => {}, limits: { virtualConnections: 0 } });
    const client = await connect(near, Shapes);
    await expect(sessionOf(client).open(Shapes)).rejects.toThrow(/its limit virtualConnections is 0$/);
    await sessionOf(client).close();
  });
});

describe("sessions", () => {
  it("are n for each server; one more is refused with the limit, and beyond twice as many the link is dropped", async () => {
    const url = "memory://crowd";
    const server = await serve(url, Shapes, idle, { limits: { sessions: 2 } });
    const clients = [await connect(url, Shapes), await connect(url, Shapes)];
    await expect(connect(url, Shapes)).rejects.toThrow(/limit sessions is 2/);
    await settled();
    expect(server.sessions.length).toBe(2);
    await clients[0]?.close();
    await settled();
    await (await connect(url, Shapes)).add(1, 1);
    await server.close();
  });

  it("that have not said Hello are as many again, and no more", async () => {
    const url = "memory:knocking";
    const server = await serve(url, Shapes, idle, { limits: { sessions: 1 } });
    const knock = async () => new RawPeer(await dialMemory({ name: "knocking" }));
    const [first, second, third] = [await knock(), await knock(), await knock()];
    await settled();
    expect([first.isOver, second.isOver, third.isOver]).toEqual([false, false, true]);
    expect(server.sessions.length).toBe(2);
    await first.introduce();
    second.say({
      kind: "Hello",
      connection: 0,
      version: 7,
      settings: { parity: "odd", maxConcurrentRequests: 1 },
      metadata: [],
    });
    await second.expectProtocolError(/^session refused/);
    first.link.close();
    await server.close();
  });
});
