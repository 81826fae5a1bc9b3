import { MAX_STATES, MAX_WAYS } from "../../machine-limits.ts";
import type { MachineShape } from "../../records.ts";
import { parentOf } from "../charts/paths.ts";
import { type Check, fits, isObject, listOf, number, orNull, text } from "./checks.ts";

const TYPES = new Set<unknown>(["atomic", "compound", "parallel", "final", "history"]);
const type: Check = (value) => TYPES.has(value);
const STATE = { path: text, type, initial: orNull(text), description: text };
const WAY = {
  from: text,
  event: text,
  to: orNull(text),
  guard: orNull(text),
  actions: listOf(text),
  description: text,
};

const MACHINE = {
  id: text,
  size: number,
  states: listOf((state) => isObject(state) && fits(state, STATE)),
  ways: listOf((way) => isObject(way) && fits(way, WAY)),
};

/** Whether it is a machine that can be drawn: each state stands behind the one that it is in, and nothing leads out of it. */
export function isMachine(value: unknown): value is MachineShape {
  return isShape(value) && hangsTogether(value);
}

function isShape(value: unknown): value is MachineShape {
  return isObject(value) && fits(value, MACHINE);
}

function hangsTogether({ states, ways }: MachineShape): boolean {
  // The machine itself is told as the first of its states.
  if (states.length > 1 + MAX_STATES || ways.length > MAX_WAYS) return false;
  const paths = new Set<string>();
  for (const { path } of states) {
    const isIn = path === "" ? paths.size === 0 : paths.has(parentOf(path));
    if (!isIn || paths.has(path)) return false;
    paths.add(path);
  }
  const isKnown = (path: string | null): boolean => path === null || paths.has(path);
  return states.every(({ initial }) => isKnown(initial)) && ways.every(({ from, to }) => isKnown(from) && isKnown(to));
}
