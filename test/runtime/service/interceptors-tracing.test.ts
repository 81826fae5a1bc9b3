import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type TextMapPropagator,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  connect,
  defineService,
  type Metadata,
  type MetadataInit,
  memoryPair,
  NO_PROPAGATE,
  SENSITIVE,
  type Server,
  serve,
  t,
} from "../../../runtime/index.ts";
import { tracing } from "../../../runtime/opentelemetry.ts";

const Shop = defineService("Shop", {
  buy: t.method([t.string], t.string),
  find: t.fallible([], t.unit, t.string),
  fail: t.method([], t.unit),
});

interface Recorded {
  readonly name: string;
  readonly kind: SpanKind | undefined;
  readonly attributes: Record<string, unknown>;
  readonly parent: string | undefined;
  readonly links: readonly string[];
  readonly own: SpanContext;
  failed: boolean;
  ended: boolean;
}

/** Keeps the spans that were started. */
class Recorder implements Pick<Tracer, "startSpan"> {
  readonly spans: Recorded[] = [];

  startSpan(
    name: string,
    { kind, attributes, links = [] }: SpanOptions = {},
    parent: Context = context.active(),
  ): Span {
    const given = trace.getSpanContext(parent);
    const id = `${this.spans.length + 1}`.padStart(16, "0");
    const traceId = given?.traceId ?? id.padStart(32, "a");
    const span: Recorded = {
      name,
      kind,
      attributes: { ...attributes },
      parent: given?.spanId,
      links: links.map((link) => link.context.spanId),
      own: { traceId, spanId: id, traceFlags: TraceFlags.SAMPLED },
      failed: false,
      ended: false,
    };
    this.spans.push(span);
    const inert = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    return Object.assign(Object.create(inert), {
      spanContext: () => span.own,
      setAttribute: (key: string, value: unknown) => {
        span.attributes[key] = value;
      },
      setStatus: () => {
        span.failed = true;
      },
      end: () => {
        span.ended = true;
      },
    });
  }

  startActiveSpan(): never {
    throw new Error("not used");
  }
}

/** Writes and reads `traceparent` as W3C has it. */
const w3c: TextMapPropagator = {
  fields: () => ["traceparent", "tracestate"],
  inject(given, carrier, setter) {
    const span = trace.getSpanContext(given);
    if (span === undefined || !isSpanContextValid(span)) return;
    setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-01`);
  },
  extract(given, carrier, getter) {
    const [, traceId, spanId] = /^00-(\w{32})-(\w{16})-/.exec(String(getter.get(carrier, "traceparent"))) ?? [];
    if (traceId === undefined || spanId === undefined) return given;
    return trace.setSpanContext(given, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
  },
};

const storage = new AsyncLocalStorage<Context>();
beforeAll(() => {
  const root = context.active();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? root,
    with: (given, run, self, ...args) => storage.run(given, () => Reflect.apply(run, self, args)),
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
});
afterAll(() => context.disable());

let server: Server;
let arrived: Metadata = [];
afterEach(() => server.close());

async function shop(recorder: Recorder, sides: { client?: boolean } = {}) {
  const { client, server: inner } = tracing({ tracer: recorder, propagator: w3c });
  const [near, far] = memoryPair();
  const handlers = {
    async buy(what: string, { metadata }: { metadata: Metadata }) {
      arrived = metadata;
      await Promise.resolve();
      return `${what} in ${trace.getSpanContext(context.active())?.spanId}`;
    },
    find: () => ({ ok: false, error: "sold out" }) as const,
    fail() {
      throw new Error("secret");
    },
  };
  server = await serve(far, Shop, handlers, { interceptors: [inner], onHandlerError: () => {} });
  return connect(near, Shop, { interceptors: sides.client === false ? [] : [client] });
}

describe("tracing", () => {
  it("makes a client span around the call and a server span below it around the handler", async () => {
    const recorder = new Recorder();
    const client = await shop(recorder);
    expect(await client.buy("tea")).toBe("tea in 0000000000000002");
    const attributes = { "rpc.system": "roam", "rpc.service": "Shop", "rpc.method": "buy" };
    expect(recorder.spans).toMatchObject([
      { name: "Shop/buy", kind: SpanKind.CLIENT, attributes, parent: undefined, failed: false, ended: true },
      { name: "Shop/buy", kind: SpanKind.SERVER, attributes, parent: "0000000000000001", failed: false, ended: true },
    ]);
    expect(recorder.spans[1]?.own.traceId).toBe(recorder.spans[0]?.own.traceId);
  });

  it("puts its context into the metadata, where it may travel on, in place of one copied from another call", async () => {
    const client = await shop(new Recorder());
    const copied: MetadataInit = [
      { key: "traceparent", value: "00-old" },
      { key: "token", value: "x", flags: SENSITIVE },
      { key: "tracestate", value: "old=1" },
    ];
    await client.buy("tea", { metadata: copied });
    const traceId = "1".padStart(16, "0").padStart(32, "a");
    expect(arrived).toEqual([
      { key: "token", value: "x", flags: SENSITIVE },
      { key: "traceparent", value: `00-${traceId}-0000000000000001-01`, flags: 0n },
    ]);
  });

  it("is a child of the span that is active where the call is made", async () => {
    const recorder = new Recorder();
    const client = await shop(recorder);
    const outer = recorder.startSpan("outer");
    await context.with(trace.setSpan(context.active(), outer), () => client.buy("tea"));
    expect(recorder.spans.map(({ parent }) => parent)).toEqual([undefined, "0000000000000001", "0000000000000002"]);
  });

  it("[rpc.metadata.flags.no-propagate] begins a trace of its own where the caller's may not travel on, and links to it", async () => {
    const recorder = new Recorder();
    const client = await shop(recorder, { client: false });
    const value = `00-${"b".repeat(32)}-${"c".repeat(16)}-01`;
    await client.buy("tea", { metadata: [{ key: "traceparent", value, flags: NO_PROPAGATE }] });
    await client.buy("tea", { metadata: [{ key: "traceparent", value }] });
    expect(recorder.spans).toMatchObject([
      { parent: undefined, links: ["c".repeat(16)] },
      { parent: "c".repeat(16), links: [] },
    ]);
    expect(recorder.spans[0]?.own.traceId).not.toBe("b".repeat(32));
  });

  it("records how a call ended, and neither metadata nor texts", async () => {
    const recorder = new Recorder();
    const client = await shop(recorder);
    const metadata = [{ key: "token", value: "hunter2", flags: SENSITIVE }];
    await client.find({ metadata });
    await client.fail({ metadata }).catch(() => {});
    const outcomes = recorder.spans.map(({ attributes, failed }) => [
      attributes["roam.outcome"] ?? attributes["error.type"],
      failed,
    ]);
    expect(outcomes).toEqual([
      ["error", false],
      ["error", false],
      ["cancelled-by-callee", true],
      ["Error", true],
    ]);
    expect(JSON.stringify(recorder.spans)).not.toMatch(/hunter2|secret|sold out/);
  });

  it("does nothing without a provider", async () => {
    const { client, server: inner } = tracing();
    const [near, far] = memoryPair();
    const handlers = {
      buy: (what: string) => what,
      find: () => ({ ok: true, value: undefined }) as const,
      fail: () => {},
    };
    server = await serve(far, Shop, handlers, { interceptors: [inner] });
    const shop = await connect(near, Shop, { interceptors: [client] });
    expect(await shop.buy("tea")).toBe("tea");
  });
});
