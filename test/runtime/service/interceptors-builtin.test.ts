import { afterEach, describe, expect, it } from "vitest";
import {
  type ClientInterceptor,
  connect,
  defineService,
  logging,
  memoryPair,
  type RetryOptions,
  retry,
  SENSITIVE,
  type Server,
  type ServerInterceptor,
  serve,
  sessionOf,
  t,
} from "../../../runtime/index.ts";
import { VirtualClock } from "../driver/virtual-clock.ts";
import { settled } from "../raw-peer.ts";

const Store = defineService("Store", {
  get: t.method([t.u32], t.string, { idempotent: true }),
  find: t.fallible([t.u32], t.string, t.string, { idempotent: true }),
  put: t.method([t.u32], t.unit),
  wait: t.method([], t.unit, { idempotent: true }),
});

let server: Server;
let runs = 0;
afterEach(() => server.close());

/** Handlers that fail as often as their argument says, counted over all calls. */
async function store(interceptors: ClientInterceptor[], served: ServerInterceptor[] = []) {
  runs = 0;
  const [near, far] = memoryPair();
  const failFirst = (times: number) => {
    if (runs++ < times) throw new Error("secret text");
  };
  const handlers = {
    get(times: number) {
      failFirst(times);
      return `after ${runs}`;
    },
    find(times: number) {
      failFirst(times);
      return { ok: false, error: "payload" } as const;
    },
    put: failFirst,
    wait() {
      runs++;
      return new Promise<void>(() => {});
    },
  };
  server = await serve(far, Store, handlers, { onHandlerError: () => {}, interceptors: served });
  return connect(near, Store, { interceptors });
}

describe("logging", () => {
  it("writes one line per call with outcome and duration, on both sides", async () => {
    const [here, there]: string[][] = [[], []];
    const clock = new VirtualClock();
    const slow: ClientInterceptor = (next) => async (call) => {
      clock.advance(12.34);
      return next(call);
    };
    const client = await store(
      [logging({ log: (line) => here?.push(line), clock }), slow],
      [logging({ log: (line) => there?.push(line), clock })],
    );
    await client.get(0);
    await client.find(0);
    await client.put(9).catch(() => {});
    await client.wait({ timeoutMs: 0 }).catch(() => {});
    expect(here).toEqual([
      "Store.get ok 12.3 ms",
      "Store.find error 12.3 ms",
      "Store.put cancelled-by-callee 12.3 ms",
      "Store.wait timed-out 12.3 ms",
    ]);
    expect(there).toEqual(["Store.get ok 0.0 ms", "Store.find error 0.0 ms", "Store.put failed (Error) 0.0 ms"]);
  });

  it("[rpc.metadata.flags.sensitive] never writes a SENSITIVE value, nor a payload", async () => {
    const lines: string[] = [];
    const client = await store([logging({ log: (line) => lines.push(line) })]);
    const metadata = [
      { key: "tenant", value: "a" },
      { key: "token", value: "hunter2", flags: SENSITIVE },
      { key: "token", value: new Uint8Array(3) },
      { key: "n", value: 7n, flags: 4n },
    ];
    await client.find(77, { metadata }).catch(() => {});
    expect(lines.join()).toMatch(/\{"tenant": "a", "token": \[sensitive\], "token": \[3 bytes\], "n": 7\}$/);
    expect(lines.join()).not.toMatch(/hunter2|77|payload|secret/);
  });

  it("keeps to one line whatever the other side put into its metadata", async () => {
    const lines: string[] = [];
    const client = await store([], [logging({ log: (line) => lines.push(line) })]);
    await client.get(0, { metadata: { "a\nb": "\u001b[2J\u009b2J\u2028\r\n" } });
    expect(lines.join()).toContain('{"a\\nb": "\\u001b[2J\\u009b2J\\u2028\\r\\n"}');
  });
});

describe("retry", () => {
  const at = (options: Partial<RetryOptions> = {}) => {
    const clock = new VirtualClock();
    return { clock, interceptor: retry({ attempts: 3, delayMs: 100, clock, ...options }) };
  };
  /** Lets the pause begin that comes next, and pass. */
  const pass = async (clock: VirtualClock, ms: number) => {
    while (clock.pending === 0) await settled();
    clock.advance(ms - 1);
    await settled();
    expect(clock.pending).toBe(1);
    clock.advance(1);
  };

  it("tries an idempotent method again after growing pauses, as often as it was told", async () => {
    const { clock, interceptor } = at();
    const client = await store([interceptor]);
    const call = client.get(2);
    await pass(clock, 100);
    await pass(clock, 200);
    expect(await call).toBe("after 3");
    runs = 0;
    const failing = client.get(9);
    await pass(clock, 100);
    await pass(clock, 200);
    await expect(failing).rejects.toMatchObject({ code: "cancelled-by-callee" });
    expect(runs).toBe(3);
  });

  it("sends any other method once", async () => {
    const { clock, interceptor } = at();
    const client = await store([interceptor]);
    await expect(client.put(1)).rejects.toMatchObject({ code: "cancelled-by-callee" });
    expect(runs).toBe(1);
    expect(clock.asked).toBe(0);
  });

  it("takes an error of the method's own for the answer that it is", async () => {
    const { interceptor } = at();
    const client = await store([interceptor]);
    expect(await client.find(0)).toEqual({ ok: false, error: "payload" });
    expect(runs).toBe(1);
  });

  it("takes an answer that would be the same again for final", async () => {
    const { clock, interceptor } = at();
    const session = sessionOf(await store([]));
    const Newer = defineService("Store", { gone: t.method([], t.unit, { idempotent: true }) });
    const newer = session.connections[0]?.client(Newer, { interceptors: [interceptor] });
    const call = newer?.gone();
    await settled();
    expect(clock.asked).toBe(0);
    await expect(call).rejects.toMatchObject({ code: "unknown-method" });
  });

  it("does not try again what was lost with its session", async () => {
    const { clock, interceptor } = at();
    const client = await store([interceptor]);
    const call = client.wait();
    await settled();
    await server.close();
    await expect(call).rejects.toMatchObject({ code: "link-lost" });
    expect(runs).toBe(1);
    expect(clock.asked).toBe(0);
  });

  it("leaves its pause when the session ends, or the call is cancelled, and sends nothing more", async () => {
    for (const end of ["cancel", "close"]) {
      const { clock, interceptor } = at();
      const client = await store([interceptor]);
      const call = client.get(9);
      while (clock.pending === 0) await settled();
      if (end === "cancel") call.cancel();
      else await sessionOf(client).close();
      const code = end === "cancel" ? "cancelled" : "cancelled-by-callee";
      await expect(call).rejects.toMatchObject({ code });
      await settled();
      expect(clock.pending).toBe(0);
      expect(runs).toBe(1);
      if (end === "cancel") await server.close();
    }
  });

  it("gives an attempt its own time, and all of them together that of the call", async () => {
    const { clock, interceptor } = at({ attemptMs: 20, attempts: 9 });
    const given: (number | undefined)[] = [];
    const timedOut: ClientInterceptor = (next) => (call) => {
      given.push(call.timeoutMs);
      // The driver's own clock runs by itself: nothing is left of this attempt's time.
      return next({ ...call, timeoutMs: 0 });
    };
    const client = await store([interceptor, timedOut]);
    const call = client.wait({ timeoutMs: 310 });
    await pass(clock, 100);
    await pass(clock, 200);
    await expect(call).rejects.toMatchObject({ code: "timed-out" });
    expect(given).toEqual([20, 20, 10]);
  });

  it("refuses options that make no sense", () => {
    expect(() => retry({ attempts: 0 })).toThrow(RangeError);
    expect(() => retry({ attempts: 2, delayMs: -1 })).toThrow(RangeError);
  });
});
