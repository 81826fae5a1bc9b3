import type { AnyEventObject } from "xstate";
import { alphabets } from "../../machines/alphabets.ts";
import type { Table } from "../../machines/table.ts";
import { tables } from "../../machines/tables.ts";
import { violationOf } from "../../machines/violations.ts";
import type { Coverage } from "./coverage.ts";
import { type Path, pathsOf, show } from "./plan.ts";
import type { Stage, Staging } from "./stage.ts";
import { Witness } from "./witness.ts";

/** What went otherwise than planned. */
export interface Deviation {
  readonly path: string;
  readonly what: string;
}

/** Runs every path of one chart on the real runtime. Returns how many there are, and what deviated. */
export async function drive(staging: Staging, coverage: Coverage): Promise<{ paths: number; deviations: Deviation[] }> {
  const table: Table = tables[staging.chart];
  const alphabet: { inputs: readonly unknown[]; events: readonly AnyEventObject[] } = alphabets[staging.chart];
  const paths = pathsOf(table, alphabet, staging.isFeasible);
  const deviations: Deviation[] = [];
  for (const path of paths) {
    const what = await walk(staging, path, table, coverage);
    if (what !== undefined) deviations.push({ path: `${staging.chart} ${show(path)}`, what });
  }
  return { paths: paths.length, deviations };
}

/** Runs one path, and looks at the actor after every step. */
async function walk(staging: Staging, path: Path, table: Table, coverage: Coverage): Promise<string | undefined> {
  const witness = new Witness(coverage);
  const stage = staging.set(path, witness);
  let from = table.chart.initial;
  try {
    for (const { event, to, isLegal } of path.steps) {
      await stage.cause(event, from);
      const difference =
        witness.differences[0] ??
        (isLegal || !event.type.startsWith("peer.") ? isAt(stage, to) : isRefused(stage, staging.chart, event));
      if (difference !== undefined) return difference;
      from = to;
    }
    return undefined;
  } catch (error) {
    return `it throws: ${String(error)}`;
  } finally {
    stage.bench.link.end();
    stage.bench.clock.advance(120_000);
  }
}

function isAt(stage: Stage, to: string): string | undefined {
  const state = stage.state();
  return state === to ? undefined : `the actor is ${state}, the table says ${to}`;
}

/** A violation ends the session, and the counterpart is told the rule. */
function isRefused({ bench }: Stage, chart: string, event: AnyEventObject): string | undefined {
  const { rule } = violationOf(chart, event.type);
  const { state } = bench.driver.session;
  if (state !== "closed") return `after ${event.type} the session is ${state}`;
  const told = bench.link.heard.findLast(({ kind }) => kind === "ProtocolError");
  const text = told?.kind === "ProtocolError" ? told.description : "nothing";
  return text.startsWith(`${rule}: `) ? undefined : `after ${event.type} the counterpart is told: ${text}`;
}
