import { afterEach, describe, expect, it } from "vitest";
import {
  type ClientHandle,
  ConnectionRejectedError,
  type ConnectOptions,
  channel,
  connect,
  memoryPair,
  type ServeOptions,
  type Server,
  serve,
  sessionOf,
  t,
} from "../../../runtime/index.ts";
import { defineService } from "../../../runtime/service/definition.ts";
import { settled } from "../raw-peer.ts";

const Chat = defineService("Chat", {
  say: t.method([t.string], t.u32),
  relay: t.method([t.string], t.string),
  listen: t.method([t.tx(t.string)], t.unit),
  wait: t.method([], t.unit),
});
const Ears = defineService("Ears", { hear: t.method([t.string], t.string) });

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

let told: string[] = [];

async function pair(given: { serve?: ServeOptions; connect?: ConnectOptions<typeof Ears.types> } = {}) {
  told = [];
  const [near, far] = memoryPair();
  const server: Server = await serve(
    far,
    Chat,
    {
      say: (text) => told.push(text),
      relay: async (text, { connection }) => {
        const ears = connection.client(Ears);
        try {
          return await ears.hear(text);
        } finally {
          await ears.close();
        }
      },
      listen: async (out) => {
        await out.send("one");
      },
      wait: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    },
    given.serve,
  );
  const client = await connect(near, Chat, given.connect);
  open.push(
    () => server.close(),
    () => sessionOf(client).close(),
  );
  return { server, client };
}

const counts = (handle: ClientHandle) => sessionOf(handle).actor.getSnapshot().context;

describe("one connection, both ways", () => {
  it("[session.symmetry] lets the acceptor call back while it answers a call", async () => {
    const { client } = await pair({ connect: { serve: [Ears, { hear: (text) => text.toUpperCase() }] } });
    expect(await client.relay("hello")).toBe("HELLO");
    const many = await Promise.all(Array.from({ length: 50 }, (_, n) => client.relay(`n${n}`)));
    expect(many.length).toBe(50);
    expect(many[49]).toBe("N49");
  });

  it("answers UnknownMethod on the side that serves nothing", async () => {
    const { client } = await pair({ serve: { onHandlerError: () => {} } });
    await expect(client.relay("hello")).rejects.toMatchObject({ code: "cancelled-by-callee" });
  });
});

describe("a virtual connection", () => {
  const accepting: ServeOptions = {
    onConnection: (incoming) => {
      const wish = incoming.metadata.find(({ key }) => key === "wish")?.value;
      if (wish === "no") incoming.reject({ why: "you said so" });
      else if (wish === "nothing") return;
      else if (wish === "throw") throw new Error("hook");
      else incoming.accept(Ears, { hear: (text) => `${incoming.id}:${text}` }, { metadata: { hi: 1n } });
    },
    onHandlerError: () => {},
  };

  it("[rpc.virtual-connection.open] [connection.open] [connection.virtual] serves beside the root with ids of its own", async () => {
    const { client } = await pair({ serve: accepting });
    const session = sessionOf(client);
    const first = await session.open(Ears);
    const second = await session.open(Ears, { settings: { parity: "even", maxConcurrentRequests: 3 } });
    expect(await first.hear("a")).toBe("1:a");
    expect(await second.hear("b")).toBe("3:b");
    expect(await client.say("c")).toBe(1);
    expect(counts(client).connections).toBe(3);
    expect(sessionOf(first).connections.find(({ id }) => id === 1)?.metadata).toEqual([
      { key: "hi", value: 1n, flags: 0n },
    ]);
  });

  it("[session.connection-settings.open] [connection.parity] takes note of the parity and limit that the opener announces, and takes the other half", async () => {
    const { client, server } = await pair({ serve: accepting });
    await sessionOf(client).open(Ears, { settings: { parity: "even", maxConcurrentRequests: 3 } });
    const theirs = server.sessions[0]?.driver.connections.get(1)?.snapshot.context;
    expect(theirs?.remote).toEqual({ parity: "even", maxConcurrentRequests: 3 });
    expect(theirs?.local.parity).toBe("odd");
  });

  it("[connection.open.rejection] [rpc.virtual-connection.accept] is refused with metadata, or when the hook does not decide", async () => {
    const { client } = await pair({ serve: accepting });
    const session = sessionOf(client);
    const refused = session.open(Ears, { metadata: { wish: "no" } });
    await expect(refused).rejects.toThrow(ConnectionRejectedError);
    await expect(refused).rejects.toMatchObject({ code: "rejected", connectionId: 1 });
    expect(await refused.catch((error) => error.metadata)).toEqual([{ key: "why", value: "you said so", flags: 0n }]);
    for (const wish of ["nothing", "throw"]) {
      await expect(session.open(Ears, { metadata: { wish } })).rejects.toMatchObject({ code: "rejected" });
    }
    expect(counts(client).connections).toBe(1);
    expect(await client.say("still here")).toBe(1);
  });

  it("is refused by a peer without a hook", async () => {
    const { client } = await pair();
    await expect(sessionOf(client).open(Ears)).rejects.toMatchObject({ code: "rejected" });
  });

  it("[connection.close] [connection.close.semantics] ends everything on it, and nothing beside it, at either side", async () => {
    let held: { close(): Promise<void> } | undefined;
    const { client, server } = await pair({
      serve: {
        onConnection: (incoming) => {
          held = incoming.accept(Chat, {
            say: () => 1,
            relay: (text) => text,
            listen: () => {},
            wait: () => new Promise(() => {}),
          });
        },
      },
    });
    const session = sessionOf(client);
    for (const closer of ["here", "there"]) {
      const other = await session.open(Chat);
      const call = other.wait();
      const [tx, rx] = channel(t.string);
      await other.listen(tx);
      const read = rx.next();
      if (closer === "here") await session.connections.at(-1)?.close();
      else await held?.close();
      const code = closer === "here" ? "closed" : "closed-by-counterpart";
      await expect(call).rejects.toMatchObject({ code });
      await expect(read).rejects.toMatchObject({ code });
      await settled();
      expect(counts(client)).toMatchObject({ connections: 1, requests: 0, channels: 0 });
      expect(server.sessions[0]?.actor.getSnapshot().context).toMatchObject({
        connections: 1,
        requests: 0,
        channels: 0,
      });
      await expect(other.wait()).rejects.toMatchObject({ code });
    }
    expect(await client.say("x")).toBe(1);
  });

  it("fails while it waits for the verdict when the session ends, and when its signal is aborted", async () => {
    const { client } = await pair({ serve: { onConnection: () => new Promise(() => {}) } });
    const session = sessionOf(client);
    const controller = new AbortController();
    const given = session.open(Ears, { signal: controller.signal });
    controller.abort(new Error("too slow"));
    await expect(given).rejects.toThrow("too slow");
    const waiting = session.open(Ears);
    await settled();
    void session.close();
    await expect(waiting).rejects.toMatchObject({ code: "closed" });
    await expect(session.open(Ears)).rejects.toMatchObject({ code: "closed" });
  });

  it("opens as many as the limit says and not one more, on both sides", async () => {
    const limits = { virtualConnections: 2 };
    const here = await pair({ serve: accepting, connect: { limits } });
    const session = sessionOf(here.client);
    await session.open(Ears);
    await session.open(Ears);
    await expect(session.open(Ears)).rejects.toThrow("limit virtualConnections is 2");
    const there = await pair({ serve: { ...accepting, limits } });
    const other = sessionOf(there.client);
    await other.open(Ears);
    await other.open(Ears);
    await expect(other.open(Ears)).rejects.toMatchObject({ code: "rejected" });
  });
});

describe("liveness", () => {
  const accepting: ServeOptions = { onConnection: (incoming) => void incoming.accept(Ears, { hear: (text) => text }) };

  it("[rpc.caller.liveness.last-drop-closes-connection] closes a virtual connection with its last client", async () => {
    const { client, server } = await pair({ serve: accepting });
    const first = await sessionOf(client).open(Ears);
    const second = sessionOf(client)
      .connections.find(({ id }) => id === 1)
      ?.client(Ears);
    await first.close();
    expect(await second?.hear("x")).toBe("x");
    await expect(first.hear("y")).rejects.toMatchObject({ code: "closed" });
    await second?.close();
    await settled();
    expect(counts(client).connections).toBe(1);
    expect(server.sessions[0]?.actor.getSnapshot().context.connections).toBe(1);
  });

  it("[rpc.caller.liveness.refcounted] counts a bound channel as a handle", async () => {
    const { client } = await pair();
    const [tx, rx] = channel(t.string);
    await client.listen(tx);
    await client.close();
    expect(sessionOf(client).actor.getSnapshot().status).toBe("active");
    expect(await rx.next()).toEqual({ value: "one", done: false });
    await rx.return();
    await sessionOf(client).closed;
  });

  it("[rpc.caller.liveness.root-teardown-condition] ends the session with the last client of the root", async () => {
    const { client, server } = await pair();
    await client.close();
    expect(await sessionOf(client).closed).toMatchObject({ cause: "released" });
    await settled();
    expect(server.sessions).toEqual([]);
  });

  it("[rpc.caller.liveness.root-internal-close] keeps the session for a virtual connection, and sends nothing for id 0", async () => {
    const { client } = await pair({ serve: accepting });
    const session = sessionOf(client);
    const ears = await session.open(Ears);
    await client.close();
    expect(session.actor.getSnapshot().context.phase).toBe("lingering");
    expect(await ears.hear("still")).toBe("still");
    await ears.close();
    expect(await session.closed).toMatchObject({ cause: "released" });
  });
});

describe("a drain", () => {
  it("lets what runs finish, answers new calls Cancelled, and reports nothing cut", async () => {
    let finish: () => void = () => {};
    const [near, far] = memoryPair();
    const server = await serve(far, Chat, {
      say: () => 1,
      relay: (text) => text,
      listen: () => {},
      wait: () => new Promise<void>((resolve) => (finish = resolve)),
    });
    const client = await connect(near, Chat);
    const running = client.wait();
    await settled();
    const drained = server.drain({ timeoutMs: 10_000 });
    await expect(client.say("late")).rejects.toMatchObject({ code: "cancelled-by-callee" });
    await expect(sessionOf(client).open(Ears)).rejects.toMatchObject({ code: "rejected" });
    finish();
    await running;
    expect(await drained).toEqual({ requests: 0, channels: 0 });
    expect(await sessionOf(client).closed).toMatchObject({ cause: "linkEnded" });
  });

  it("cuts what does not finish in time, and says how much", async () => {
    const { client, server } = await pair();
    const [tx, rx] = channel(t.string);
    await client.listen(tx);
    const call = client.wait();
    await settled();
    const cut = server.drain({ timeoutMs: 20 });
    await expect(call).rejects.toMatchObject({ code: "link-lost" });
    expect(await cut).toEqual({ requests: 1, channels: 1 });
    await rx.return();
  });

  it("ends a session that has nothing to do at once", async () => {
    const { server } = await pair();
    expect(await server.drain({ timeoutMs: 10_000 })).toEqual({ requests: 0, channels: 0 });
  });
});

describe("who may come in", () => {
  async function knock(onSession: NonNullable<ServeOptions["onSession"]>, metadata = { token: "t" }) {
    const [near, far] = memoryPair();
    const errors: unknown[] = [];
    const onHandlerError = (error: unknown) => errors.push(error);
    const ears = { hear: (text: string) => text };
    const server = await serve(far, Ears, ears, { onSession, onHandlerError, metadata: { motd: "hi" } });
    open.push(() => server.close());
    return { client: connect(near, Ears, { metadata }), errors };
  }

  it("[session.handshake] lets the hook see the metadata of Hello, and the client that of the answer", async () => {
    const seen: unknown[] = [];
    const { client } = await knock(({ metadata, link }) => {
      seen.push(metadata, link);
    });
    const ears = await client;
    expect(seen).toEqual([[{ key: "token", value: "t", flags: 0n }], "memory b"]);
    expect(sessionOf(ears).metadata).toEqual([{ key: "motd", value: "hi", flags: 0n }]);
    await ears.close();
  });

  it("refuses with the hook's words, and without any when it throws", async () => {
    const told = await knock(async () => "bad token");
    await expect(told.client).rejects.toThrow(/session refused: bad token/);
    const silent = await knock(() => false);
    await expect(silent.client).rejects.toThrow(/not welcome/);
    const thrown = await knock(() => {
      throw new Error("database down");
    });
    await expect(thrown.client).rejects.toThrow(/not welcome/);
    expect(thrown.errors).toEqual([new Error("database down")]);
  });
});
