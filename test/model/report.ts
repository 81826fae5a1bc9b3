import { mkdirSync, writeFileSync } from "node:fs";
import { tables } from "../../machines/tables.ts";
import type { Counterexample, Exploration } from "./explore.ts";
import { drawLadder } from "./ladder.ts";
import type { Plan } from "./plan.ts";
import { recordingOf } from "./recording.ts";
import type { Walks, Wandering } from "./wander.ts";

const FOLDER = "dist/explore";

/** An exploration in one line. */
export function figuresOf(exploration: Exploration): string {
  const { plan, states, transitions, depth, milliseconds, bytes, isComplete, counterexample } = exploration;
  const end = counterexample !== null ? "BROKEN  " : isComplete ? "complete" : "bounded ";
  const memory = `${mebibytes(bytes)} of states, ${mebibytes(process.memoryUsage.rss())} in all`;
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  return `${end}  ${plan.name} (${plan.profile}): ${states} states, ${transitions} transitions, depth ${depth}, ${time}, ${memory}`;
}

/** Random walks in one line. */
export function walkOf(
  plan: Plan,
  { steps, counterexample }: Wandering,
  { walks, seed }: Walks,
  began: number,
): string {
  const end = counterexample === null ? "walked  " : "BROKEN  ";
  return `${end}  ${plan.name} (${plan.profile}): ${walks} random walks from seed ${seed}, ${steps} steps, ${secondsSince(began)}`;
}

/** Draws a counterexample and saves it for the inspector. */
export function show(counterexample: Counterexample): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}/${counterexample.plan.name.replace(/\W+/g, "-")}.jsonl`;
  writeFileSync(file, recordingOf(counterexample, tables));
  console.log(`${drawLadder(counterexample, tables)}\nsaved as ${file}\n`);
}

export function secondsSince(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

function mebibytes(size: number): string {
  return `${(size / 2 ** 20).toFixed(0)} MiB`;
}
