import { afterEach, describe, expect, it, vi } from "vitest";
import { ConnectionEndedError, connect, serve } from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import type { Message } from "../../../runtime/wire/index.ts";
import { Shapes } from "../fixture.ts";
import { RawPeer, settled } from "../raw-peer.ts";
import { idle } from "./idle-handlers.ts";

const hello = (version = 7, parity: "odd" | "even" = "odd", connection = 0): Message => ({
  kind: "Hello",
  connection,
  version,
  settings: { parity, maxConcurrentRequests: 64 },
  metadata: [],
});

async function acceptor(options = {}) {
  const [link, peer] = RawPeer.pair();
  const server = await serve(link, Shapes, idle, options);
  return { server, peer, driver: server.sessions[0]?.driver };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("the handshake", () => {
  it("[session.handshake] [session.parity] takes the opposite parity and announces the limit", async () => {
    for (const [theirs, ours] of [
      ["odd", "even"],
      ["even", "odd"],
    ] as const) {
      const { peer } = await acceptor();
      peer.say(hello(7, theirs));
      const answer = await peer.hear("HelloYourself");
      expect(answer.settings).toEqual({ parity: ours, maxConcurrentRequests: 64 });
    }
  });

  it("[session.handshake] ends with ProtocolError at another version, another connection, or anything but Hello", async () => {
    const wrong: Message[] = [
      hello(6),
      hello(8),
      hello(7, "odd", 2),
      { kind: "Ping", connection: 0, nonce: 1n },
      { kind: "CancelRequest", connection: 0, request: 1, metadata: [] },
      { kind: "HelloYourself", connection: 0, settings: { parity: "odd", maxConcurrentRequests: 1 }, metadata: [] },
    ];
    for (const message of wrong) {
      const { peer, driver } = await acceptor();
      peer.say(message);
      await peer.expectProtocolError("session.handshake");
      expect(await driver?.closed).toMatchObject({ cause: "violation" });
    }
  });

  it("[session.message] ends with ProtocolError and offset at bytes that are no message, and never quotes them", async () => {
    const { peer, driver } = await acceptor();
    peer.link.send(new TextEncoder().encode("\u0000\u0002\u0006SECRET"));
    expect(await driver?.closed).toMatchObject({ cause: "protocolError" });
    const other = await acceptor();
    other.peer.link.send(new Uint8Array([0, 99, 83, 69, 67]));
    const text = await other.peer.expectProtocolError("session.message");
    expect(text).toContain("byte 1");
  });

  it("[session.handshake] gives up when no Hello comes in time, and says so", async () => {
    vi.useFakeTimers();
    const { peer, driver } = await acceptor({ limits: { handshakeMs: 500 } });
    await vi.advanceTimersByTimeAsync(480);
    expect(driver?.session.state).toBe("awaitingHello");
    await vi.advanceTimersByTimeAsync(40);
    await peer.hear("ProtocolError");
    expect(driver?.session.state).toBe("closed");
  });

  it("refuses a payload above 64 KiB before Hello, and takes one of exactly that size after it", async () => {
    const { peer, driver } = await acceptor();
    peer.link.send(new Uint8Array(64 * 1024 + 1));
    expect(await driver?.closed).toMatchObject({ cause: "linkFailed" });
    const other = await acceptor();
    await other.peer.introduce();
    const args = new Uint8Array(64 * 1024);
    other.peer.say({ kind: "Request", connection: 0, request: 1, method: 1n, channels: [], metadata: [], args });
    await other.peer.hear("Response");
  });

  it("checks the parity in HelloYourself in strict only", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes, { profile: "strict" });
    const refused = expect(connecting).rejects.toThrow(ConnectionEndedError);
    await peer.welcome({ parity: "odd" });
    await peer.expectProtocolError("session.handshake");
    await refused;
    const [other, lenient] = RawPeer.pair();
    const client = connect(other, Shapes);
    await lenient.welcome({ parity: "odd" });
    await (await client).close();
  });

  it("rejects `connect` with the counterpart's words when it refuses the handshake", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    const refused = expect(connecting).rejects.toThrow(/not today/);
    await peer.hear("Hello");
    peer.say({ kind: "ProtocolError", connection: 0, description: "not today" });
    await refused;
  });
});

describe("an established session", () => {
  async function established(options = {}) {
    const { peer, driver, server } = await acceptor(options);
    await peer.introduce();
    return { peer, driver, server };
  }

  it("[session.keepalive] answers each Ping with its nonce", async () => {
    const { peer } = await established();
    const nonces = [0n, 1n, 2n ** 64n - 1n];
    for (const nonce of nonces) peer.say({ kind: "Ping", connection: 0, nonce });
    for (const nonce of nonces) expect((await peer.hear("Pong")).nonce).toBe(nonce);
  });

  it("[session.message.connection-id] ends with ProtocolError at a Ping or a ProtocolError off connection 0", async () => {
    for (const message of [
      { kind: "Ping", connection: 1, nonce: 1n },
      { kind: "ProtocolError", connection: 1, description: "x" },
    ] as const) {
      const { peer } = await established();
      peer.say(message);
      await peer.expectProtocolError("session.message.connection-id");
    }
  });

  it("[session.handshake] ends with ProtocolError at a second Hello", async () => {
    const { peer } = await established();
    peer.say(hello());
    await peer.expectProtocolError("session.handshake");
  });

  it("[connection.root] ends with ProtocolError when connection 0 is closed", async () => {
    const { peer } = await established();
    peer.say({ kind: "CloseConnection", connection: 0, metadata: [] });
    await peer.expectProtocolError("connection.root");
  });

  it("[connection.open.rejection] answers OpenConnection with Reject when there is no acceptor, and goes on", async () => {
    const { peer } = await established();
    const settings = { parity: "odd", maxConcurrentRequests: 8 } as const;
    peer.say({ kind: "OpenConnection", connection: 1, settings, metadata: [] });
    expect(await peer.hear("RejectConnection")).toMatchObject({ connection: 1 });
    peer.say({ kind: "Ping", connection: 0, nonce: 5n });
    await peer.hear("Pong");
  });

  it("[connection.open] ends with ProtocolError at an id of the wrong parity, zero, or used before", async () => {
    const settings = { parity: "odd", maxConcurrentRequests: 8 } as const;
    for (const ids of [[2], [0], [1, 1]]) {
      const { peer } = await established();
      for (const connection of ids) peer.say({ kind: "OpenConnection", connection, settings, metadata: [] });
      await peer.expectProtocolError("connection.open");
    }
  });

  it("[session.message.connection-id] ends with ProtocolError at a message on a connection that never was", async () => {
    const { peer } = await established();
    peer.say({ kind: "CancelRequest", connection: 9, request: 1, metadata: [] });
    await peer.expectProtocolError("session.message.connection-id");
  });

  it("ends with ProtocolError at an Accept or a Reject that nobody waits for", async () => {
    const settings = { parity: "odd", maxConcurrentRequests: 8 } as const;
    for (const message of [
      { kind: "AcceptConnection", connection: 0, settings, metadata: [] },
      { kind: "RejectConnection", connection: 0, metadata: [] },
    ] as const) {
      const { peer } = await established();
      peer.say(message);
      await peer.expectProtocolError(/^connection\.open/);
    }
  });

  it("[session.protocol-error] obeys a ProtocolError: everything fails with it, and nothing is answered", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.welcome();
    const client = await connecting;
    const call = client.wait();
    await peer.hear("Request");
    peer.say({ kind: "ProtocolError", connection: 0, description: "rpc.channel: you did it" });
    await expect(call).rejects.toMatchObject({ code: "protocol-error" });
    await expect(call).rejects.toThrow(/you did it/);
    await settled();
    expect(peer.heard).toEqual([]);
    await expect(client.wait()).rejects.toMatchObject({ code: "protocol-error" });
  });

  it("ends every actor, the driver last, when it is closed", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes, { keepalive: { intervalMs: 60_000, timeoutMs: 60_000 } });
    await peer.welcome();
    const client = await connecting;
    const { driver } = connectionOf(client);
    const keepalive = driver.keepalive?.actor;
    const call = client.wait();
    await peer.hear("Request");
    const closed = client.close();
    await expect(call).rejects.toMatchObject({ code: "closed" });
    peer.link.close();
    await closed;
    expect(keepalive?.getSnapshot().status).toBe("stopped");
    expect(driver.snapshot()).toMatchObject({
      status: "done",
      output: { cause: "released" },
      context: { connections: 0, requests: 0, channels: 0 },
    });
    expect(driver.timers.size).toBe(0);
  });

  it("[session.keepalive] pings when asked to, and ends the session when no Pong comes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const { peer, driver } = await established({ keepalive: { intervalMs: 1000, timeoutMs: 500 } });
    await vi.advanceTimersByTimeAsync(1020);
    const first = await peer.hear("Ping");
    peer.say({ kind: "Pong", connection: 0, nonce: first.nonce });
    await vi.advanceTimersByTimeAsync(1020);
    expect((await peer.hear("Ping")).nonce).toBe(first.nonce + 1n);
    peer.say({ kind: "Pong", connection: 0, nonce: 99n });
    await vi.advanceTimersByTimeAsync(520);
    expect(driver?.session.snapshot.output).toMatchObject({ cause: "keepaliveTimeout" });
  });
});
