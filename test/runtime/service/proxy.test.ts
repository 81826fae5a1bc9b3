import { afterEach, describe, expect, it } from "vitest";
import {
  AnyService,
  channel,
  connect,
  defineService,
  memoryPair,
  NO_PROPAGATE,
  proxyConnections,
  SENSITIVE,
  serve,
  sessionOf,
  t,
} from "../../../runtime/index.ts";
import { settled } from "../raw-peer.ts";
import { type Chain, chain, Depot, handlers } from "./proxy-chain.ts";

let running: Chain | undefined;
afterEach(async () => {
  await running?.front.close();
  await running?.back.close();
  running = undefined;
});

async function start(given?: Parameters<typeof chain>[0]): Promise<Chain> {
  running = await chain(given);
  return running;
}

const counts = ({ near, far }: Chain) => [near, far].map(({ actor }) => actor.getSnapshot().context);
const QUIET = { requests: 0, channels: 0 };

describe("calls through a proxy", () => {
  it("are answered as the back end answers them", async () => {
    const { client } = await start();
    expect(await client.add(2, 3)).toBe(5);
    expect(await client.divide(7n, 2n)).toEqual({ ok: true, value: 3n });
    expect(await client.divide(7n, 0n)).toEqual({ ok: false, error: "by zero" });
  });

  it("[rpc.unknown-method] tell of a method that the back end does not have", async () => {
    const { client } = await start();
    const other = sessionOf(client).connections[0]?.client(defineService("Other", { no: t.method([], t.unit) }));
    await expect(other?.no()).rejects.toMatchObject({ code: "unknown-method" });
    const [, rx] = channel(t.u8);
    const wrong = defineService("Depot", { nope: t.method([t.rx(t.u8)], t.unit) });
    await expect(sessionOf(client).connections[0]?.client(wrong).nope(rx)).rejects.toMatchObject({
      code: "unknown-method",
    });
    await settled();
    expect(await client.add(1, 1)).toBe(2);
  });

  it("tell of a handler that failed, and of arguments that do not decode", async () => {
    const { client } = await start({
      handlers: {
        wait: () => {
          throw new Error("broken");
        },
      },
    });
    await expect(client.wait()).rejects.toMatchObject({ code: "cancelled-by-callee" });
  });

  it("[session.symmetry] go the other way too", async () => {
    const { client } = await start();
    expect(await client.ask("hello")).toBe("HELLO");
  });

  it("[rpc.metadata.flags.no-propagate] carry metadata both ways without what must not travel on", async () => {
    const { client } = await start();
    const kept = [
      { key: "b", value: "2", flags: SENSITIVE | (1n << 40n) },
      { key: "b", value: new Uint8Array([1]), flags: 0n },
    ];
    const call = client.add(1, 2, { metadata: [{ key: "a", value: "1", flags: NO_PROPAGATE }, ...kept] });
    await call;
    expect(call.metadata).toEqual(kept);
  });

  it("[rpc.pipelining] run a thousand at once, beyond what either side takes at a time", async () => {
    const chain = await start({ back: { limits: { requestsInFlight: 3 } } });
    const sums = await Promise.all(Array.from({ length: 1_000 }, (_, n) => chain.client.add(n, n)));
    expect(sums).toEqual(Array.from({ length: 1_000 }, (_, n) => 2 * n));
    expect(counts(chain)).toMatchObject([QUIET, QUIET]);
  });

  it("[rpc.cancel] are cancelled where they run", async () => {
    const chain = await start();
    const call = chain.client.wait();
    await settled();
    const at = (session: Chain["near"]) => session.driver.connections.get(0)?.requests;
    expect([...(at(chain.near)?.incoming.values() ?? [])].map(({ state }) => state)).toEqual(["handling"]);
    expect([...(at(chain.far)?.outgoing.values() ?? [])].map(({ state }) => state)).toEqual(["awaitingResponse"]);
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    await settled();
    expect(counts(chain)).toMatchObject([QUIET, QUIET]);
    expect(chain.back.sessions[0]?.actor.getSnapshot().context).toMatchObject(QUIET);
  });
});

describe("channels through a proxy", () => {
  it("carry items to the handler and from it", async () => {
    const chain = await start();
    const [tx, rx] = channel(t.i32);
    const total = chain.client.sum(rx);
    for (let n = 1; n <= 100; n++) await tx.send(n);
    await tx.close();
    expect(await total).toBe(5_050n);
    const [out, numbers] = channel(t.i32);
    const done = chain.client.generate(100, out);
    const seen: number[] = [];
    for await (const n of numbers) seen.push(n);
    await done;
    expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n));
    await settled();
    expect(counts(chain)).toMatchObject([QUIET, QUIET]);
  });

  it("carry both directions of one call at once", async () => {
    const { client } = await start();
    const [tx, input] = channel(t.i32);
    const [output, rx] = channel(t.i32);
    const done = client.double(input, output);
    for (let n = 0; n < 50; n++) {
      await tx.send(n);
      expect(await rx.next()).toEqual({ value: n * 2, done: false });
    }
    await tx.close();
    expect((await rx.next()).done).toBe(true);
    await done;
  });

  it("[rpc.flow-control.credit] pass credit end to end: a slow reader stops its sender, and nothing is kept between", async () => {
    let sent = 0;
    const chain = await start({
      handlers: {
        async generate(count, out) {
          for (; sent < count; sent++) await out.send(sent);
          await out.close();
        },
      },
    });
    const [out, numbers] = channel(t.i32);
    const done = chain.client.generate(1_000, out);
    await settled();
    expect(sent).toBe(4);
    expect(numbers.queued).toBe(4);
    for (const { driver } of [chain.near, chain.far]) {
      expect(driver.connections.get(0)?.channels.undeliveredBytes).toBe(0);
      expect(driver.outbox.bytes).toBe(0);
    }
    await numbers.next();
    await numbers.next();
    await settled();
    expect(sent).toBe(6);
    for await (const _ of numbers);
    await done;
  });

  it("are visible as actors on both sides from their first message on", async () => {
    const { client, near, far } = await start();
    const [tx, rx] = channel(t.i32);
    const total = client.sum(rx);
    await tx.send(1);
    await settled();
    const [here] = near.driver.connections.get(0)?.channels.incoming.values() ?? [];
    const [there] = far.driver.connections.get(0)?.channels.outgoing.values() ?? [];
    expect([here?.actor.getSnapshot().value, there?.actor.getSnapshot().value]).toEqual(["open", "flowing"]);
    await tx.close();
    await total;
    expect([here?.actor.getSnapshot().value, there?.actor.getSnapshot().value]).toEqual(["closed", "closed"]);
  });

  it("[rpc.channel.reset] are reset by the receiver through to the sender, whichever side it is on", async () => {
    let failure: unknown;
    let readOne: Promise<unknown> = Promise.resolve();
    const chain = await start({
      handlers: {
        async generate(count, out) {
          try {
            for (let n = 0; n < count; n++) await out.send(n);
          } catch (error) {
            failure = error;
          }
        },
        async sum(numbers) {
          readOne = numbers.next();
          await readOne;
          await numbers.return();
          return 0n;
        },
      },
    });
    const [out, numbers] = channel(t.i32);
    const done = chain.client.generate(100, out);
    await numbers.next();
    await numbers.return();
    await done;
    expect(failure).toMatchObject({ code: "channel-reset" });
    const [tx, rx] = channel(t.i32);
    const total = chain.client.sum(rx);
    await tx.send(1);
    expect(await total).toBe(0n);
    await settled();
    await expect(tx.send(2)).rejects.toMatchObject({ code: "channel-reset" });
    expect(counts(chain)).toMatchObject([QUIET, QUIET]);
  });
});

describe("the end of a proxied connection", () => {
  it("[connection.close] closes the other one with the metadata of its Close", async () => {
    const chain = await start();
    const virtual = await sessionOf(chain.client).open(Depot);
    expect(await virtual.add(1, 2)).toBe(3);
    expect(counts(chain)).toMatchObject([{ connections: 2 }, { connections: 2 }]);
    const call = virtual.wait();
    await settled();
    const there = chain.back.sessions[0]?.connections.at(-1);
    await sessionOf(chain.client)
      .connections.at(-1)
      ?.close([
        { key: "why", value: "done" },
        { key: "secret", value: "s", flags: NO_PROPAGATE },
      ]);
    await expect(call).rejects.toMatchObject({ code: "closed" });
    expect(await there?.closed).toMatchObject({ cause: "closedThere" });
    expect(there?.closeMetadata).toEqual([{ key: "why", value: "done", flags: 0n }]);
    expect(counts(chain)).toMatchObject([
      { connections: 1, ...QUIET },
      { connections: 1, ...QUIET },
    ]);
    expect(await chain.client.add(1, 1)).toBe(2);
  });

  it("closes it from the back end's side too, and tells calls that run", async () => {
    const chain = await start();
    const virtual = await sessionOf(chain.client).open(Depot);
    const here = sessionOf(chain.client).connections.at(-1);
    const call = virtual.wait();
    await settled();
    await chain.back.sessions[0]?.connections.at(-1)?.close({ why: "enough" });
    await expect(call).rejects.toMatchObject({ code: "closed-by-counterpart" });
    expect(here?.closeMetadata).toEqual([{ key: "why", value: "enough", flags: 0n }]);
  });

  it.each(["client", "back end"])("comes with the link to the %s", async (side) => {
    const chain = await start();
    const virtual = await sessionOf(chain.client).open(Depot);
    const calls = [chain.client.wait(), virtual.wait()];
    const [out, numbers] = channel(t.i32);
    void virtual.generate(100, out);
    await numbers.next();
    const reads = Array.from({ length: 9 }, () => numbers.next());
    await settled();
    const sessions = [chain.near, chain.far];
    if (side === "client") sessionOf(chain.client).driver.link.destroy();
    else chain.back.sessions[0]?.driver.link.destroy();
    for (const call of calls) await expect(call).rejects.toMatchObject({ name: "ConnectionEndedError" });
    await Promise.allSettled(reads);
    await Promise.all(sessions.map(({ closed }) => closed));
    expect(counts(chain)).toMatchObject([QUIET, QUIET]);
    expect(chain.back.sessions).toEqual([]);
    expect(sessions.map(({ driver }) => driver.timers.size)).toEqual([0, 0]);
  });

  it("ends a virtual connection whose session at the other side is lost, and leaves what is beside it", async () => {
    const [link, end] = memoryPair();
    const back = await serve(end, Depot, {
      ...handlers,
    });
    const right = await connect(link, AnyService);
    const [near, front] = memoryPair();
    const server = await serve(front, Depot, handlers, {
      onConnection: (incoming) => void proxyConnections(incoming.accept(AnyService, {}), right),
    });
    const client = await connect(near, Depot);
    const virtual = await sessionOf(client).open(Depot);
    expect(await virtual.add(1, 2)).toBe(3);
    const call = virtual.wait();
    await settled();
    await back.close();
    await expect(call).rejects.toMatchObject({ code: "closed-by-counterpart" });
    expect(await client.add(2, 2)).toBe(4);
    await server.close();
  });
});

describe("proxyConnections", () => {
  it("refuses what it cannot proxy", async () => {
    const [near, far] = memoryPair();
    const server = await serve(far, Depot, handlers);
    const typed = await connect(near, Depot);
    const [a, b] = memoryPair();
    const [c, d] = memoryPair();
    const others = [await serve(b, AnyService, {}), await serve(d, AnyService, {})];
    const one = await connect(a, AnyService);
    const two = await connect(c, AnyService);
    expect(() => proxyConnections(one, typed)).toThrow("only connections made with AnyService");
    expect(() => proxyConnections(one, one)).toThrow("to itself");
    void proxyConnections(one, two);
    expect(() => proxyConnections(two, one)).toThrow("relayed already");
    for (const each of [server, ...others]) await each.close();
  });

  it("tells how the first of the two ended", async () => {
    const [a, b] = memoryPair();
    const [c, d] = memoryPair();
    const others = [await serve(b, AnyService, {}), await serve(d, AnyService, {})];
    const ended = proxyConnections(await connect(a, AnyService), await connect(c, AnyService));
    await others[0]?.close();
    expect(await ended).toMatchObject({ cause: "linkEnded" });
    await others[1]?.close();
  });
});
