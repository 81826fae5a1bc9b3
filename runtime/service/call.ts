import type { Connection } from "../driver/connection.ts";
import type { Method } from "../driver/method.ts";
import type { CallOptions as DriverCallOptions, OutgoingRequest } from "../driver/outgoing-request.ts";
import {
  CallFailedError,
  CallGivenUpError,
  ConnectionEndedError,
  InvalidResponseError,
  MisuseError,
  type RoamError,
} from "../errors.ts";
import { breachIn } from "../limits.ts";
import { type Envelope, emptyMetadata, type Metadata } from "../wire/index.ts";
import { failEnds } from "./failed-ends.ts";
import { type MetadataInit, metadataOf } from "./metadata.ts";

/** What every call takes behind its arguments. */
export interface CallOptions extends DriverCallOptions {
  /** Sent with the call; duplicates and order are kept. */
  readonly metadata?: MetadataInit | undefined;
}

/** A call on its way: a promise of its result, with what else there is to know and do. */
export class Call<T> extends Promise<T> {
  #request: OutgoingRequest | null = null;
  #metadata: Metadata = emptyMetadata;

  /** What `then` makes is a plain promise: only the call itself can be cancelled. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Starts the call. A mistake in the arguments rejects it before anything is sent. */
  static start<T>(connection: Connection, method: Method, args: readonly unknown[], options: CallOptions): Call<T> {
    let settle: { resolve: (value: T) => void; reject: (error: unknown) => void } | undefined;
    const call = new Call<T>((resolve, reject) => {
      settle = { resolve, reject };
    });
    const { signal } = options;
    try {
      if (signal?.aborted) {
        const name = method.fullName;
        throw new CallGivenUpError("cancelled", `${name} was cancelled before it began`, {
          ...connection.place,
          cause: signal.reason,
        });
      }
      const metadata = metadataOf(options.metadata);
      const observer = {
        answered(envelope: Envelope<unknown, unknown>, metadata: Metadata, request: OutgoingRequest): void {
          call.#metadata = metadata;
          const result = resultOf(method, envelope, metadata, request);
          // The method's schemas decoded the value, and T was inferred from them.
          if (result instanceof CallFailedError) settle?.reject(seen(call, result));
          else settle?.resolve(result as T);
        },
        failed: (error: RoamError) => settle?.reject(seen(call, error)),
      };
      call.#request = connection.requests.call(method, args, metadata, observer, options);
    } catch (error) {
      failEnds(method, args, error);
      settle?.reject(failureOf(call, error));
    }
    return call;
  }

  /** A call that cannot begin. Its failure may go unseen, unless it is a mistake of the caller's own. */
  static refused<T>(error: RoamError): Call<T> {
    const call = new Call<T>((_, reject) => reject(error));
    if (!(error instanceof MisuseError)) seen(call, error);
    return call;
  }

  /** Gives the call up: the promise rejects at once and the counterpart is told (`rpc.cancel`). Idempotent. */
  cancel(): void {
    this.#request?.cancel();
  }

  /** What {@link explain} says of it. */
  explain(): string {
    return this.#request?.explain() ?? "this call was never begun: nobody has to act";
  }

  /** What came with the answer; empty before. */
  get metadata(): Metadata {
    return this.#metadata;
  }

  /** The XState actor of this request; `undefined` when the call never began. */
  get actor(): OutgoingRequest["actor"] | undefined {
    return this.#request?.actor;
  }
}

const MAY_GO_UNSEEN = [ConnectionEndedError, CallGivenUpError, CallFailedError, InvalidResponseError];

/** The same error. A mistake of the caller's own is left to be noticed, even when nobody awaits the call. */
export function failureOf(call: Promise<unknown>, error: unknown): unknown {
  return MAY_GO_UNSEEN.some((kind) => error instanceof kind) ? seen(call, error) : error;
}

/** A call may be started for its channels alone: its failure then shows there, and must not end the process. */
function seen<E>(call: Promise<unknown>, error: E): E {
  call.catch(() => {});
  return error;
}

function resultOf(
  method: Method,
  envelope: Envelope<unknown, unknown>,
  metadata: Metadata,
  request: OutgoingRequest,
): unknown {
  const name = method.fullName;
  switch (envelope.kind) {
    case "ok":
      return method.err === null ? envelope.value : { ok: true, value: envelope.value };
    case "user":
      return { ok: false, error: envelope.error };
    case "unknownMethod":
      return new CallFailedError(
        "unknown-method",
        `${name}: the other side has no method with id 0x${method.id.toString(16).padStart(16, "0")}. ` +
          "If it should, the two definitions differ: compare what `roam-xstate ids FILE` prints on both sides",
        { ...request.place, rule: "rpc.unknown-method" },
      );
    case "invalidPayload":
      return new CallFailedError(
        "invalid-payload",
        `${name}: the other side could not decode the arguments. The two definitions may differ: compare ` +
          "what `roam-xstate ids FILE` prints on both sides",
        request.place,
      );
    case "cancelled": {
      const breach = breachIn(metadata);
      const why = breach === undefined ? "its handler failed or was stopped" : `it was not run, its ${breach}`;
      return new CallFailedError(
        "cancelled-by-callee",
        `${name}: the other side gave no answer: ${why}`,
        request.place,
      );
    }
  }
}
