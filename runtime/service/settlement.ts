import { mayGoUnseen } from "../deferred.ts";
import type { CallObserver, OutgoingRequest } from "../driver/outgoing-request.ts";
import { CallFailedError, CallGivenUpError, ConnectionEndedError, InvalidResponseError } from "../errors.ts";
import { breachIn } from "../limits.ts";
import { type Envelope, emptyMetadata, type Metadata } from "../wire/index.ts";

/** Of a promise whose type only the method knows. */
type Resolve = (value: never) => void;
type Reject = (error: unknown) => void;

const nobody = (): void => {};

/** Settles the promise of a call with what its request reports. */
export class Settlement implements CallObserver {
  /** What came with the answer. */
  metadata: Metadata = emptyMetadata;
  /** The call itself, once there is one. */
  call: Promise<unknown> | null = null;
  #resolve: Resolve = nobody;
  #reject: Reject = nobody;

  settles(resolve: Resolve, reject: Reject): void {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  answered(envelope: Envelope<unknown, unknown>, metadata: Metadata, request: OutgoingRequest): void {
    this.metadata = metadata;
    const result = resultOf(envelope, metadata, request);
    if (result instanceof CallFailedError) this.failed(result);
    // The method's schemas decoded the value, and the promise's type was inferred from them.
    else this.#resolve(result as never);
  }

  failed(error: unknown): void {
    this.#reject(this.call === null ? error : failureOf(this.call, error));
  }
}

const DIFFER = "The definitions may differ: compare what `roam-xstate ids FILE` prints on both sides";

const MAY_GO_UNSEEN = [ConnectionEndedError, CallGivenUpError, CallFailedError, InvalidResponseError];

/**
 * The same error. A call may be started for its channels alone: its failure then shows there, and must not end the
 * process. A mistake of the caller's own is left to be noticed, even when nobody awaits the call.
 */
export function failureOf(call: Promise<unknown>, error: unknown): unknown {
  if (MAY_GO_UNSEEN.some((kind) => error instanceof kind)) mayGoUnseen(call);
  return error;
}

function resultOf(envelope: Envelope<unknown, unknown>, metadata: Metadata, request: OutgoingRequest): unknown {
  const { method } = request;
  const name = method.fullName;
  switch (envelope.kind) {
    case "ok":
      return method.err === null ? envelope.value : { ok: true, value: envelope.value };
    case "user":
      return { ok: false, error: envelope.error };
    case "unknownMethod":
      return new CallFailedError(
        "unknown-method",
        `${name}: the other side has no method with id 0x${method.id.toString(16).padStart(16, "0")}. ${DIFFER}`,
        { ...request.place, rule: "rpc.unknown-method" },
      );
    case "invalidPayload":
      return new CallFailedError(
        "invalid-payload",
        `${name}: the other side could not decode the arguments. ${DIFFER}`,
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
