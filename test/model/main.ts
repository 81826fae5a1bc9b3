import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type ChartName, tables } from "../../machines/tables.ts";
import { exhaustive, full, known } from "./configurations.ts";
import { type Exploration, explore } from "./explore.ts";
import { verdictsOf } from "./kill.ts";
import { drawLadder, rungsOf, toJsonLines } from "./ladder.ts";
import type { Plan } from "./plan.ts";

const FOLDER = "dist/explore";
const CHARTS: readonly ChartName[] = [
  ...(["session", "keepalive", "connection"] as const),
  ...(["outgoingRequest", "incomingRequest", "outgoingChannel", "incomingChannel"] as const),
];

const { values: options } = parseArgs({
  options: {
    full: { type: "boolean", default: false },
    states: { type: "string", default: "1200000" },
    only: { type: "string", default: "" },
    "no-mutants": { type: "boolean", default: false },
  },
});

/** Explores one plan and tells of it; false when that is not what is expected. */
function run(plan: Plan, isKnown: boolean): boolean {
  const exploration = explore(plan, tables, { states: Number(options.states) });
  const { counterexample } = exploration;
  console.log(figuresOf(exploration));
  if (counterexample === null) {
    if (isKnown) console.log(`${plan.name}: the fault is not there any more: take it out of configurations.ts`);
    return !isKnown;
  }
  const rungs = rungsOf(counterexample, tables);
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}/${plan.name.replace(/\W+/g, "-")}.jsonl`;
  writeFileSync(file, toJsonLines(counterexample, rungs));
  console.log(`${drawLadder(counterexample, rungs)}\nsaved as ${file}\n`);
  return isKnown;
}

function figuresOf({ plan, states, transitions, depth, milliseconds, bytes, isComplete, counterexample }: Exploration) {
  const end = counterexample !== null ? "BROKEN" : isComplete ? "complete" : "bounded";
  const mebibytes = (size: number) => `${(size / 2 ** 20).toFixed(0)} MiB`;
  const memory = `${mebibytes(bytes)} of tables and frontier, ${mebibytes(process.memoryUsage.rss())} in all`;
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  return `${end}  ${plan.name} (${plan.profile}): ${states} states, ${transitions} transitions, depth ${depth}, ${time}, ${memory}`;
}

/** Every single fault in every row of every chart; false when one goes unnoticed, or an excuse is out of date. */
function runMutants(): boolean {
  const sum = { killed: 0, equivalent: 0, wrong: 0 };
  for (const chart of CHARTS) {
    const began = performance.now();
    let total = 0;
    let killed = 0;
    for (const { mutant, killedBy, equivalence } of verdictsOf(chart)) {
      total++;
      if (killedBy !== null) killed++;
      if ((killedBy === null) === (equivalence !== null)) {
        if (equivalence !== null) sum.equivalent++;
      } else {
        sum.wrong++;
        console.log(killedBy === null ? `ALIVE ${mutant}` : `NOT EQUIVALENT ${mutant}, killed by ${killedBy}`);
      }
    }
    sum.killed += killed;
    console.log(`${chart}: ${killed} of ${total} mutants killed, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  const all = sum.killed + sum.equivalent + sum.wrong;
  console.log(`mutants: ${sum.killed} of ${all} killed, ${sum.equivalent} equivalent`);
  return sum.wrong === 0;
}

let isGood = true;
for (const plan of [...exhaustive(), ...(options.full ? full() : [])]) {
  if (plan.name.includes(options.only)) isGood = run(plan, false) && isGood;
}
for (const plan of known()) if (plan.name.includes(options.only)) isGood = run(plan, true) && isGood;
if (!options["no-mutants"]) isGood = runMutants() && isGood;
if (!isGood) process.exitCode = 1;
