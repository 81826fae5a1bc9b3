import type { ChartLayout, Edge, EdgeRow } from "../charts/form.ts";
import { isWithin, lineOf } from "../charts/paths.ts";
import type { Life, Taken } from "./life.ts";

/** Where a life is on its chart, and the ways that it took there. */
export interface Course {
  readonly active: ReadonlySet<string>;
  readonly seen: ReadonlySet<string>;
  readonly counts: ReadonlyMap<EdgeRow, number>;
  /** The edge of the last event, if it took one. */
  readonly latest: Edge | undefined;
}

/** Edge and row of the chart. */
type Way = readonly [Edge, EdgeRow];

/** A state's text names all states that it is in, `a.b + c`; of our own charts there is one. */
export function courseOf(life: Life, layout: ChartLayout): Course {
  const known = new Map<string, ReadonlySet<string>>();
  const names = new Set([...layout.states.map(({ name }) => name), ""]);
  const activeIn = (text: string): ReadonlySet<string> => {
    const active = known.get(text) ?? statesIn(text, names);
    known.set(text, active);
    return active;
  };
  const ways = layout.edges.flatMap((edge) => edge.rows.map((row): Way => [edge, row]));
  const counts = new Map<EdgeRow, number>();
  for (const taken of life.taken) {
    for (const [, row] of waysOf(taken, ways, activeIn)) counts.set(row, (counts.get(row) ?? 0) + taken.count);
  }
  const last = life.recent.items.at(-1);
  const latest =
    last === undefined || last.unexpected
      ? []
      : waysOf({ from: last.from, event: last.event.type, to: last.to }, ways, activeIn);
  return {
    active: activeIn(life.state),
    seen: new Set(life.states.items.flatMap(({ state }) => [...activeIn(state)])),
    counts,
    latest: latest.at(-1)?.[0],
  };
}

/** Each state that a text names, with those around it. What is no path from the machine on is one from a state before. */
export function statesIn(text: string, names: ReadonlySet<string>): ReadonlySet<string> {
  const active = new Set<string>();
  if (names.has(text)) return new Set(["", ...lineOf(text)]);
  let before: string[] = [""];
  for (const part of text.split(" + ")) {
    const outer = before.findLast((path) => names.has(inside(path, part)));
    if (outer === undefined) continue;
    before = ["", ...lineOf(inside(outer, part))];
    for (const path of before) active.add(path);
    // The next region stands beside this one, never inside it.
    before.pop();
  }
  return active;
}

function inside(outer: string, part: string): string {
  return outer === "" ? part : `${outer}.${part}`;
}

/** The ways that one event took: the innermost that fit, in each region, and those that needed no event behind them. */
function waysOf(
  { from, event, to }: Pick<Taken, "from" | "event" | "to">,
  ways: readonly Way[],
  activeIn: (text: string) => ReadonlySet<string>,
): readonly Way[] {
  const before = activeIn(from);
  const after = activeIn(to);
  const may = ways.filter(([edge, row]) => before.has(edge.from) && matches(row.event, event));
  const inner = may.filter(
    ([edge]) => !may.some(([other]) => other.from !== edge.from && isWithin(other.from, edge.from)),
  );
  const fitting = inner.filter(
    ([edge]) => after.has(edge.to) && (edge.from !== edge.to || from === to || inner.length === 1),
  );
  const first = fitting.length > 0 ? fitting : inner.length === 1 ? inner : [];
  const moving =
    from === to && first.some(([edge]) => edge.from === edge.to)
      ? first.filter(([edge]) => edge.from === edge.to)
      : first;
  const all = [...new Map(moving.map((way) => [way[0], way])).values()];
  for (let n = 0; n < all.length && all.length < 16; n++) {
    const reached = all[n]?.[0].to;
    if (reached === undefined || after.has(reached)) continue;
    const next = ways.find(([edge, row]) => row.event === "" && edge.from === reached && edge.to !== reached);
    if (next !== undefined && !all.includes(next)) all.push(next);
  }
  return all;
}

/** `*` is every event, `a.*` each that begins with `a.`. */
function matches(pattern: string, event: string): boolean {
  if (pattern === event) return true;
  if (pattern === "*") return !event.startsWith("xstate.");
  return pattern.endsWith(".*") && `${event}.`.startsWith(pattern.slice(0, -1));
}
