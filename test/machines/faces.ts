import type { AnyEventObject } from "xstate";
import type { Table } from "../../machines/table.ts";

/** What a snapshot shows, whoever made it. */
interface Shown {
  readonly status: string;
  readonly value: unknown;
  readonly context: unknown;
  readonly output: unknown;
  readonly error: unknown;
  readonly tags: ReadonlySet<string>;
  readonly children: object;
  readonly historyValue: object;
  matches(value: string): boolean;
  hasTag(tag: string): boolean;
  can(event: AnyEventObject): boolean;
  getMeta(): object;
  toJSON(): unknown;
}

/** All that can be read off a snapshot, as data to compare. */
export function faceOf(snapshot: Shown, table: Table, events: readonly AnyEventObject[]) {
  const states = [...table.chart.states.keys()];
  const tags = ["none", ...[...table.chart.states.values()].flatMap((state) => [...state.tags])];
  const { status, value, context, output, error, children, historyValue } = snapshot;
  return {
    ...{ status, value, context, output, error, children, historyValue },
    meta: snapshot.getMeta(),
    tags: [...snapshot.tags],
    json: snapshot.toJSON(),
    text: JSON.parse(JSON.stringify(snapshot)),
    matches: states.filter((state) => snapshot.matches(state)),
    hasTag: tags.filter((tag) => snapshot.hasTag(tag)),
    can: events.filter((event) => snapshot.can(event)),
  };
}
