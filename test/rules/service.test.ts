import { describe, expect, expectTypeOf, it } from "vitest";
import { Call, defineService, type Handlers, type Outcome, RoamError, t } from "../../runtime/index.ts";
import { caller, two } from "./peers.ts";

const Counter = defineService("Counter", { next: t.method([], t.u32), name: t.method([], t.string) });
const Greeter = defineService("Greeter", { greet: t.method([t.string], t.string) });
const greeter: Handlers<typeof Greeter.types> = { greet: (name) => `hello ${name}` };

function counting(name: string, from: number): Handlers<typeof Counter.types> {
  let count = from;
  return { next: () => count++, name: async () => name };
}

describe("a service", () => {
  it("[rpc.service] has methods and no state: what its servers remember is their handlers' own", async () => {
    const { client: one } = await two(Counter, counting("one", 10));
    const { client: other } = await two(Counter, counting("other", 20));
    expect([await one.next(), await other.next(), await one.next(), await other.next()]).toEqual([10, 20, 11, 21]);
  });

  it("[rpc.service.methods] takes handlers that return at once and handlers that return a promise", async () => {
    const { client } = await two(Counter, counting("one", 1));
    expect([await client.next(), await client.name()]).toEqual([1, "one"]);
  });

  it("[rpc.service.methods] takes nothing for a type but what it can describe on the wire", () => {
    // @ts-expect-error a JavaScript class is no type of `t`
    expect(() => defineService("Odd", { when: t.method([Date], t.unit) })).toThrow(/Odd\.when: argument 1 is no type/);
  });

  it("[rpc.method-id] is called by the 64 bits that Rust computes for the method", async () => {
    const Testbed = defineService("Testbed", { echo: t.method([t.string], t.string) });
    const { client, peer } = await caller(Testbed);
    void client.echo("hello");
    expect((await peer.hear("Request")).method).toBe(0x9aab_c4ba_61fd_5df3n);
  });
});

describe("a service that changed", () => {
  const Old = defineService("Store", { get: t.method([t.u32], t.string), put: t.method([t.string], t.u32) });
  const old: Handlers<typeof Old.types> = { get: (id) => `old ${id}`, put: () => 7 };

  it("[rpc.schema-evolution] answers callers of its old methods after a method was added", async () => {
    const New = defineService("Store", { ...Old.types, drop: t.method([t.u32], t.unit) });
    const { session, client } = await two(New, { ...old, drop: () => {} });
    const before = session.connections[0]?.client(Old);
    expect([await before?.get(1), await before?.put("x"), await client.drop(1)]).toEqual(["old 1", 7, undefined]);
  });

  it("[rpc.schema-evolution] does not know what was renamed or given other types, and answers the rest", async () => {
    const { session } = await two(Old, old);
    const Renamed = defineService("Store", { fetch: t.method([t.u32], t.string), put: Old.types.put });
    const Retyped = defineService("Store", { get: t.method([t.u64], t.string), put: Old.types.put });
    const Answering = defineService("Store", { get: t.method([t.u32], t.bytes), put: Old.types.put });
    const Moved = defineService("Shop", { get: t.method([t.u32], t.string) });
    const [root] = session.connections;
    const calls = [
      root?.client(Renamed).fetch(1),
      root?.client(Retyped).get(1n),
      root?.client(Answering).get(1),
      root?.client(Moved).get(1),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: "unknown-method" });
    const others = [root?.client(Renamed), root?.client(Retyped), root?.client(Answering)];
    for (const client of others) expect(await client?.put("x")).toBe(7);
  });
});

describe("a connection", () => {
  it("[rpc.one-service-per-connection] answers for one service; another one is served on a connection of its own", async () => {
    const { client, session } = await two(Counter, counting("root", 1), {
      serve: { onConnection: (incoming) => void incoming.accept(Greeter, greeter) },
    });
    const [root] = session.connections;
    await expect(root?.client(Greeter).greet("you")).rejects.toMatchObject({ code: "unknown-method" });
    const beside = await session.open(Greeter);
    expect(await beside.greet("you")).toBe("hello you");
    const misplaced = session.connections.find(({ id }) => id > 0)?.client(Counter);
    await expect(misplaced?.name()).rejects.toMatchObject({ code: "unknown-method" });
    expect(await client.name()).toBe("root");
  });

  it("[rpc.session-setup] is set up with the handlers of its root and gives clients, at either end", async () => {
    let back: Promise<string> | undefined;
    const { client } = await two(
      Counter,
      {
        next: ({ connection }) => {
          back = connection.client(Greeter).greet("caller");
          return 1;
        },
        name: () => "server",
      },
      { connect: { serve: [Greeter, greeter] } },
    );
    expect([await client.next(), await client.name(), await back]).toEqual([1, "server", "hello caller"]);
  });
});

describe("a caller", () => {
  const Divider = defineService("Divider", {
    divide: t.fallible([t.i64, t.i64], t.i64, t.enum({ DivisionByZero: null })),
    half: t.method([t.i64], t.i64),
  });
  const dividing: Handlers<typeof Divider.types> = {
    divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
    half: () => {
      throw new Error("no halves today");
    },
  };
  const quiet = { serve: { onHandlerError: () => {} } };

  it("[rpc.caller] gets the result, and the metadata that came with it", async () => {
    const { client } = await two(Greeter, {
      greet: (name, context) => {
        context.responseMetadata = [{ key: "mood", value: "good", flags: 0n }];
        return name;
      },
    });
    const call = client.greet("you");
    expect(call).toBeInstanceOf(Call);
    expect(await call).toBe("you");
    expect(call.metadata).toEqual([{ key: "mood", value: "good", flags: 0n }]);
  });

  it("[rpc.fallible] [rpc.fallible.caller-signature] gets value or error of a fallible method as its result", async () => {
    const { client } = await two(Divider, dividing, quiet);
    const result = await client.divide(7n, 2n);
    expectTypeOf(result).toEqualTypeOf<Outcome<bigint, { tag: "DivisionByZero" }>>();
    expect(result).toEqual({ ok: true, value: 3n });
    expect(await client.divide(7n, 0n)).toEqual({ ok: false, error: { tag: "DivisionByZero" } });
  });

  it("[rpc.fallible.caller-signature] gets the value itself of any other method, and a RoamError in its place", async () => {
    const { client } = await two(Divider, dividing, quiet);
    expectTypeOf(client.half(2n)).resolves.toEqualTypeOf<bigint>();
    await expect(client.half(2n)).rejects.toThrow(RoamError);
    await expect(client.half(2n)).rejects.toMatchObject({ code: "cancelled-by-callee" });
  });
});

describe("where channels may be", () => {
  it("[rpc.channel.placement] is refused in a result and in an error when the service is defined", () => {
    // @ts-expect-error a channel can only be an argument
    const inResult = t.method([], t.struct({ out: t.tx(t.i32) }));
    // @ts-expect-error a channel can only be an argument
    const inError = t.fallible([], t.unit, t.rx(t.i32));
    expect(() => defineService("Odd", { inResult })).toThrow(/Odd\.inResult.*rpc\.channel\.placement/);
    expect(() => defineService("Odd", { inError })).toThrow(/Odd\.inError.*rpc\.channel\.placement/);
  });
});
