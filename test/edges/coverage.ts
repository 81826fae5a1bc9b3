import type { AnyEventObject } from "xstate";
import { alphabets } from "../../machines/alphabets.ts";
import { rowName } from "../../machines/chart.ts";
import type { Position, Table } from "../../machines/table.ts";
import { type ChartName, tables } from "../../machines/tables.ts";

/** The charts in the order of the house. */
const CHARTS: readonly ChartName[] = [
  ...(["session", "keepalive", "connection"] as const),
  ...(["outgoingRequest", "incomingRequest", "outgoingChannel", "incomingChannel"] as const),
];

/** Only what the counterpart or the user causes can be illegal: the rest is our own doing. */
export function canBeIllegal(event: { readonly type: string }): boolean {
  return event.type.startsWith("peer.") || event.type.startsWith("local.");
}

/** `chart state event [guard]`, for a row. */
export function edgeName(chart: string, row: Parameters<typeof rowName>[0]): string {
  return `${chart} ${rowName(row)}`;
}

/** `chart state event`, for an event without an enabled row. */
export function pairName(chart: string, state: string, event: string): string {
  return `${chart} ${state} ${event}`;
}

/** Every row of every chart. */
export function allEdges(): string[] {
  return CHARTS.flatMap((chart) => tables[chart].chart.rows.map((row) => edgeName(chart, row)));
}

/** Every state and event of user or counterpart for which some context has no enabled row. */
export function allIllegal(): string[] {
  const names = new Set<string>();
  for (const chart of CHARTS) {
    const table: Table = tables[chart];
    const { inputs, events }: { inputs: readonly unknown[]; events: readonly AnyEventObject[] } = alphabets[chart];
    for (const at of reachable(table, inputs, events)) {
      for (const event of events) {
        if (canBeIllegal(event) && table.step(at, event) === undefined)
          names.add(pairName(chart, at.value, event.type));
      }
    }
  }
  return [...names];
}

/** Every position, but the ends, that a chart comes to over its alphabet. */
function reachable(table: Table, inputs: readonly unknown[], events: readonly AnyEventObject[]) {
  const seen = new Set<string>();
  const queue: Position<Table["chart"]["machine"]>[] = [];
  const visit = (at: Position<Table["chart"]["machine"]>) => {
    const key = JSON.stringify([at.value, at.context]);
    if (seen.has(key) || table.isFinal(at)) return;
    seen.add(key);
    queue.push(at);
  };
  for (const input of inputs) visit(table.initial(input));
  for (const at of queue) {
    for (const event of events) {
      const step = table.step(at, event);
      if (step !== undefined) visit(step);
    }
  }
  return queue;
}

/** What actors were seen to do, over many runs. */
export class Coverage {
  readonly #seen = new Set<string>();
  readonly #forced = new Set<string>();

  add(name: string): void {
    this.#seen.add(name);
  }

  /** Was brought about through an actor's own reference, not by a frame or a method. */
  addForced(name: string): void {
    this.#forced.add(name);
  }

  has(name: string): boolean {
    return this.#seen.has(name);
  }

  get forced(): string[] {
    return [...this.#forced];
  }
}
