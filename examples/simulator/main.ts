// node dist/examples/simulator/main.js [SEED]: finds the bug of the box office, or shows what happens with one seed.

import { explore, SimulationFailure, simulate } from "../../test/sim/index.ts";
import { customers } from "./simulation.ts";

const [seed] = process.argv.slice(2);
const hasty = customers({ isCareful: false });
try {
  if (seed === undefined) await explore({ seeds: 1_000 }, hasty);
  else await simulate({ seed: Number(seed) }, hasty);
  console.log("nothing found");
} catch (error) {
  if (!(error instanceof SimulationFailure)) throw error;
  console.log(error.message);
}
const { seeds, reached } = await explore({ seeds: 1_000 }, customers({ isCareful: true }));
console.log(`without the bug: ${seeds} seeds went well`);
for (const [name, count] of reached) console.log(`  ${count} of them: ${name}`);
