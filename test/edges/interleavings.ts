import fc from "fast-check";
import { Coverage } from "./coverage.ts";
import { deeds, type Known } from "./deeds.ts";
import { TwoPeers } from "./two-peers.ts";

export interface Interleaving {
  readonly seed: number;
  readonly runs?: number;
  /** Of a failure: brings exactly that run back. */
  readonly path?: string;
  readonly replayPath?: string;
  /** What the peers do; by default what they should. */
  readonly peers?: (scheduler: fc.Scheduler, coverage: Coverage) => TwoPeers;
}

/**
 * Two peers of ours, users who do this and that, and frames that arrive when the scheduler says so. After every deed
 * each actor must be where its table is, and each user told what the table says.
 *
 * @throws {Error} with the shrunk deeds, the seed, and a test to paste
 */
export async function interleave({
  seed,
  runs = 300,
  path,
  replayPath,
  peers = fresh,
}: Interleaving): Promise<Coverage> {
  const coverage = new Coverage();
  const commands = fc.commands([...deeds], {
    maxCommands: 40,
    size: "max",
    ...(replayPath === undefined ? {} : { replayPath }),
  });
  const property = fc.asyncProperty(fc.scheduler(), commands, async (scheduler, chosen) => {
    const real = peers(scheduler, coverage);
    const setup = async () => {
      while (real.client === null) await scheduler.waitIdle();
      const model: Known = { calls: 0, streams: 0 };
      return { model, real };
    };
    await fc.scheduledModelRun(scheduler, setup, chosen);
    await real.check();
    await real.end();
  });
  const details = await fc.check(property, { seed, numRuns: runs, ...(path === undefined ? {} : { path }) });
  if (details.failed) throw failureOf(details);
  return coverage;
}

function fresh(scheduler: fc.Scheduler, coverage: Coverage): TwoPeers {
  return new TwoPeers(scheduler, coverage);
}

/** What fast-check tells of a run that went wrong. */
interface Failed {
  readonly seed: number;
  readonly counterexamplePath: string | null;
  readonly counterexample: readonly unknown[] | null;
  readonly errorInstance: unknown;
}

function failureOf(details: Failed): Error {
  const { seed, counterexamplePath: path, counterexample, errorInstance } = details;
  const told = String(counterexample?.[1]);
  const replayPath = /replayPath="([^"]*)"/.exec(told)?.[1] ?? "";
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const lines = [
    `${reason} (seed ${seed})`,
    `deeds: ${told.replace(/\s*\/\*.*\*\//, "")}`,
    String(counterexample?.[0]),
    "the same again, beside test/edges/interleavings.ts:",
    'import { interleave } from "./interleavings.ts";',
    `it(${JSON.stringify(reason)}, () =>`,
    `  interleave(${JSON.stringify({ seed, path, replayPath })}));`,
  ];
  return new Error(lines.join("\n"), { cause: errorInstance });
}
