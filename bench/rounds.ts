import type { Client } from "./contender.ts";
import type { RunOrder } from "./messages.ts";
import { type Measurement, SCENARIOS } from "./scenarios.ts";

/**
 * Makes what runs and measures rounds of one client, in a process or in a page. `cpu`: the CPU time used so far, in
 * microseconds, where that can be known.
 */
export function roundsOf(client: Client, cpu?: () => number): (order: RunOrder) => Promise<Measurement> {
  /** Operations a second of earlier rounds, by scenario. */
  const rates = new Map<string, number>();
  return async ({ scenario: name, seconds }) => {
    const scenario = SCENARIOS.find((candidate) => candidate.name === name);
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    const used = cpu?.() ?? 0;
    const began = performance.now();
    const operations = await scenario.work(client, seconds, rates.get(name) ?? 0);
    const elapsed = (performance.now() - began) / 1000;
    rates.set(name, operations / elapsed);
    const measured = { operations, seconds: elapsed };
    return cpu === undefined ? measured : { ...measured, cpuMicroseconds: cpu() - used };
  };
}
