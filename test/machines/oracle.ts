import {
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  initialTransition,
  transition,
} from "xstate";
import type { Alphabet } from "../../machines/alphabets.ts";

/** A place that XState's interpreter can come to, and the first way found to get there. */
export interface Point {
  readonly snapshot: AnyMachineSnapshot;
  readonly input: unknown;
  readonly path: readonly AnyEventObject[];
}

/** What XState's interpreter does with one event at one point. */
export interface Pair {
  readonly from: Point;
  readonly event: AnyEventObject;
  /** The description of the row taken; `undefined` where none is enabled. */
  readonly row: string | undefined;
  readonly next: AnyMachineSnapshot;
  /** Name and params of each action that was not an assignment, in order. */
  readonly intents: readonly (readonly [string, unknown])[];
}

/** Every (state with context, event) pair reachable from the inputs, breadth first, by XState alone. */
export function pairsOf(machine: AnyStateMachine, alphabet: Alphabet<unknown, AnyEventObject>): Pair[] {
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  const queue: Point[] = [];
  const visit = (point: Point) => {
    const key = JSON.stringify([point.snapshot.value, point.snapshot.context]);
    if (seen.has(key)) return;
    if (seen.size >= 1_000) throw new Error(`"${machine.id}" does not stay finite over its alphabet`);
    seen.add(key);
    queue.push(point);
  };
  for (const input of alphabet.inputs) visit({ snapshot: initialTransition(machine, input)[0], input, path: [] });
  for (const from of queue) {
    for (const event of alphabet.events) {
      const taken = machine.getTransitionData(from.snapshot, event);
      const [next, actions] = transition(machine, from.snapshot, event);
      const row = taken.length === 0 ? undefined : (taken[0]?.description ?? "");
      pairs.push({ from, event, row, next, intents: actions.map(({ type, params }) => [type, params] as const) });
      visit({ snapshot: next, input: from.input, path: [...from.path, event] });
    }
  }
  return pairs;
}
