/** Which half of an id space a side allocates from (`session.parity`). */
export type Parity = "odd" | "even";

/** What one side says about a connection: its parity, and how many calls it accepts in flight. */
export interface Settings {
  readonly parity: Parity;
  readonly maxConcurrentRequests: number;
}

/** `strict`: every violation ends the session. `compat`: what 7.3.0 peers are known to do is let pass. */
export type Profile = "strict" | "compat";

/** Why a session, a connection or something on it came to its end. */
export type Cause =
  | "closedHere"
  | "closedThere"
  /** The hook that decides who may come in said no. */
  | "refused"
  | "released"
  | "drained"
  | "drainTimeout"
  | "linkEnded"
  | "linkFailed"
  | "handshakeTimeout"
  | "keepaliveTimeout"
  | "violation"
  | "protocolError"
  /** A bug of this library: an actor failed while it performed an intent. */
  | "internalError"
  /** A channel's call was answered UnknownMethod or InvalidPayload: nobody holds the other end. */
  | "callRefused"
  /** A channel's call was given up before it was sent. */
  | "callNotSent";

/** An end with its cause and, where there is more to say, a text that holds no payload. */
export interface Ending {
  readonly cause: Cause;
  readonly detail: string;
}

export function otherParity(parity: Parity): Parity {
  return parity === "odd" ? "even" : "odd";
}
