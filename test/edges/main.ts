// node dist/test/edges/main.js: every edge of every chart, and every illegal event, on the real runtime.

import { Coverage } from "./coverage.ts";
import { drive } from "./drive.ts";
import { reportOn } from "./report.ts";
import { stagings } from "./stagings.ts";
import { unreachable } from "./unreachable.ts";

const coverage = new Coverage();
let isGood = true;
for (const staging of stagings) {
  const { paths, deviations } = await drive(staging, coverage);
  console.log(`${staging.chart}: ${paths} paths, ${deviations.length} deviations`);
  for (const { path, what } of deviations.slice(0, 3)) console.log(`DEVIATION ${what}\n  ${path}`);
  isGood &&= deviations.length === 0;
}
const report = reportOn(coverage);
for (const [name, reason] of unreachable) console.log(`unreachable  ${name}: ${reason}`);
for (const name of report.forced) console.log(`by reference ${name}`);
for (const name of report.missing) console.log(`MISSING ${name}`);
for (const name of report.surprising) console.log(`REACHED, and listed as unreachable: ${name}`);
for (const name of report.unknown) console.log(`UNKNOWN, and listed as unreachable: ${name}`);
if (!isGood || [report.missing, report.surprising, report.unknown].some((names) => names.length > 0)) {
  process.exitCode = 1;
}
console.log(report.line);
