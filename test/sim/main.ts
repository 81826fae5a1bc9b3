// node dist/test/sim/main.js [--seed N] [--seeds N] [--from N]: the simulator on our own runtime.

import { parseArgs } from "node:util";
import { neverReached, shortest, survey } from "./explore.ts";
import { SimulationFailure } from "./failure.ts";
import { mixed, reachedByMixed } from "./mixed.ts";
import { simulate } from "./simulate.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
  },
});

/** Replays one seed and shows all that happens. */
async function replay(seed: number): Promise<boolean> {
  try {
    const run = await simulate({ seed }, mixed);
    console.log(run.trace().join("\n"));
    console.log(`seed ${seed}: good, ${run.steps} steps, ${run.ms.toFixed(0)} virtual ms`);
    for (const [name, times] of run.reached) console.log(`  ${times} times: ${name}`);
    return true;
  } catch (error) {
    if (!(error instanceof SimulationFailure)) throw error;
    console.log(error.trace.join("\n"));
    console.log(`seed ${seed}: ${error.reason}`);
    return false;
  }
}

/** Runs many seeds and counts. */
async function run(seeds: number, from: number): Promise<boolean> {
  const exploration = await survey({ seeds, from, sometimes: reachedByMixed, failures: 20 }, mixed);
  const { seconds, steps, reached, failures } = exploration;
  for (const [name, count] of [...reached].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`${String(count).padStart(8)} seeds: ${name}`);
  }
  for (const { seed, reason } of failures) console.log(`FAILED seed ${seed}: ${reason}`);
  const worst = shortest(failures);
  if (worst !== undefined) console.log(`\n${worst.message}\n\nreplay: --seed ${worst.seed}`);
  const never = neverReached(exploration);
  if (never.length > 0) console.log(`NEVER REACHED: ${never.join(", ")}`);
  const pace = (exploration.seeds / seconds).toFixed(0);
  console.log(
    `simulated: ${exploration.seeds} seeds, ${failures.length} failed, ${steps} steps, ${seconds.toFixed(1)} s, ${pace} seeds/s`,
  );
  return failures.length === 0 && never.length === 0;
}

const isGood =
  values.seed === undefined ? await run(Number(values.seeds), Number(values.from)) : await replay(Number(values.seed));
if (!isGood) process.exitCode = 1;
