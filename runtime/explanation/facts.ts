// What an explanation is made of: plain data that an actor can tell, or a recording.

interface Described {
  readonly state: string;
  /** When the state was entered, on the same clock as `now`. */
  readonly since: number;
}

interface OnConnection extends Described {
  readonly connection: number;
}

export interface OutgoingRequestFacts extends OnConnection {
  readonly kind: "outgoingRequest";
  readonly request: number;
  /** `Service.method`. */
  readonly method: string;
  /** Calls that the counterpart takes at a time. */
  readonly limit: number;
  /** Whether the link takes nothing at the moment. */
  readonly isBlocked: boolean;
  /** Whether a deadline, a signal or a keepalive can end the wait. */
  readonly isBounded: boolean;
}

export interface IncomingRequestFacts extends OnConnection {
  readonly kind: "incomingRequest";
  readonly request: number;
  readonly method: string;
  /** Handlers that run at a time. */
  readonly limit: number;
  readonly isBlocked: boolean;
}

export interface OutgoingChannelFacts extends OnConnection {
  readonly kind: "outgoingChannel";
  readonly channel: number;
  readonly sent: number;
  readonly credit: number;
  /** Items whose `send` is pending. */
  readonly waiting: number;
}

export interface IncomingChannelFacts extends OnConnection {
  readonly kind: "incomingChannel";
  readonly channel: number;
  /** Items that came and were not taken. */
  readonly queued: number;
  /** What the sender may still send. */
  readonly credit: number;
  /** Readers whose `next` is pending. */
  readonly waiting: number;
}

export interface Load {
  readonly requests: number;
  readonly channels: number;
}

export interface ConnectionFacts extends OnConnection {
  readonly kind: "connection";
  /** Calls of ours that are not over. */
  readonly calls: number;
  /** Calls of the other side that are not over. */
  readonly handlers: number;
  readonly channels: number;
}

export interface SessionFacts extends Described, Load {
  readonly kind: "session";
  /** Name of its link. */
  readonly link: string;
  readonly connections: number;
  /** Bytes that the link has not taken. */
  readonly waitingBytes: number;
}

export interface KeepaliveFacts extends Described {
  readonly kind: "keepalive";
}

/** An end of a channel before it is bound. */
export interface EndFacts {
  readonly kind: "end";
  readonly end: "Tx" | "Rx";
}

export interface ServerFacts {
  readonly kind: "server";
  readonly url: string;
  readonly sessions: number;
  readonly isListening: boolean;
}

export type LifeFacts =
  | OutgoingRequestFacts
  | IncomingRequestFacts
  | OutgoingChannelFacts
  | IncomingChannelFacts
  | ConnectionFacts
  | SessionFacts
  | KeepaliveFacts;

export type Facts = LifeFacts | EndFacts | ServerFacts;
