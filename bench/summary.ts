import type { Measurement } from "./scenarios.ts";

/** Rounds of one contender in one scenario, put together. */
export interface Summary {
  /** Operations a second: median and quartiles over the rounds. */
  readonly perSecond: number;
  readonly lower: number;
  readonly upper: number;
  /** CPU of the client process for one operation, in microseconds, median; NaN where it is not known. */
  readonly cpuMicroseconds: number;
  readonly rounds: readonly Measurement[];
}

/** The value below which `share` (0 … 1) of the sorted values lie, between neighbours in proportion. NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function summarize(rounds: readonly Measurement[]): Summary {
  const rates = rounds.map((round) => round.operations / round.seconds);
  const cpu = rounds.map((round) => (round.cpuMicroseconds ?? Number.NaN) / round.operations);
  return {
    perSecond: quantile(rates, 0.5),
    lower: quantile(rates, 0.25),
    upper: quantile(rates, 0.75),
    cpuMicroseconds: quantile(cpu, 0.5),
    rounds,
  };
}
