import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type Command, isOutput, wordsOf } from "./command.ts";
import { type Behaviour, distinct, type Prediction, predict } from "./model.ts";
import { type Actual, wasGivenUp } from "./perform.ts";

/** The service does something that the model does not. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
  readonly step: string;
  readonly expected: string;
  readonly actual: string;

  constructor(command: Command, expected: string, actual: string) {
    const step = wordsOf(command);
    super(`${step}: expected ${expected}, got ${actual}`);
    this.step = step;
    this.expected = expected;
    this.actual = actual;
  }
}

/** What the service may be like: a state, and calls that were given up, which may still have their effect. */
export interface World {
  readonly state: unknown;
  readonly pending: readonly Command[];
}

/** Worlds at most; beyond them calls are made without cancelling. */
export const MOST_WORLDS = 64;

const isTx =
  ({ method }: Command) =>
  (index: number) =>
    isOutput(method, index);

function predicted(behaviour: Behaviour, state: unknown, command: Command): Prediction {
  return predict(behaviour, state, command.method.name, command.args, isTx(command));
}

/** The world, and those that it becomes when calls that were given up have their effect after all. */
function unfolded(behaviour: Behaviour, { state, pending }: World): World[] {
  const later = pending.flatMap((command) => {
    const rest = pending.filter((other) => other !== command);
    return unfolded(behaviour, { state: predicted(behaviour, state, command).state, pending: rest });
  });
  return [{ state, pending }, ...later];
}

/**
 * The worlds after a call that came out like this, given those before.
 *
 * @throws {Mismatch} where none explains it
 */
export function worldsAfter(behaviour: Behaviour, before: readonly World[], command: Command, actual: Actual): World[] {
  if (command.manner === "cancelled" && wasGivenUp(actual.result)) {
    return distinct(before.map(({ state, pending }) => ({ state, pending: [...pending, command] })));
  }
  const worlds = before.flatMap((world) => unfolded(behaviour, world));
  const predictions = worlds.map((world) => ({ world, prediction: predicted(behaviour, world.state, command) }));
  const isLeft = command.manner === "left";
  const fitting = predictions.filter(({ prediction }) => (isLeft ? beginsLike : isLike)(prediction, actual));
  if (fitting.length === 0) {
    const expected = new Set(predictions.map(({ prediction }) => shown(prediction)));
    throw new Mismatch(command, [...expected].join(", or "), shown(actual));
  }
  const after = fitting.map(({ world, prediction }) => ({ state: prediction.state, pending: world.pending }));
  // Of a stream that was left nobody knows how far its handler came.
  return distinct(isLeft ? [...fitting.map(({ world }) => world), ...after] : after);
}

function isLike(expected: Prediction, actual: Actual): boolean {
  if (expected.result.kind === "failed") return actual.result.kind === "failed" && !wasGivenUp(actual.result);
  return isDeepStrictEqual(expected.result, actual.result) && isDeepStrictEqual(expected.streams, actual.streams);
}

/** A stream that was left: what came is what would have come first. The result may be anything. */
function beginsLike(expected: Prediction, actual: Actual): boolean {
  return actual.streams.every((items, index) => {
    if (items === null) return true;
    return isDeepStrictEqual(items, expected.streams[index]?.slice(0, items.length));
  });
}

function shown({ result, streams }: Prediction | Actual): string {
  if (result.kind === "failed") return `no result (${result.why})`;
  const sent = streams.flatMap((items) => (items === null ? [] : [`stream ${fc.stringify(items)}`]));
  return [fc.stringify(result.value), ...sent].join(" and ");
}
