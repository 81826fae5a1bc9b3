import type { Metadata } from "../wire/index.ts";
import type { HandlerContext } from "./context.ts";

/** What every interceptor sees of a call, on either side. */
export interface CallInfo {
  readonly service: string;
  readonly method: string;
  readonly args: readonly unknown[];
  /** Sent with the call, in order, duplicates kept. Entries may be SENSITIVE: `redact` them before they are shown. */
  readonly metadata: Metadata;
  /** Whether the method has errors of its own: the value of its answer is then an `Outcome`. */
  readonly isFallible: boolean;
}

/** A call that this side makes. An interceptor may hand on a changed copy. */
export interface ClientCall extends CallInfo {
  /** Aborted when the caller gives the call up, and when the connection ends. */
  readonly signal: AbortSignal;
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number | undefined;
  /** Declared so in the definition: it may be tried again. */
  readonly idempotent: boolean;
}

/** A call that this side answers. `next` hands `args` and `context` to the handler. */
export interface ServerCall extends CallInfo {
  /** What the handler gets behind its arguments. */
  readonly context: HandlerContext;
}

/** What came of a call: the value as the caller sees it, and the metadata of the response. */
export interface Answer {
  readonly value: unknown;
  readonly metadata: Metadata;
}

/** Carries a call on: to the next interceptor, and in the end to the wire or to the handler. */
export type Next<C extends CallInfo> = (call: C) => Promise<Answer>;

/**
 * Stands around every call. Made into a chain anew for each call, so what it keeps between calls it keeps outside. It
 * may change the call and the answer, answer by itself, see the error, or call `next` again. Channels in the arguments
 * are bound when `next` is called: whoever awaits something before makes the caller wait to send.
 *
 * @example
 * const withToken: ClientInterceptor = (next) => (call) =>
 *   next({ ...call, metadata: [...call.metadata, { key: "token", value: token, flags: SENSITIVE }] });
 * const calculator = await connect(url, Calculator, { interceptors: [withToken] });
 */
export type Interceptor<C extends CallInfo> = (next: Next<C>) => Next<C>;

/** Around the calls of a client. Its `next` sends the call; calling it again sends another. */
export type ClientInterceptor = Interceptor<ClientCall>;

/** Around the handlers of a service. Its `next` runs the handler. What it throws the caller sees as Cancelled. */
export type ServerInterceptor = Interceptor<ServerCall>;

/** Fits both sides. */
export type AnyInterceptor = <C extends CallInfo>(next: Next<C>) => Next<C>;

/** The chain around `last`: the first interceptor is the outermost. */
export function chain<C extends CallInfo>(interceptors: readonly Interceptor<C>[], last: Next<C>): Next<C> {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), last);
}

/** @throws {TypeError} for anything but functions, which JavaScript lets pass */
export function checkInterceptors(interceptors: readonly unknown[]): void {
  const isRight = Array.isArray(interceptors) && interceptors.every((each) => typeof each === "function");
  if (!isRight) throw new TypeError("interceptors must be an array of functions: (next) => async (call) => next(call)");
}

/** @throws {TypeError} for an interceptor that forgot to return what `next` gave it */
export function checkAnswer(answer: unknown, name: string): void {
  const isAnswer = typeof answer === "object" && answer !== null && "value" in answer && "metadata" in answer;
  if (!isAnswer) throw new TypeError(`${name}: an interceptor must return { value, metadata }, as next does`);
}
