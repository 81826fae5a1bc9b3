import { describe, expect, it } from "vitest";
import { channel, defineService, type Handlers, type Rx, type ServeOptions, t } from "../../runtime/index.ts";
import { settled } from "../runtime/raw-peer.ts";
import { accepting, call, callee, caller, closing, item, kinds, opening, two } from "./peers.ts";

const Room = defineService("Room", {
  say: t.method([t.string], t.string),
  wait: t.method([], t.unit),
  collect: t.method([t.rx(t.u8)], t.unit),
});
const room: Handlers<typeof Room.types> = {
  say: (text) => text,
  wait: () => new Promise(() => {}),
  collect: () => {},
};
const onConnection: NonNullable<ServeOptions["onConnection"]> = (incoming) => void incoming.accept(Room, room);
const closed = (connection: number) => ({ kind: "CloseConnection", connection, metadata: [] }) as const;

/** A client on a virtual connection, with a counterpart written by hand. */
async function beside(options: Parameters<typeof caller>[1] & { parity2?: "odd" | "even" } = {}) {
  const { client, peer, session } = await caller(Room, options);
  const parity = options.parity2 ?? "odd";
  const opened = session.open(Room, { settings: { parity } });
  const { connection } = await peer.hear("OpenConnection");
  peer.say(accepting(connection, parity === "odd" ? "even" : "odd"));
  return { root: client, client: await opened, peer, session, id: connection };
}

describe("a connection", () => {
  it("[connection] has requests and channels of its own: the same ids on two connections are four things", async () => {
    const got: Rx<number>[] = [];
    const holding: Handlers<typeof Room.types> = { ...room, collect: (rx) => void got.push(rx) };
    const accept: ServeOptions["onConnection"] = (incoming) => void incoming.accept(Room, holding);
    const { peer } = await callee(Room, holding, { profile: "strict", onConnection: accept });
    peer.say(opening(1));
    await peer.hear("AcceptConnection");
    for (const connection of [0, 1]) peer.say(call(Room, "collect", { connection, channels: [1] }));
    for (const connection of [1, 0]) peer.say({ ...item(1, 7 + connection), connection });
    await settled();
    const items = await Promise.all(got.map((rx) => rx.next()));
    expect(items.map(({ value }) => value)).toEqual([7, 8]);
    expect([(await peer.hear("Response")).connection, (await peer.hear("Response")).connection]).toEqual([0, 1]);
  });

  it("[connection.root] is there from the handshake on, with id 0, and goes only with its session", async () => {
    const { client, peer, session } = await caller(Room);
    expect(session.connections.map(({ id }) => id)).toEqual([0]);
    void client.wait().catch(() => {});
    expect((await peer.hear("Request")).connection).toBe(0);
    void session.connections[0]?.close();
    await peer.end();
    expect(kinds(peer)).toEqual([]);
  });

  it("[connection.virtual] has an id above 0 that no other one ever had", async () => {
    const { peer, session } = await caller(Room);
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) {
      const opened = session.open(Room);
      const { connection } = await peer.hear("OpenConnection");
      ids.push(connection);
      peer.say(accepting(connection));
      await (await opened).close();
      expect((await peer.hear("CloseConnection")).connection).toBe(connection);
    }
    expect(ids).toEqual([1, 3, 5]);
  });

  it("[connection.parity] gives the opener the half of its ids that it chose, whatever the session's is", async () => {
    const { root, client, peer } = await beside({ parity2: "even" });
    for (const caller of [root, client, client]) void caller.collect(channel(t.u8)[1]);
    const requests = [await peer.hear("Request"), await peer.hear("Request"), await peer.hear("Request")];
    expect(requests.map(({ connection, request, channels }) => [connection, request, ...channels])).toEqual([
      [0, 1, 1],
      [1, 2, 2],
      [1, 4, 4],
    ]);
  });
});

describe("opening a virtual connection", () => {
  it("[connection.open] [rpc.virtual-connection.open] sends nothing on it before the other side has accepted", async () => {
    const { peer, session } = await caller(Room);
    let isOpen = false;
    const opened = session.open(Room, { metadata: { topic: "x" } });
    void opened.then(() => {
      isOpen = true;
    });
    expect(await peer.hear("OpenConnection")).toMatchObject({
      connection: 1,
      metadata: [{ key: "topic", value: "x" }],
    });
    await expect(session.connections.at(-1)?.client(Room).say("early")).rejects.toMatchObject({ code: "misuse" });
    await settled();
    expect([isOpen, peer.heard.length]).toEqual([false, 0]);
    peer.say(accepting(1));
    void (await opened).say("now");
    expect((await peer.hear("Request")).connection).toBe(1);
  });

  it("[connection.open] may be given up: an Accept that comes then is no violation", async () => {
    const { peer, session } = await caller(Room, { profile: "strict" });
    const controller = new AbortController();
    const opened = session.open(Room, { signal: controller.signal });
    await peer.hear("OpenConnection");
    controller.abort(new Error("too slow"));
    await expect(opened).rejects.toThrow("too slow");
    peer.say(accepting(1), { kind: "Ping", connection: 0, nonce: 1n });
    await peer.hear("Pong");
  });

  it("[rpc.virtual-connection.accept] shows the accepting side the metadata, and gives it a handle to call back with", async () => {
    const heard: unknown[] = [];
    const { session } = await two(Room, room, {
      serve: {
        onConnection: async (incoming) => {
          heard.push(incoming.metadata);
          const connection = incoming.accept();
          await using caller = connection.client(Room);
          heard.push(await caller.say("welcome"));
        },
      },
    });
    await session.open(Room, { metadata: { topic: "x" }, serve: [Room, { ...room, say: (text) => `${text}!` }] });
    await settled();
    expect(heard).toEqual([[{ key: "topic", value: "x", flags: 0n }], "welcome!"]);
  });

  it("[connection.open.rejection] may be refused for want of room, with no limit in the protocol", async () => {
    const { peer } = await callee(Room, room, { onConnection, limits: { virtualConnections: 2 } });
    for (const id of [1, 3, 5]) peer.say(opening(id));
    await settled();
    expect(kinds(peer).toSorted()).toEqual(["AcceptConnection", "AcceptConnection", "RejectConnection"]);
    expect((await peer.hear("RejectConnection")).connection).toBe(5);
    peer.say(closed(1), opening(7));
    await settled();
    expect(kinds(peer).at(-1)).toBe("AcceptConnection");
  });
});

describe("closing a virtual connection", () => {
  it("[connection.close] is the last that is said on it, and what crosses is dropped", async () => {
    const answers: (() => void)[] = [];
    const { peer, server } = await callee(Room, room, {
      profile: "strict",
      onConnection: (incoming) => {
        const wait = () => new Promise<void>((resolve) => answers.push(resolve));
        incoming.accept(Room, { ...room, wait });
      },
    });
    peer.say(opening(1));
    await peer.hear("AcceptConnection");
    peer.say(call(Room, "wait", { connection: 1 }));
    await settled();
    void server.sessions[0]?.connections.at(-1)?.close({ why: "done" });
    expect((await peer.hear("CloseConnection")).metadata).toMatchObject([{ key: "why", value: "done" }]);
    answers[0]?.();
    peer.say(call(Room, "say", { connection: 1, request: 3, args: [0] }), { ...closing(1), connection: 1 });
    await settled();
    expect([peer.isOver, kinds(peer)]).toEqual([false, []]);
  });

  it("[connection.close.semantics] by the counterpart cancels calls and ends channels, and nothing more is said", async () => {
    const { client, peer, session } = await beside();
    const [tx, rx] = channel(t.u8);
    void client.collect(rx);
    const waiting = client.wait();
    await settled();
    peer.heard.splice(0);
    peer.say(closed(1));
    await expect(waiting).rejects.toMatchObject({ code: "closed-by-counterpart" });
    await expect(tx.send(1)).rejects.toMatchObject({ code: "closed-by-counterpart" });
    await tx.close();
    await settled();
    expect(peer.heard).toEqual([]);
    expect(session.actor.getSnapshot().context).toMatchObject({ connections: 1, requests: 0, channels: 0 });
  });

  it("[connection.close.semantics] by the counterpart stops its handlers, and makes what it sends later a violation", async () => {
    const reasons: unknown[] = [];
    const { peer } = await callee(Room, room, {
      profile: "strict",
      onConnection: (incoming) => {
        const wait: (typeof room)["wait"] = ({ signal }) =>
          new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve(void reasons.push(signal.reason)));
          });
        incoming.accept(Room, { ...room, wait });
      },
    });
    peer.say(opening(1));
    await peer.hear("AcceptConnection");
    peer.say(call(Room, "wait", { connection: 1 }), closed(1));
    await settled();
    expect([reasons.length, kinds(peer)]).toEqual([1, []]);
    peer.say(call(Room, "say", { connection: 1, request: 3, args: [0] }));
    await peer.expectProtocolError("connection.close.semantics");
  });
});
