import type { Cause, Ending } from "../machines/endings.ts";
import type { Metadata } from "./wire/index.ts";

/** Where in the protocol an error happened. */
export interface Place {
  readonly connectionId?: number | undefined;
  readonly requestId?: number | undefined;
  readonly channelId?: number | undefined;
  /** State of the actor at that moment. */
  readonly state?: string | undefined;
  /** Rule of the specification, where one was broken. */
  readonly rule?: string | undefined;
  readonly cause?: unknown;
}

/** Every error of this library. `code` tells them apart; texts never hold payloads or SENSITIVE metadata. */
export class RoamError extends Error {
  override readonly name: string = "RoamError";
  readonly code: string;
  readonly connectionId: number | undefined;
  readonly requestId: number | undefined;
  readonly channelId: number | undefined;
  readonly state: string | undefined;
  readonly rule: string | undefined;

  constructor(code: string, message: string, place: Place = {}) {
    super(message, "cause" in place ? { cause: place.cause } : undefined);
    this.code = code;
    this.connectionId = place.connectionId;
    this.requestId = place.requestId;
    this.channelId = place.channelId;
    this.state = place.state;
    this.rule = place.rule;
  }
}

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
  constructor(limit: string, figure: number, message: string, place?: Place) {
    super("limit", `${message}: limit ${limit} is ${figure}`, place);
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
    super("rejected", "the other side rejected the connection", { ...place, rule: "connection.open.rejection" });
    // Not enumerable: an error that is printed must not show SENSITIVE entries.
    this.metadata = metadata;
    Object.defineProperty(this, "metadata", { enumerable: false });
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
