import { parseArgs } from "node:util";
import { tables } from "../../machines/tables.ts";
import { exhaustive, full, vast } from "./configurations.ts";
import { explore } from "./explore.ts";
import { Hunt } from "./kill.ts";
import type { Plan } from "./plan.ts";
import { figuresOf, secondsSince, show, walkOf } from "./report.ts";
import { wander } from "./wander.ts";

/** Bounds of an ordinary run and of a full one. */
const STATES = 1_200_000;
const WALKS = { walks: 20_000, steps: 120, seed: 1 };

const { values: options } = parseArgs({
  options: {
    /** Also the large worlds, as far as the bounds go. */
    full: { type: "boolean", default: false },
    /** Only plans whose name holds this text, and no mutants. */
    only: { type: "string" },
  },
});

/** Explores one plan and tells of it; false when a rule is broken. */
function run(plan: Plan): boolean {
  const exploration = explore(plan, tables, { states: STATES });
  console.log(figuresOf(exploration));
  if (exploration.counterexample !== null) show(exploration.counterexample);
  return exploration.counterexample === null;
}

/** Random walks through a world that is too large; false when a rule is broken. */
function walk(plan: Plan): boolean {
  const began = performance.now();
  const wandering = wander(plan, tables, WALKS);
  console.log(walkOf(plan, wandering, WALKS, began));
  if (wandering.counterexample !== null) show(wandering.counterexample);
  return wandering.counterexample === null;
}

/** Every single fault in every row of every chart; false when one goes unnoticed, or an excuse is out of date. */
function runMutants(): boolean {
  const sum = { killed: 0, equivalent: 0, wrong: 0 };
  const hunt = new Hunt();
  for (const chart of hunt.charts) {
    const began = performance.now();
    let killed = 0;
    let total = 0;
    for (const { mutant, killedBy, equivalence } of hunt.verdictsOf(chart)) {
      total++;
      if (killedBy !== null && equivalence === null) killed++;
      else if (killedBy === null && equivalence !== null) sum.equivalent++;
      else {
        sum.wrong++;
        console.log(killedBy === null ? `ALIVE ${mutant}` : `NOT EQUIVALENT ${mutant}, killed by ${killedBy}`);
      }
    }
    sum.killed += killed;
    console.log(`${chart}: ${killed} of ${total} mutants killed, ${secondsSince(began)}`);
  }
  const all = sum.killed + sum.equivalent + sum.wrong;
  console.log(`mutants: ${sum.killed} of ${all} killed, ${sum.equivalent} equivalent`);
  return sum.wrong === 0;
}

const { full: isFull, only } = options;
const isWanted = ({ name }: Plan) => only === undefined || name.includes(only);
const results = [
  ...[...exhaustive(), ...(isFull ? full() : [])].filter(isWanted).map(run),
  ...(isFull ? [...full(), ...vast()] : []).filter(isWanted).map(walk),
];
if (only === undefined) results.push(runMutants());
if (results.includes(false) || results.length === 0) process.exitCode = 1;
