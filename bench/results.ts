import { FLOOR, OURS } from "./contenders/registry.ts";
import type { Summary } from "./summary.ts";
import type { Table } from "./table.ts";

/** One scenario: its summaries by contender, in the order of the table. */
export interface Result {
  readonly scenario: string;
  readonly unit: "call" | "item";
  readonly contenders: Readonly<Record<string, Summary>>;
}

/** The table of one scenario. Ratios are of medians; above 1 the named side is the faster one. */
export function tableOf({ scenario, unit, contenders }: Result): Table {
  const floor = contenders[FLOOR]?.perSecond;
  const ours = contenders[OURS]?.perSecond;
  const rows = Object.entries(contenders).map(([name, summary]) => [
    name,
    whole(summary.perSecond),
    `${whole(summary.lower)} – ${whole(summary.upper)}`,
    summary.cpuMicroseconds.toFixed(2),
    (1e6 / summary.perSecond).toFixed(2),
    ratio(summary.perSecond, floor),
    ratio(ours, summary.perSecond),
  ]);
  const columns = ["", `${unit}s/s`, "quartiles", `client CPU us/${unit}`, `wall us/${unit}`, "of floor", `${OURS} is`];
  return { title: scenario, columns, rows };
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function ratio(above: number | undefined, below: number | undefined): string {
  if (above === undefined || below === undefined) return "–";
  const value = above / below;
  return `${value.toFixed(value < 0.1 ? 3 : 2)}x`;
}
