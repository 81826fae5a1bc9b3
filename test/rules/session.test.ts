import { afterEach, describe, expect, it } from "vitest";
import { channel, connect, defineService, type Handlers, serve, t } from "../../runtime/index.ts";
import { PAIRS } from "../link/pairs.ts";
import { RawPeer, settled } from "../runtime/raw-peer.ts";
import { accepting, callee, caller, item, kinds, opening, two } from "./peers.ts";

const Desk = defineService("Desk", {
  ask: t.method([t.string], t.string),
  wait: t.method([], t.unit),
  collect: t.method([t.rx(t.u8, { credit: 1 })], t.unit),
  produce: t.method([t.tx(t.u8)], t.unit),
});
const desk: Handlers<typeof Desk.types> = {
  ask: (text) => text.toUpperCase(),
  wait: () => new Promise(() => {}),
  collect: () => {},
  produce: () => {},
};
const onConnection: NonNullable<Parameters<typeof callee>[2]>["onConnection"] = (incoming) =>
  void incoming.accept(Desk, { ...desk, ask: (text) => `${incoming.id} ${text}` });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

describe("a session", () => {
  it("[session] carries many connections over the one link of two peers", async () => {
    const { client, session, server } = await two(Desk, desk, { serve: { onConnection } });
    const others = await Promise.all(Array.from({ length: 20 }, () => session.open(Desk)));
    const answers = await Promise.all([client, ...others].map((desk) => desk.ask("x")));
    expect(answers).toEqual(["X", ...others.map((_, index) => `${2 * index + 1} x`)]);
    expect([server.sessions.length, session.connections.length]).toEqual([1, 21]);
  });

  it("[session.role] is begun by the initiator: an acceptor says nothing before Hello", async () => {
    const [ours, peer] = RawPeer.pair();
    await serve(ours, Desk, desk);
    await settled();
    expect(peer.heard).toEqual([]);
    await peer.introduce();
    const [link, acceptor] = RawPeer.pair();
    const connecting = connect(link, Desk);
    expect(await acceptor.hear("Hello")).toMatchObject({ connection: 0, version: 7 });
    link.destroy();
    await expect(connecting).rejects.toMatchObject({ code: "link-lost" });
  });

  it("[session.role] has its roles whoever dialled: who accepted the socket may initiate, and serve", async () => {
    const tcp = PAIRS.find(({ kind }) => kind === "tcp");
    const pair = await tcp?.make();
    if (pair === undefined) throw new Error("there are TCP links");
    cleanups.push(() => pair.close());
    const answered: string[] = [];
    const server = await serve(pair.a, Desk, {
      ...desk,
      ask: async (text, { connection }) => {
        answered.push(await connection.client(Desk).ask(text));
        return "done";
      },
    });
    cleanups.push(() => server.close());
    const client = await connect(pair.b, Desk, { serve: [Desk, desk] });
    expect(await client.ask("from the initiator")).toBe("done");
    expect(answered).toEqual(["FROM THE INITIATOR"]);
  });

  it("[session.handshake] ends the attempt of an initiator when its Hello is refused or answered by anything else", async () => {
    for (const answer of [
      { kind: "ProtocolError", connection: 0, description: "no" },
      { kind: "Ping", connection: 0, nonce: 1n },
    ] as const) {
      const [link, peer] = RawPeer.pair();
      const connecting = connect(link, Desk);
      await peer.hear("Hello");
      peer.say(answer);
      const code = answer.kind === "Ping" ? "protocol-violation" : "protocol-error";
      await expect(connecting).rejects.toMatchObject({ code });
      expect(kinds(peer)).toEqual(answer.kind === "Ping" ? ["ProtocolError"] : []);
    }
  });
});

describe("the parity of a session", () => {
  it("[session.parity] says who opens which connections, and on the root who takes which ids", async () => {
    for (const [ours, theirs, ids] of [
      ["odd", "even", [1, 3]],
      ["even", "odd", [2, 4]],
    ] as const) {
      const { client, peer, session } = await caller(Desk, { parity: ours, announced: { parity: theirs } });
      void client.wait();
      void client.collect(channel(t.u8)[1]);
      for (const id of ids) {
        const opened = session.open(Desk);
        expect((await peer.hear("OpenConnection")).connection).toBe(id);
        peer.say(accepting(id));
        await opened;
      }
      const requests = [await peer.hear("Request"), await peer.hear("Request")];
      expect(requests.map(({ request }) => request)).toEqual(ids);
      expect(requests[1]?.channels).toEqual([ids[0]]);
    }
  });

  it("[session.parity] is the initiator's choice: the acceptor opens connections and calls with the other half", async () => {
    const { server, peer } = await callee(Desk, desk, { announced: { parity: "even" }, onConnection });
    const [session] = server.sessions;
    void session?.connections[0]?.client(Desk).wait();
    void session?.open(Desk).catch(() => {});
    expect((await peer.hear("Request")).request).toBe(1);
    expect((await peer.hear("OpenConnection")).connection).toBe(1);
    peer.say(opening(2));
    expect((await peer.hear("AcceptConnection")).connection).toBe(2);
  });
});

describe("the settings of a connection", () => {
  it("[session.connection-settings] [session.connection-settings.hello] are stated by each side for the root", async () => {
    const limits = { requestsInFlight: 5 };
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Desk, { limits });
    expect((await peer.hear("Hello")).settings).toEqual({ parity: "odd", maxConcurrentRequests: 5 });
    link.destroy();
    await connecting.catch(() => {});
    const [ours, initiator] = RawPeer.pair();
    await serve(ours, Desk, desk, { limits });
    const settings = { parity: "odd", maxConcurrentRequests: 9 } as const;
    initiator.say({ kind: "Hello", connection: 0, version: 7, settings, metadata: [] });
    expect((await initiator.hear("HelloYourself")).settings).toEqual({ parity: "even", maxConcurrentRequests: 5 });
  });

  it("[session.connection-settings.open] are stated by opener and accepter for a virtual connection", async () => {
    const { peer, session } = await caller(Desk);
    void session.open(Desk, { settings: { parity: "even", maxConcurrentRequests: 3 } }).catch(() => {});
    expect((await peer.hear("OpenConnection")).settings).toEqual({ parity: "even", maxConcurrentRequests: 3 });
    const { peer: opener } = await callee(Desk, desk, { limits: { requestsInFlight: 5 }, onConnection });
    opener.say(opening(1, "even"));
    expect((await opener.hear("AcceptConnection")).settings).toEqual({ parity: "odd", maxConcurrentRequests: 5 });
  });
});

describe("a violation", () => {
  it("[session.protocol-error] is reported on connection 0, and ends everything with that cause", async () => {
    const { client, peer, session } = await caller(Desk);
    const [tx, rx] = channel(t.u8);
    const [theirs, numbers] = channel(t.u8);
    void client.collect(rx);
    void client.produce(theirs);
    await tx.send(1);
    const pending = [client.wait(), tx.send(2), numbers.next(), session.open(Desk)];
    await peer.hear("OpenConnection");
    peer.say(item(99, 1));
    const failed = Promise.allSettled(pending);
    await peer.expectProtocolError("rpc.channel.item");
    for (const outcome of await failed) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "protocol-violation" } });
    }
    expect(await session.closed).toMatchObject({ cause: "violation" });
  });

  it("[session.protocol-error] reported by the counterpart ends everything with its words", async () => {
    const { client, peer } = await caller(Desk);
    const [tx, rx] = channel(t.u8);
    void client.collect(rx);
    await tx.send(1);
    const pending = [client.wait(), tx.send(2)];
    peer.say({ kind: "ProtocolError", connection: 0, description: "you did it" });
    for (const promise of pending) {
      await expect(promise).rejects.toMatchObject({
        code: "protocol-error",
        message: expect.stringContaining("you did it"),
      });
    }
  });
});
