import type { ChartName } from "../machines/tables.ts";

// The one form in which everything tells what it saw: feed, recording, tap and page. Plain JSON; a u64 is a decimal
// string. Metadata flagged SENSITIVE is never in it. Arguments, results and items are in it only as the first bytes of
// their frame, and not when payloads are redacted.

/** Where a record stands in its stream. */
export interface Stamp {
  /** 1, 2, 3 and so on, without a hole: what was dropped is told by a `gap`. */
  readonly seq: number;
  /** Milliseconds since the feed began, on a clock that never goes back. */
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly wall: number;
  /** Which peer saw it: `left`, `right`, or a name that the application gave. */
  readonly peer: string;
}

/**
 * Names one life, for as long as the recording exists: `peer/s1`, `peer/s1/c0`, `peer/s1/c0/r5`, `peer/s1/c0/h5`,
 * `peer/s1/c0/tx7`, `peer/s1/c0/rx7`, `peer/s1/k` for session, connection, outgoing and incoming request, outgoing and
 * incoming channel, and keepalive. `peer/xstate/x:3` for an actor of the user's own.
 */
export type LifeName = string;

/** A life began, or (`late`) was there before anybody watched. */
export interface ActorRecord extends Stamp {
  readonly type: "actor";
  readonly life: LifeName;
  /** Whose it is: the session of a connection, the connection of a request, the call of a channel if it is known. */
  readonly parent: LifeName | null;
  /** `null` for an actor of the user's own. */
  readonly chart: ChartName | null;
  readonly label: string;
  readonly connection: number | null;
  /** Of the request or channel. */
  readonly id: number | null;
  /** The state that it is in. */
  readonly state: string;
  /** What the chart was given at its beginning. */
  readonly input: unknown;
  /** N of a channel, in items; `null` when it is unknown. */
  readonly initialCredit: number | null;
  readonly late: boolean;
  /** Of one that was there before anybody watched: what its chart remembers, for replay to start from. */
  readonly context?: unknown;
  /** What a machine of the user's own is like, where it is known. */
  readonly machine?: MachineShape;
}

/** A machine of the user's own, by names alone. States are named by their path, `a.b`; the machine itself is ``. */
export interface MachineShape {
  readonly id: string;
  /** How many states it has. Those of a machine with more than 60 are left out, and its ways with them. */
  readonly size: number;
  /** Each behind the one that it is in; the machine itself first. */
  readonly states: readonly ShapeState[];
  readonly ways: readonly ShapeWay[];
}

export interface ShapeState {
  readonly path: string;
  readonly type: "atomic" | "compound" | "parallel" | "final" | "history";
  /** Where a compound state begins. */
  readonly initial: string | null;
  readonly description: string;
}

/** One transition that may be taken; `to` is `null` where it leads nowhere else. */
export interface ShapeWay {
  readonly from: string;
  /** Empty for one that needs no event. */
  readonly event: string;
  readonly to: string | null;
  readonly guard: string | null;
  readonly actions: readonly string[];
  readonly description: string;
}

/** One input event of one chart, whether or not the state changed. */
export interface TransitionRecord extends Stamp {
  readonly type: "transition";
  readonly life: LifeName;
  readonly event: { readonly type: string; readonly [parameter: string]: unknown };
  readonly from: string;
  readonly to: string;
  /** The chart has no row for it: a violation (`peer.*`) or misuse (`local.*`). */
  readonly unexpected: boolean;
  /** Rules that the row implements. */
  readonly rules: readonly string[];
}

/** One message on the wire. */
export interface FrameRecord extends Stamp {
  readonly type: "frame";
  readonly direction: "in" | "out";
  /** The life that it is about, if one is. */
  readonly life: LifeName | null;
  /** Kind of the message (`Request`, `ChannelItem`, …), or `undecodable`. */
  readonly kind: string;
  /** Bytes of the payload of the link. */
  readonly size: number;
  /** Decoded fields, without arguments, results and items. */
  readonly fields: { readonly [name: string]: unknown };
  /**
   * The first 256 bytes of the message as hexadecimal, payload and all. `null` when payloads are redacted, when there is
   * SENSITIVE metadata in the message, and when it cannot be decoded.
   */
  readonly bytes: string | null;
}

/** Figures of the data plane, which no chart knows. */
export interface SampleRecord extends Stamp {
  readonly type: "sample";
  readonly life: LifeName;
  /** Items that may still be sent; `null` when it is unknown. */
  readonly credit: number | null;
  /** Items that came and were not taken. */
  readonly queued: number;
  /** Writers or readers that wait. */
  readonly waiting: number;
  /** The sentence of `explain()`. */
  readonly explanation: string;
}

/** Something went wrong: a violation with its rule, or an error of our own. */
export interface ErrorRecord extends Stamp {
  readonly type: "error";
  readonly life: LifeName | null;
  readonly rule: string | null;
  readonly text: string;
}

/** A life is over. */
export interface EndRecord extends Stamp {
  readonly type: "end";
  readonly life: LifeName;
  readonly state: string;
  readonly output: unknown;
}

/** Records that nobody kept: replay stops here. */
export interface GapRecord extends Stamp {
  readonly type: "gap";
  readonly dropped: number;
}

export type FeedRecord =
  | ActorRecord
  | TransitionRecord
  | FrameRecord
  | SampleRecord
  | ErrorRecord
  | EndRecord
  | GapRecord;

/** First line of a recording, and first message of a live feed. */
export interface Header {
  readonly type: "header";
  readonly format: "roam-xstate-recording";
  readonly version: 1;
  /** Of this package. */
  readonly software: string;
  readonly began: number;
  readonly peers: readonly string[];
  /** Limits of the session, by name. */
  readonly limits: { readonly [name: string]: number };
  readonly redacted: boolean;
}
