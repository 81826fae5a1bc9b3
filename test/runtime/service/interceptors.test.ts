import { afterEach, describe, expect, it } from "vitest";
import {
  type AnyInterceptor,
  type ClientInterceptor,
  type ConnectOptions,
  connect,
  defineService,
  type Handlers,
  type MetadataEntry,
  memoryPair,
  type ServeOptions,
  type ServerInterceptor,
  serve,
  sessionOf,
  t,
} from "../../../runtime/index.ts";
import { settled } from "../raw-peer.ts";

const Store = defineService("Store", {
  get: t.method([t.string], t.string, { idempotent: true }),
  take: t.fallible([t.u32], t.u32, t.string),
  wait: t.method([], t.unit),
  fail: t.method([], t.unit),
});
const Ears = defineService("Ears", { hear: t.method([t.string], t.string) });

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Runs of handlers, and what they found in the metadata. */
let ran: string[] = [];
let seen: readonly MetadataEntry[] = [];

async function pair(given: { serve?: ServeOptions; connect?: ConnectOptions<typeof Ears.types> } = {}) {
  ran = [];
  const [near, far] = memoryPair();
  const handlers: Handlers<typeof Store.types> = {
    get: (key, context) => {
      ran.push(key);
      seen = context.metadata;
      context.responseMetadata = [{ key: "from", value: "handler", flags: 0n }];
      return `value of ${key}`;
    },
    take: (n) => (n === 0 ? { ok: false, error: "none" } : { ok: true, value: n }),
    wait: () => new Promise<void>(() => {}),
    fail: () => {
      throw new Error("broken");
    },
  };
  const server = await serve(far, Store, handlers, { onHandlerError: () => {}, ...given.serve });
  const client = await connect(near, Store, given.connect);
  open.push(
    () => server.close(),
    () => sessionOf(client).close(),
  );
  return { server, client };
}

/** Notes that it was passed, in and out. */
function notes(name: string, log: string[]) {
  const interceptor: AnyInterceptor = (next) => async (call) => {
    log.push(`${name} in`);
    const answer = await next(call);
    log.push(`${name} out`);
    return answer;
  };
  return interceptor;
}

describe("interceptors of a client", () => {
  it("stand around each call, the first outermost", async () => {
    const log: string[] = [];
    const { client } = await pair({ connect: { interceptors: [notes("a", log), notes("b", log)] } });
    expect(await client.get("k")).toBe("value of k");
    expect(log).toEqual(["a in", "b in", "b out", "a out"]);
  });

  it("see the call, its answer and the metadata of both, and may change all of them", async () => {
    const calls: unknown[] = [];
    const change: ClientInterceptor = (next) => async (call) => {
      calls.push({ ...call, signal: call.signal.aborted });
      const added = { key: "b", value: 2n, flags: 0n };
      const { value, metadata } = await next({ ...call, args: ["other"], metadata: [...call.metadata, added] });
      return { value: `${value}!`, metadata: [...metadata, { key: "and", value: "client", flags: 0n }] };
    };
    const { client } = await pair({ connect: { interceptors: [change], timeoutMs: 1_000 } });
    const call = client.get("k", { metadata: { a: "1" } });
    expect(await call).toBe("value of other!");
    const a = { key: "a", value: "1", flags: 0n };
    const shape = { service: "Store", method: "get", args: ["k"], metadata: [a], isFallible: false, idempotent: true };
    expect(calls).toEqual([{ ...shape, signal: false, timeoutMs: 1_000 }]);
    expect(seen).toEqual([a, { key: "b", value: 2n, flags: 0n }]);
    expect(call.metadata.map(({ key }) => key)).toEqual(["from", "and"]);
  });

  it("see the Outcome of a fallible method as the caller does", async () => {
    const values: unknown[] = [];
    const look: ClientInterceptor = (next) => async (call) => {
      const answer = await next(call);
      values.push(answer.value, call.isFallible);
      return answer;
    };
    const { client } = await pair({ connect: { interceptors: [look] } });
    expect(await client.take(0)).toEqual({ ok: false, error: "none" });
    expect(values).toEqual([{ ok: false, error: "none" }, true]);
  });

  it("may answer without sending anything", async () => {
    const cached: ClientInterceptor = () => async () => ({ value: "cached", metadata: [] });
    const { client } = await pair({ connect: { interceptors: [cached] } });
    expect(await client.get("k")).toBe("cached");
    await settled();
    expect(ran).toEqual([]);
  });

  it("see errors, and may turn them into answers or other errors", async () => {
    const codes: unknown[] = [];
    const look: ClientInterceptor = (next) => async (call) => {
      try {
        return await next(call);
      } catch (error) {
        codes.push(error);
        throw new Error("translated");
      }
    };
    const { client } = await pair({ connect: { interceptors: [look] } });
    await expect(client.fail()).rejects.toThrow("translated");
    expect(codes).toMatchObject([{ code: "cancelled-by-callee", requestId: 1 }]);
  });

  it("[rpc.cancel] do not keep cancel() from the attempt that runs, nor from the caller", async () => {
    const stubborn: ClientInterceptor = (next) => async (call) => {
      await next(call).catch(() => {});
      return new Promise(() => {});
    };
    const { client, server } = await pair({ connect: { interceptors: [stubborn] } });
    const call = client.wait();
    await settled();
    expect(call.actor?.getSnapshot().value).toBe("awaitingResponse");
    call.cancel();
    call.cancel();
    await expect(call).rejects.toMatchObject({ code: "cancelled", requestId: 1 });
    await settled();
    const incoming = server.sessions[0]?.driver.connections.get(0)?.requests.incoming.get(1);
    expect(incoming?.state).toBe("cancelling");
  });

  it("are told by their signal, and the caller by its promise, when a call is given up between attempts", async () => {
    const reasons: unknown[] = [];
    const between: ClientInterceptor = () => (call) =>
      new Promise((_, reject) => {
        call.signal.addEventListener("abort", () => {
          reasons.push(call.signal.reason);
          reject(new Error("late"));
        });
      });
    const { client } = await pair({ connect: { interceptors: [between] } });
    const controller = new AbortController();
    const bySignal = client.wait({ signal: controller.signal });
    controller.abort("enough");
    await expect(bySignal).rejects.toMatchObject({ code: "cancelled", cause: "enough" });
    const byEnd = client.wait();
    await sessionOf(client).close();
    await expect(byEnd).rejects.toThrow("late");
    expect(reasons).toMatchObject(["enough", { code: "closed" }]);
    const before = client.wait({ signal: AbortSignal.abort("no") });
    await expect(before).rejects.toMatchObject({ code: "cancelled", cause: "no" });
  });

  it("start the call in the same turn, so that mistakes and channels are bound at once", async () => {
    const log: string[] = [];
    const { client } = await pair({ connect: { interceptors: [notes("a", log)] } });
    const call = client.get("k");
    expect(log).toEqual(["a in"]);
    expect(call.actor?.getSnapshot().value).toBe("awaitingResponse");
    expect(await call).toBe("value of k");
  });

  it("say so when one forgets its answer, or is no function", async () => {
    const forgetful: ClientInterceptor = (next) => async (call) => Object(void (await next(call)));
    const { client } = await pair({ connect: { interceptors: [forgetful] } });
    await expect(client.get("k")).rejects.toThrow("an interceptor must return { value, metadata }");
    await expect(pair({ serve: Object({ interceptors: ["no"] }) })).rejects.toThrow("an array of functions");
    await expect(pair({ connect: Object({ interceptors: ["no"] }) })).rejects.toThrow("an array of functions");
  });

  it("stand around the clients of a connection and of a virtual connection", async () => {
    const log: string[] = [];
    const onConnection: ServeOptions["onConnection"] = (incoming) =>
      void incoming.accept(Ears, { hear: (text) => text }, { interceptors: [notes("accepted", log)] });
    const { client } = await pair({ serve: { onConnection } });
    const session = sessionOf(client);
    const ears = await session.open(Ears, { interceptors: [notes("opened", log)] });
    await ears.hear("x");
    expect(log).toEqual(["opened in", "accepted in", "accepted out", "opened out"]);
    const root = session.connections[0]?.client(Store, { interceptors: [notes("root", log)] });
    await root?.get("k");
    expect(log.slice(4)).toEqual(["root in", "root out"]);
  });
});

describe("interceptors of a server", () => {
  it("stand around each handler, the first outermost", async () => {
    const log: string[] = [];
    const { client } = await pair({ serve: { interceptors: [notes("a", log), notes("b", log)] } });
    expect(await client.get("k")).toBe("value of k");
    expect(log).toEqual(["a in", "b in", "b out", "a out"]);
  });

  it("[rpc.metadata] see the call and set the metadata of its response", async () => {
    const calls: unknown[] = [];
    const look: ServerInterceptor = (next) => async (call) => {
      const { context, ...rest } = call;
      calls.push(rest, context.requestId);
      const { value, metadata } = await next({ ...call, args: ["other"] });
      return { value, metadata: [...metadata, { key: "and", value: "server", flags: 0n }] };
    };
    const { client } = await pair({ serve: { interceptors: [look] } });
    const call = client.get("k", { metadata: { a: "1" } });
    expect(await call).toBe("value of other");
    const metadata = [{ key: "a", value: "1", flags: 0n }];
    expect(calls).toEqual([{ service: "Store", method: "get", args: ["k"], metadata, isFallible: false }, 1]);
    expect(call.metadata.map(({ key }) => key)).toEqual(["from", "and"]);
  });

  it("may answer without the handler, and refuse by throwing", async () => {
    const errors: unknown[] = [];
    const guard: ServerInterceptor = (next) => async (call) => {
      if (call.method === "take") return { value: { ok: false, error: "closed" }, metadata: [] };
      if (call.metadata.length === 0) throw new Error("no token");
      return next(call);
    };
    const onHandlerError = (error: unknown) => errors.push(error);
    const { client } = await pair({ serve: { interceptors: [guard], onHandlerError } });
    expect(await client.take(1)).toEqual({ ok: false, error: "closed" });
    await expect(client.get("k")).rejects.toMatchObject({ code: "cancelled-by-callee" });
    expect(errors).toEqual([new Error("no token")]);
    expect(ran).toEqual([]);
    expect(await client.get("k", { metadata: { token: "t" } })).toBe("value of k");
  });

  it("see what a handler threw", async () => {
    const errors: unknown[] = [];
    const look: ServerInterceptor = (next) => async (call) => {
      try {
        return await next(call);
      } catch (error) {
        errors.push(error);
        throw error;
      }
    };
    const { client } = await pair({ serve: { interceptors: [look] } });
    await expect(client.fail()).rejects.toMatchObject({ code: "cancelled-by-callee" });
    expect(errors).toEqual([new Error("broken")]);
  });

  it("stand around what a client serves", async () => {
    const log: string[] = [];
    const given: ConnectOptions<typeof Ears.types> = {
      serve: [Ears, { hear: (text) => text }, { interceptors: [notes("a", log)] }],
    };
    const { server } = await pair({ connect: given });
    const ears = server.sessions[0]?.connections[0]?.client(Ears);
    expect(await ears?.hear("x")).toBe("x");
    expect(log).toEqual(["a in", "a out"]);
    await ears?.close();
  });
});

describe("an idempotent method", () => {
  it("cannot have channels, since each serves one call only", () => {
    const define = () => defineService("S", { m: t.method([t.rx(t.u8)], t.unit, { idempotent: true }) });
    expect(define).toThrow("S.m: a method with channels cannot be idempotent");
  });
});
