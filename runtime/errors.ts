import type { Cause, Ending } from "../machines/endings.ts";
import { type Place, RoamError } from "./errors/roam-error.ts";
import { breachIn, breachOf, type LimitName } from "./limits.ts";
import { EncodeError, type Metadata } from "./wire/index.ts";

export { type Moment, type Place, RoamError, type Timeline } from "./errors/roam-error.ts";

/** The library was used in a way that makes no sense, such as sending on an end that was given away. */
export class MisuseError extends RoamError {
  override readonly name = "MisuseError";
  constructor(message: string, place?: Place) {
    super("misuse", message, place);
  }
}

/** A figure of `Limits` would be exceeded; nothing was sent. */
export class LimitError extends RoamError {
  override readonly name = "LimitError";
  /** Name of the limit, as in `Limits`. */
  readonly limit: LimitName;
  readonly figure: number;
  constructor(limit: LimitName, figure: number, message: string, place?: Place) {
    super("limit", `${message}: ${breachOf(limit, figure)}`, place);
    this.limit = limit;
    this.figure = figure;
  }
}

/** A value given to a call or a channel does not fit its type; nothing was sent. */
export class InvalidValueError extends RoamError {
  override readonly name = "InvalidValueError";

  /** Makes one of what the codec threw; gives back what is not the codec's. */
  static from(error: unknown, place: Place): unknown {
    if (!(error instanceof EncodeError)) return error;
    return new InvalidValueError("invalid-value", error.message, { ...place, cause: error });
  }
}

/** The caller gave a call up: `cancelled` by hand or signal, `timed-out` by its deadline. */
export class CallGivenUpError extends RoamError {
  override readonly name = "CallGivenUpError";
}

/** What the other side answered instead of a result: `unknown-method`, `invalid-payload` or `cancelled-by-callee`. */
export class CallFailedError extends RoamError {
  override readonly name = "CallFailedError";
}

/** The answer came and does not fit the definition of the method. */
export class InvalidResponseError extends RoamError {
  override readonly name = "InvalidResponseError";
  constructor(message: string, place: Place) {
    super("invalid-response", message, place);
  }
}

/** The session or connection ended while something was waiting. `ending` tells the cause. */
export class ConnectionEndedError extends RoamError {
  override readonly name = "ConnectionEndedError";
  readonly ending: Ending;
  constructor(what: string, ending: Ending, place: Place) {
    super(CODES[ending.cause], `${what}: ${ending.detail}`, place);
    this.ending = ending;
  }
}

const CODES: Record<Cause, string> = {
  closedHere: "closed",
  closedThere: "closed-by-counterpart",
  refused: "refused",
  released: "closed",
  drained: "drained",
  drainTimeout: "drained",
  linkEnded: "link-lost",
  linkFailed: "link-lost",
  handshakeTimeout: "handshake-timeout",
  keepaliveTimeout: "keepalive-timeout",
  violation: "protocol-violation",
  protocolError: "protocol-error",
  internalError: "internal-error",
  callRefused: "call-refused",
  callNotSent: "call-not-sent",
};

/** The other side refused to open a connection; `metadata` is what it said. */
export class ConnectionRejectedError extends RoamError {
  override readonly name = "ConnectionRejectedError";
  readonly metadata: Metadata;
  constructor(metadata: Metadata, place: Place) {
    const text = "the other side rejected the connection";
    const breach = breachIn(metadata);
    const why = breach === undefined ? text : `${text}: its ${breach}`;
    super("rejected", why, { ...place, rule: "connection.open.rejection" });
    // Not enumerable: an error that is printed must not show SENSITIVE entries.
    this.metadata = metadata;
    Object.defineProperty(this, "metadata", { enumerable: false });
  }
}

/** A handler still runs long after its call was cancelled; goes to `onHandlerError`. */
export class HandlerLeakedError extends RoamError {
  override readonly name = "HandlerLeakedError";
  constructor(place: Place) {
    super("handler-leaked", "a handler ignores its signal", place);
  }
}

/** A channel cannot be used any more: `channel-closed`, `channel-reset`. */
export class ChannelError extends RoamError {
  override readonly name = "ChannelError";
}

/** An Item came and does not fit the element type of its channel; the channel was reset. */
export class InvalidItemError extends RoamError {
  override readonly name = "InvalidItemError";
  constructor(message: string, place: Place) {
    super("invalid-item", message, place);
  }
}
