import type { Moment, Timeline } from "../errors.ts";
import type { Turn } from "./turn-clock.ts";

/** Moments kept, beside the first: a channel may stall and flow for ever. */
const KEPT = 15;

/**
 * A state that a life came into, and the one before. Written at every step of everything and hardly ever read, so it is
 * one small object: the time is that of the turn, which all lives share.
 */
export class Entry {
  readonly state: string;
  readonly turn: Turn;
  before: Entry | null;

  constructor(state: string, turn: Turn, before: Entry | null) {
    this.state = state;
    this.turn = turn;
    this.before = before;
    if (before !== null) forgetBeyond(this);
  }
}

/** When the life came into its present state, or into `state` last. */
export function since(began: Turn, latest: Entry | null, state?: string): number {
  for (let entry = latest; entry !== null; entry = entry.before) {
    if (state === undefined || entry.state === state) return entry.turn.at;
  }
  return began.at;
}

/** The first state, and the latest ones. */
export function timelineOf(first: string, began: Turn, latest: Entry | null): Timeline {
  const moments: Moment[] = [];
  for (let entry = latest; entry !== null && moments.length < KEPT; entry = entry.before) {
    // Microseconds are exact enough, and fit to be read.
    moments.push({ state: entry.state, at: Math.round((entry.turn.at - began.at) * 1_000) / 1_000 });
  }
  moments.push({ state: first, at: 0 });
  return moments.reverse();
}

function forgetBeyond(latest: Entry): void {
  let entry: Entry | null = latest;
  for (let n = 1; n < KEPT && entry !== null; n++) entry = entry.before;
  if (entry !== null) entry.before = null;
}
