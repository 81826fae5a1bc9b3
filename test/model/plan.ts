import type { Profile } from "../../machines/endings.ts";

export type PeerIndex = 0 | 1;

/** One channel of a call, as its handler sees it: `rx` the handler receives, `tx` it sends. */
export interface ChannelPlan {
  readonly direction: "rx" | "tx";
  readonly credit: number;
  /** Items that are written, at most. */
  readonly writes: number;
}

export interface CallPlan {
  readonly caller: PeerIndex;
  /** The root, or the first virtual connection. */
  readonly on: "root" | "virtual";
  readonly channels: readonly ChannelPlan[];
  /** What the callee makes of it. Runs by default. */
  readonly served?: "unknownMethod" | "invalidPayload";
  /** The caller numbers it as TypeScript 7.3.0 does. */
  readonly wrongParity?: boolean;
  /** The caller may send it although its counterpart's limit is reached. */
  readonly isGreedy?: boolean;
}

/** What may happen, beside deliveries and first calls. */
export type Choice =
  | "cancel"
  | "deadline"
  | "giveUp"
  | "fail"
  | "withdraw"
  | "abandon"
  | "callGivenUp"
  | "grant"
  | "reject"
  | "closeConnection"
  | "release"
  | "drain"
  | "drainTimeout"
  | "closeSession"
  | "actorFails"
  | "cut"
  | "handshake"
  | "refuse"
  | "handshakeTimeout"
  | "keepalive"
  | "quirks";

/** What the model does wrong on purpose, to see it found. Those that the runtime once had come first. */
export type Fault =
  /** A Call that is answered unrun has its channels forgotten: neither Reset nor Close. */
  | "refusalForgetsChannels"
  /** A refusal that meets a cancelled call ends none of the call's channels. */
  | "refusalSwallowed"
  /** A refusal ends the call's channels before the call itself hears of it. */
  | "refusalBeforeAnswer"
  /** A Call that nobody could serve is answered Cancelled, which says nothing about its channels. */
  | "unservedIsCancelled"
  /** The end of a connection runs the handlers of calls that wait for a slot. */
  | "teardownRuns"
  /** A sender begins with one credit too many. */
  | "creditOffByOne"
  /** GrantCredit overtakes the Call that introduces its channel. */
  | "grantOvertakes"
  /** The outbox tells nobody that it has room again. */
  | "roomUntold";

/** A small world to explore in full, or as far as a bound goes. */
export interface Plan {
  readonly name: string;
  readonly profile: Profile;
  readonly calls: readonly CallPlan[];
  /** Who opens each virtual connection. */
  readonly virtual?: readonly PeerIndex[];
  /** Everything begins with those open. */
  readonly isOpened?: boolean;
  /** Messages that a link takes in one direction before it asks to wait. */
  readonly fifo: number;
  /** Messages that wait in an outbox before producers wait. */
  readonly room: number;
  /** Calls in flight that each side announces. */
  readonly inFlight: number;
  /** Handlers that run at a time. */
  readonly handlers: number;
  /** `compat` only: Calls that may wait for a handler. */
  readonly waitingCalls: number;
  /** Channels alive at a time on a connection that a callee bears; it is announced to nobody. */
  readonly channelLimit?: number;
  /** Pings that each side sends, at most. */
  readonly pings?: number;
  readonly choices: ReadonlySet<Choice>;
  readonly faults?: ReadonlySet<Fault>;
  /** Peers that make use of `choices`; both by default. */
  readonly actors?: readonly PeerIndex[];
  /** Choices of the others. */
  readonly theirs?: readonly Choice[];
}
