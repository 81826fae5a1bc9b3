import {
  type Context,
  context,
  propagation,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { RoamError } from "../../errors.ts";
import type { Answer, CallInfo, ClientInterceptor, ServerInterceptor } from "../../service/interceptor.ts";
import { extract, extractAll, inject, type Propagator } from "./trace-context.ts";

export interface TracingOptions {
  /** Default: the registered provider's tracer `roam-xstate`. */
  readonly tracer?: Tracer | undefined;
  /** Default: the registered one. */
  readonly propagator?: Propagator | undefined;
}

/** One interceptor for each side. */
export interface Tracing {
  readonly client: ClientInterceptor;
  readonly server: ServerInterceptor;
}

/**
 * A span for every call: of kind client around the call, of kind server around its handler. The trace context travels
 * as metadata, `traceparent` and `tracestate` with the W3C propagator. Where the caller marked it NO_PROPAGATE, the
 * server begins a trace of its own with a link to the caller's. No payload, metadata or text of an error is recorded.
 *
 * @example
 * import { tracing } from "roam-xstate/opentelemetry";
 *
 * const { client, server } = tracing();
 * await serve(url, Calculator, handlers, { interceptors: [server] });
 * await connect(url, Calculator, { interceptors: [client] });
 */
export function tracing({ tracer, propagator = propagation }: TracingOptions = {}): Tracing {
  const tracerNow = () => tracer ?? trace.getTracer("roam-xstate");
  return {
    client: (next) => (call) => {
      const parent = context.active();
      const span = start(tracerNow(), SpanKind.CLIENT, call, parent);
      const active = trace.setSpan(parent, span);
      const metadata = inject(propagator, active, call.metadata);
      return observed(span, call, () => context.with(active, next, undefined, { ...call, metadata }));
    },
    server: (next) => (call) => {
      const parent = extract(propagator, context.active(), call.metadata);
      const caller = trace.getSpanContext(extractAll(propagator, context.active(), call.metadata));
      const isParent = trace.getSpanContext(parent)?.spanId === caller?.spanId;
      const span = start(tracerNow(), SpanKind.SERVER, call, parent, isParent ? undefined : caller);
      const active = trace.setSpan(parent, span);
      return observed(span, call, () => context.with(active, next, undefined, call));
    },
  };
}

function start(tracer: Tracer, kind: SpanKind, call: CallInfo, parent: Context, link?: SpanContext): Span {
  const { service, method } = call;
  const attributes = { "rpc.system": "roam", "rpc.service": service, "rpc.method": method };
  const links = link === undefined ? {} : { links: [{ context: link }] };
  return tracer.startSpan(`${service}/${method}`, { kind, attributes, ...links }, parent);
}

async function observed(span: Span, call: CallInfo, run: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await run();
    if (isOwnError(call, answer)) span.setAttribute("roam.outcome", "error");
    return answer;
  } catch (error) {
    const code = error instanceof RoamError ? error.code : error instanceof Error ? error.name : "unknown";
    span.setAttribute("error.type", code);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** An error of the method's own is an answer like any other: the span tells of it, and does not fail. */
function isOwnError({ isFallible }: CallInfo, { value }: Answer): boolean {
  return isFallible && typeof value === "object" && value !== null && "ok" in value && value.ok === false;
}
