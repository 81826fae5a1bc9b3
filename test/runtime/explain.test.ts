import { describe, expect, it } from "vitest";
import { explanationOf } from "../../runtime/explanation.ts";
import { channel, connect, explain, serve, sessionOf, t } from "../../runtime/index.ts";
import { idle } from "./driver/idle-handlers.ts";
import { VirtualClock } from "./driver/virtual-clock.ts";
import { Shapes } from "./fixture.ts";
import { call, callee, caller, response } from "./peers.ts";
import { RawPeer, settled } from "./raw-peer.ts";

/** A client whose clock stands still, and its counterpart by hand. */
async function client(settings: { maxConcurrentRequests?: number } = {}, options = {}) {
  const clock = new VirtualClock(5_000);
  return { clock, ...(await caller({ clock, ...options }, settings)) };
}

const WARNING = "; it has no timeoutMs, no signal and no keepalive, and may wait for ever";

describe("explain a call", () => {
  it("that awaits its response", async () => {
    const { client: shapes, clock, peer } = await client();
    const pending = shapes.add(1, 2, { timeoutMs: 9_000 });
    clock.advance(1_234);
    expect(explain(pending)).toBe(
      "Shapes.add (request 1 on connection 0) has been awaiting its response for 1.2 s: the other side must answer",
    );
    peer.say(response(1, 0, 6));
    await pending;
    clock.advance(40);
    expect(explain(pending)).toBe(
      "Shapes.add (request 1 on connection 0) ended as responded 40 ms ago: nobody has to act",
    );
  });

  it("that is queued, for a slot or for the link", async () => {
    const { client: shapes, clock } = await client({ maxConcurrentRequests: 1 });
    void shapes.wait().catch(() => {});
    const queued = shapes.wait({ timeoutMs: 9_000 });
    clock.advance(12);
    expect(explain(queued)).toBe(
      "Shapes.wait (request 3 on connection 0) has been queued for 12 ms: the other side takes 1 call at a time and must answer one",
    );
  });

  it("that was given up", async () => {
    const { client: shapes, clock } = await client();
    const given = shapes.wait();
    given.cancel();
    await given.catch(() => {});
    clock.advance(15_000);
    expect(explain(given)).toBe(
      "Shapes.wait (request 1 on connection 0) was given up 15 s ago and has told the other side, which must answer to free its slot",
    );
  });

  it("with a warning when nothing bounds its wait: no deadline, no signal, no keepalive", async () => {
    const { client: shapes } = await client();
    expect(explain(shapes.wait())).toMatch(new RegExp(`${WARNING}$`));
    const { signal } = new AbortController();
    expect(explain(shapes.wait({ signal }))).not.toContain("for ever");
    expect(explain(shapes.wait({ timeoutMs: 1 }))).not.toContain("for ever");
    const kept = await client({}, { keepalive: { intervalMs: 1_000, timeoutMs: 1_000 } });
    expect(explain(kept.client.wait())).not.toContain("for ever");
  });

  it("that never began", async () => {
    const { client: shapes } = await client();
    const wrong: unknown = "x";
    const mistaken = Reflect.apply(shapes.add, shapes, [1, wrong]);
    mistaken.catch(() => {});
    expect(explain(mistaken)).toBe("this call was never begun: nobody has to act");
  });
});

describe("explain a channel", () => {
  it("that is not bound yet, at both ends", () => {
    const [tx, rx] = channel(t.i32);
    expect(explain(tx)).toBe("this Tx is not bound yet: our code must give its other end to a call");
    expect(explain(rx)).toBe("this Rx is not bound yet: our code must give its other end to a call");
  });

  it("that we send on: flowing, stalled, over", async () => {
    const { client: shapes, clock, peer } = await client();
    const [tx, rx] = channel(t.i32);
    void shapes.sum(rx).catch(() => {});
    await tx.send(1);
    clock.advance(500);
    expect(explain(tx)).toBe(
      "channel 1 has been flowing for 500 ms: 1 item sent, 3 credit: our code may send or close",
    );
    for (let n = 0; n < 3; n++) await tx.send(n);
    void tx.send(4);
    clock.advance(12_000);
    expect(explain(tx)).toBe(
      "channel 1 has been stalled for 12 s: 4 items sent, no credit: the receiver must take items and grant",
    );
    expect(explain(rx)).toBe(explain(tx));
    peer.say({ kind: "ResetChannel", connection: 0, channel: 1, metadata: [] });
    await settled();
    clock.advance(180_000);
    expect(explain(tx)).toBe("channel 1 ended as reset 3 min ago: nobody has to act");
  });

  it("that we receive on: waiting, filled, closed", async () => {
    const { client: shapes, clock, peer } = await client();
    const [tx, rx] = channel(t.i32);
    void shapes.generate(9, tx).catch(() => {});
    await peer.hear("Request");
    clock.advance(100);
    expect(explain(rx)).toBe(
      "channel 1 has been open for 100 ms: nothing queued, nobody reads: the other side must send or close",
    );
    const reading = rx.next();
    expect(explain(rx)).toContain("nothing queued, our code waits: the other side must send or close");
    for (let n = 0; n < 3; n++) peer.say({ kind: "ChannelItem", connection: 0, channel: 1, item: new Uint8Array([2]) });
    await reading;
    expect(explain(rx)).toBe("channel 1 has been open for 100 ms: 2 items queued: our code must take them");
    peer.say({ kind: "CloseChannel", connection: 0, channel: 1, metadata: [] });
    await settled();
    expect(explain(rx)).toBe(
      "channel 1 has been closed by its sender for 0 ms: 2 items queued: our code must take them",
    );
  });
});

describe("explain a connection, a client, a session, a server", () => {
  it("with what runs there, and who must act", async () => {
    const { client: shapes, clock } = await client();
    clock.advance(2_000);
    const session = sessionOf(shapes);
    const [root] = session.connections;
    expect(root && explain(root)).toBe(
      "connection 0 has been open for 2.0 s: nothing runs on it and nobody has to act",
    );
    expect(explain(session)).toBe(
      "the session over memory a has been established for 2.0 s with 1 connection, 0 requests and 0 channels: nobody has to act",
    );
    const [tx] = channel(t.i32);
    void shapes.generate(1, tx).catch(() => {});
    expect(explain(shapes)).toBe(
      "this client's connection 0 has been open for 2.0 s: the other side must answer 1 call, 1 channel must be closed or reset",
    );
    expect(explain(session)).toContain("1 request and 1 channel: explain its connections to see who must act");
  });

  it("of the side that answers", async () => {
    const { server, peer } = await callee();
    peer.say(call(1, "wait"));
    await settled();
    const [connection] = server.sessions[0]?.connections ?? [];
    expect(connection && explain(connection)).toContain("our handlers must answer 1 call");
    expect(explain(server)).toBe("the server at memory a has 1 session and listens: nobody has to act");
    peer.link.close();
    await server.close();
    expect(explain(server)).toBe("the server at memory a has 0 sessions and no longer listens");
  });

  it("that waits for a verdict", async () => {
    const [link, peer] = RawPeer.pair();
    const server = await serve(link, Shapes, idle, { onSession: () => new Promise(() => {}) });
    const [session] = server.sessions;
    expect(session && explain(session)).toContain("awaiting Hello for");
    const settings = { parity: "odd", maxConcurrentRequests: 1 } as const;
    peer.say({ kind: "Hello", connection: 0, version: 7, settings, metadata: [] });
    await settled();
    expect(session && explain(session)).toContain("our onSession must let the other side in or refuse it");
  });
});

describe("the sentence", () => {
  it("ends the error of a timeout, word for word", async () => {
    const { client: shapes, clock } = await client();
    const pending = shapes.wait({ timeoutMs: 2_000 });
    clock.advance(1_900);
    const before = explain(pending);
    clock.advance(100);
    const error = await pending.catch((reason: Error) => reason);
    expect(Object(error).message).toBe(`Shapes.wait was given up after 2000 ms. ${before.replace("1.9 s", "2.0 s")}`);
  });

  it("ends the error of a lost link, for calls, channels and connections", async () => {
    const { client: shapes, clock, peer } = await client();
    const pending = shapes.wait({ timeoutMs: 60_000 });
    const [tx, rx] = channel(t.i32);
    void shapes.sum(rx).catch(() => {});
    for (let n = 0; n < 4; n++) await tx.send(n);
    const stalled = tx.send(4);
    const [out, numbers] = channel(t.i32);
    void shapes.generate(1, out).catch(() => {});
    const reading = numbers.next();
    const opening = sessionOf(shapes).open(Shapes);
    clock.advance(3_000);
    await settled();
    const sentences = [explain(pending), explain(tx), explain(numbers)];
    peer.link.destroy();
    const errors = await Promise.all([pending, stalled, reading, opening].map((one) => one.catch((error) => error)));
    const messages = errors.map((error) => Object(error).message);
    for (const [index, sentence] of sentences.entries()) expect(messages[index]).toContain(`. ${sentence}`);
    expect(messages[3]).toMatch(
      /connection 1 has been awaiting its verdict for 3\.0 s: the other side must accept or reject$/,
    );
  });

  it("ends the error of a handshake that nobody answers", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.hear("Hello");
    peer.link.destroy();
    await expect(connecting).rejects.toThrow(
      /has been awaiting HelloYourself for \d+ ms: the other side must answer the handshake$/,
    );
  });

  it("is made of plain data and a clock", () => {
    const facts = { kind: "keepalive", state: "awaitingPong", since: 1_000 } as const;
    expect(explanationOf(facts, 3_500)).toBe(
      "the keepalive has been awaiting a Pong for 2.5 s: the other side must answer",
    );
  });

  it("is about every state of every chart", async () => {
    const { tables } = await import("../../machines/tables.ts");
    const numbers = { connection: 0, request: 1, channel: 1, limit: 1, sent: 0, credit: 0, waiting: 0, queued: 0 };
    const counts = { calls: 0, handlers: 0, channels: 0, requests: 0, connections: 0, waitingBytes: 0 };
    const rest = { ...numbers, ...counts, method: "S.m", link: "l", isBlocked: true, isBounded: true, since: 0 };
    for (const [kind, table] of Object.entries(tables)) {
      for (const [state, { final }] of table.chart.states) {
        const sentence = explanationOf(Object({ ...rest, kind, state }), 10);
        expect([kind, state, sentence.includes("ended as")]).toEqual([kind, state, final]);
        expect(sentence).toMatch(/ must | may |nobody has to act$/);
      }
    }
  });
});
