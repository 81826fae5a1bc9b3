import type { Deferred } from "../deferred.ts";
import type { Connection } from "../driver/connection.ts";
import type { Method } from "../driver/method.ts";
import type { OutgoingRequest } from "../driver/outgoing-request.ts";
import { CallGivenUpError, ConnectionEndedError } from "../errors.ts";
import { emptyMetadata, type Metadata } from "../wire/index.ts";
import { Call, type CallOptions } from "./call.ts";
import { failEnds } from "./failed-ends.ts";
import { type Answer, type ClientCall, type ClientInterceptor, chain, checkAnswer } from "./interceptor.ts";
import { metadataOf } from "./metadata.ts";
import { failureOf } from "./settlement.ts";

type Settle<T> = Pick<Deferred<T>, "resolve" | "reject">;

const live = new WeakMap<Connection, Set<AbortController>>();

/**
 * The calls of all clients of a connection that are with their interceptors, which may wait for something else than the
 * wire when it ends. Listened to once for all: a promise keeps its listeners, and so every client that ever was.
 */
function liveOn(connection: Connection): Set<AbortController> {
  const known = live.get(connection);
  if (known !== undefined) return known;
  const calls = new Set<AbortController>();
  live.set(connection, calls);
  void connection.closed.then((ending) => {
    for (const call of calls) call.abort(new ConnectionEndedError("the call", ending, connection.place));
  });
  return calls;
}

/** The calls of one client that pass through interceptors. */
export class InterceptedCalls {
  readonly connection: Connection;
  readonly interceptors: readonly ClientInterceptor[];
  /** Aborted when the connection ends. */
  readonly live: Set<AbortController>;

  constructor(connection: Connection, interceptors: readonly ClientInterceptor[]) {
    this.connection = connection;
    this.interceptors = interceptors;
    this.live = liveOn(connection);
  }

  start<T>(method: Method, args: readonly unknown[], options: CallOptions): Call<T> {
    let settle: Settle<T> = { resolve: () => {}, reject: () => {} };
    const call = new InterceptedCall<T>((resolve, reject) => {
      settle = { resolve, reject };
    });
    call.begin(this, method, args, options, settle);
    return call;
  }
}

/** A call with interceptors around it, and so with any number of attempts. */
class InterceptedCall<T> extends Call<T> {
  #giveUp: (cause: unknown) => void = () => {};
  #latest: Call<unknown> | null = null;
  #answered: Metadata = emptyMetadata;

  begin(
    calls: InterceptedCalls,
    method: Method,
    args: readonly unknown[],
    options: CallOptions,
    settle: Settle<T>,
  ): void {
    const controller = new AbortController();
    const { signal } = options;
    let running: Call<unknown> | null = null;
    const onAbort = () => this.#giveUp(signal?.reason);
    const over = () => {
      calls.live.delete(controller);
      signal?.removeEventListener("abort", onAbort);
    };
    const fail = (error: unknown) => {
      over();
      failEnds(method, args, error);
      settle.reject(failureOf(this, error));
    };
    this.#giveUp = (cause) => {
      if (controller.signal.aborted) return;
      const error = new CallGivenUpError("cancelled", `${method.fullName} was cancelled`, { cause });
      controller.abort(cause ?? error);
      // An attempt that runs rejects with an error that knows more, and interceptors cannot keep it back.
      if (running === null) fail(error);
      else running.catch(fail);
    };
    const attempt = async (given: ClientCall): Promise<Answer> => {
      const { metadata, signal, timeoutMs } = given;
      const one = Call.start<unknown>(calls.connection, method, given.args, { metadata, signal, timeoutMs });
      this.#latest = one;
      running = one;
      try {
        return { value: await one, metadata: one.metadata };
      } finally {
        if (running === one) running = null;
      }
    };
    const run = async () => {
      const { service, name, idempotent } = method;
      const metadata = metadataOf(options.metadata);
      const { timeoutMs } = options;
      const answer = await chain(
        calls.interceptors,
        attempt,
      )({
        service,
        method: name,
        args,
        metadata,
        isFallible: method.err !== null,
        signal: controller.signal,
        timeoutMs,
        idempotent,
      });
      checkAnswer(answer, method.fullName);
      this.#answered = answer.metadata;
      // An interceptor that answers by itself vouches for the type; what came over the wire was decoded as it.
      settle.resolve(answer.value as T);
      over();
    };
    calls.live.add(controller);
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    else run().catch(fail);
  }

  override explain(): string {
    return this.#latest?.explain() ?? "this call has not left our interceptors: our code must act";
  }

  override cancel(): void {
    this.#giveUp(undefined);
  }

  override get metadata(): Metadata {
    return this.#answered;
  }

  /** Of the latest attempt. */
  override get actor(): OutgoingRequest["actor"] | undefined {
    return this.#latest?.actor;
  }
}
