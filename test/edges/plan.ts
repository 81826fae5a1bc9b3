import type { AnyEventObject } from "xstate";
import type { Position, Table } from "../../machines/table.ts";
import { canBeIllegal } from "./coverage.ts";

type Where = Position<Table["chart"]["machine"]>;

/** A way through a chart: what it begins with, the events, and where the table says that each leads. */
export interface Path {
  readonly input: unknown;
  readonly steps: readonly { readonly event: AnyEventObject; readonly to: string; readonly isLegal: boolean }[];
}

/** Whether an event can be caused there at all. */
export type Feasible = (input: unknown, at: Where, event: AnyEventObject) => boolean;

interface Point {
  readonly at: Where;
  readonly path: Path;
}

/**
 * For each place that a chart comes to and each event that can be caused there: the shortest way to it, and the event.
 * Made from the table alone.
 */
export function pathsOf(
  table: Table,
  { inputs, events }: { readonly inputs: readonly unknown[]; readonly events: readonly AnyEventObject[] },
  isFeasible: Feasible,
): Path[] {
  const paths: Path[] = [];
  for (const input of inputs) {
    const seen = new Set<string>();
    const queue: Point[] = [];
    const visit = (point: Point) => {
      const key = JSON.stringify([point.at.value, point.at.context]);
      if (seen.has(key) || table.isFinal(point.at)) return;
      seen.add(key);
      queue.push(point);
    };
    visit({ at: table.initial(input), path: { input, steps: [] } });
    for (const { at, path } of queue) {
      for (const event of events) {
        if (!isFeasible(input, at, event)) continue;
        const step = table.step(at, event);
        if (step === undefined && !canBeIllegal(event)) continue;
        const longer = {
          input,
          steps: [...path.steps, { event, to: step?.value ?? at.value, isLegal: step !== undefined }],
        };
        paths.push(longer);
        if (step !== undefined) visit({ at: step, path: longer });
      }
    }
  }
  return paths;
}

export function show({ input, steps }: Path): string {
  const told = (value: unknown) =>
    JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? Number(part) : part)) ?? "nothing";
  return [`from ${told(input)}`, ...steps.map(({ event, to }) => `${told(event)} -> ${to}`)].join("\n    ");
}
