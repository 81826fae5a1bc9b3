import { floorOf, oursBeside, transportOf } from "./contenders/registry.ts";
import type { Summary } from "./summary.ts";
import type { Table } from "./table.ts";

/** One scenario: its summaries by contender, in the order of the table. */
export interface Result {
  readonly scenario: string;
  readonly unit: "call" | "item";
  readonly contenders: Readonly<Record<string, Summary>>;
}

/**
 * The table of one scenario. Ratios are of medians, with the floor and with roam over the same transport; above 1 the
 * named side is the faster one.
 */
export function tableOf({ scenario, unit, contenders }: Result): Table {
  const rows = Object.entries(contenders).map(([name, summary]) => [
    name,
    transportOf(name),
    whole(summary.perSecond),
    `${whole(summary.lower)} – ${whole(summary.upper)}`,
    Number.isNaN(summary.cpuMicroseconds) ? "–" : summary.cpuMicroseconds.toFixed(2),
    (1e6 / summary.perSecond).toFixed(2),
    ratio(summary.perSecond, contenders[floorOf(name)]?.perSecond),
    ratio(contenders[oursBeside(name)]?.perSecond, summary.perSecond),
  ]);
  const columns = [
    "",
    "over",
    `${unit}s/s`,
    "quartiles",
    `client CPU us/${unit}`,
    `wall us/${unit}`,
    "of floor",
    "roam is",
  ];
  return { title: scenario, columns, rows };
}

/** A count for reading. */
function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** How many times as much; "–" where one of the two is not there. */
function ratio(above: number | undefined, below: number | undefined): string {
  if (above === undefined || below === undefined) return "–";
  const value = above / below;
  return `${value.toFixed(value < 0.1 ? 3 : 2)}x`;
}
