import type { Random } from "./random.ts";

/** Changes what one side sends: nothing, one or several payloads in place of one. */
export type Rewrite = (payload: Uint8Array, random: Random) => readonly Uint8Array[];

/** What is wrong with one direction of a link. */
export interface Faults {
  /** How long a payload is under way, in milliseconds: least and most. Default 0 to 5. Payloads never overtake. */
  readonly delayMs?: readonly [number, number] | undefined;
  /** A slow reader: time between two payloads that the receiver takes, in milliseconds. Default 0. */
  readonly readMs?: number | undefined;
  /** Bytes under way at which the sender is told to wait. Default 64 KiB. */
  readonly capacity?: number | undefined;
  /** Sends length-prefixed bytes in pieces of random size, as a socket may. */
  readonly fragments?: boolean | undefined;
  /** The link is cut when this side sends its k-th payload, counted from 1; that payload is lost. */
  readonly cutAt?: number | undefined;
  /** Nothing arrives for a while, from the k-th payload on. */
  readonly stall?: { readonly at: number; readonly ms: number } | undefined;
  /** A peer that breaks a rule: see `breaking`. */
  readonly rewrite?: Rewrite | undefined;
}

/** Faults of both directions, or of each. `left` and `right` are what those sides send. */
export type LinkFaults = Faults & { readonly left?: Faults | undefined; readonly right?: Faults | undefined };

export function faultsOf(side: "left" | "right", { left, right, ...both }: LinkFaults): Faults {
  return { ...both, ...(side === "left" ? left : right) };
}
