import { mayGoUnseen } from "../deferred.ts";
import type { Connection } from "../driver/connection.ts";
import type { Method } from "../driver/method.ts";
import type { CallOptions as DriverCallOptions, OutgoingRequest } from "../driver/outgoing-request.ts";
import { CallGivenUpError, MisuseError, type RoamError } from "../errors.ts";
import { emptyMetadata, type Metadata } from "../wire/index.ts";
import { failEnds } from "./failed-ends.ts";
import { type MetadataInit, metadataOf } from "./metadata.ts";
import { Settlement } from "./settlement.ts";

/** What every call takes behind its arguments. */
export interface CallOptions extends DriverCallOptions {
  /** Sent with the call; duplicates and order are kept. */
  readonly metadata?: MetadataInit | undefined;
}

/** Whose promise is being made: a closure for each call would be garbage for each call. */
let beginning: Settlement | null = null;

function takePromise(resolve: (value: never) => void, reject: (error: unknown) => void): void {
  beginning?.settles(resolve, reject);
  beginning = null;
}

/** A call on its way: a promise of its result, with what else there is to know and do. */
export class Call<T> extends Promise<T> {
  #request: OutgoingRequest | null = null;

  static {
    // What `then` makes is a plain promise: only the call itself can be cancelled. And `await` takes a promise with this
    // constructor as it is, where it would wrap any other in one more and be two microtasks late.
    Object.defineProperty(Call.prototype, "constructor", { value: Promise });
  }

  /** Starts the call. A mistake in the arguments rejects it before anything is sent. */
  static start<T>(connection: Connection, method: Method, args: readonly unknown[], options: CallOptions): Call<T> {
    const settlement = new Settlement();
    beginning = settlement;
    const call = new Call<T>(takePromise);
    settlement.call = call;
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
      call.#request = connection.requests.call(method, args, metadata, settlement, options);
    } catch (error) {
      failEnds(method, args, error);
      settlement.failed(error);
    }
    return call;
  }

  /** A call that cannot begin. Its failure may go unseen, unless it is a mistake of the caller's own. */
  static refused<T>(error: RoamError): Call<T> {
    const call = new Call<T>((_, reject) => reject(error));
    return error instanceof MisuseError ? call : mayGoUnseen(call);
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
    return this.#request?.answerMetadata ?? emptyMetadata;
  }

  /** The XState actor of this request; `undefined` when the call never began. */
  get actor(): OutgoingRequest["actor"] | undefined {
    return this.#request?.actor;
  }
}
