import type { MachineShape, ShapeState } from "../../records.ts";
import { isWithin, parentOf } from "./paths.ts";

/** The border of the box itself, above or below all that is in it. */
export const TOP = " top";
export const BOTTOM = " bottom";

/** The part of an edge that is drawn inside one box: from `upper` down to `lower`, whichever way the edge goes. */
export interface Link {
  readonly edge: number;
  readonly upper: string;
  readonly lower: string;
  /** The edge goes upwards here. */
  readonly isUp: boolean;
  readonly hasLabel: boolean;
}

/** A box with others in it. */
export interface Nest {
  readonly state: ShapeState;
  readonly children: readonly string[];
  /** Rows from top to bottom, by child. */
  readonly ranks: ReadonlyMap<string, number>;
  readonly links: Link[];
}

export interface Ends {
  readonly from: string;
  readonly to: string;
}

/** Which part of which edge is drawn in which box. Edges that come and go at the same state are in none. */
export function nestsOf(shape: MachineShape, edges: readonly Ends[]): ReadonlyMap<string, Nest> {
  const inner = new Map<string, string[]>();
  for (const { path } of shape.states) {
    if (path !== "") inner.set(parentOf(path), [...(inner.get(parentOf(path)) ?? []), path]);
  }
  const nests = new Map<string, Nest>();
  for (const state of shape.states) {
    const children = inner.get(state.path);
    if (children === undefined) continue;
    const direct = edges.flatMap((edge) => (meetingOf(edge) === state.path ? [liftedTo(state.path, edge)] : []));
    nests.set(state.path, { state, children, ranks: ranksOf(children, state.initial, direct), links: [] });
  }
  edges.forEach((ends, edge) => {
    if (ends.from !== ends.to) addLinks(nests, ends, edge);
  });
  return nests;
}

function addLinks(nests: ReadonlyMap<string, Nest>, ends: Ends, edge: number): void {
  const meeting = meetingOf(ends);
  const { from, to } = liftedTo(meeting, ends);
  const nest = nests.get(meeting);
  const isUp = from !== null && to !== null && (nest?.ranks.get(from) ?? 0) >= (nest?.ranks.get(to) ?? 0);
  const [upper, lower] = isUp ? [to, from] : [from, to];
  nest?.links.push({ edge, upper: upper ?? TOP, lower: lower ?? BOTTOM, isUp, hasLabel: true });
  // Out of the boxes that the edge begins in, and into those that it ends in.
  const add = (inside: string, outermost: string | null, isLeaving: boolean): void => {
    if (outermost === null) return;
    for (let path = inside; path !== outermost; path = parentOf(path)) {
      const isBelow = isLeaving !== isUp;
      const link = isBelow ? { upper: path, lower: BOTTOM } : { upper: TOP, lower: path };
      nests.get(parentOf(path))?.links.push({ edge, ...link, isUp, hasLabel: false });
    }
  };
  add(ends.from, from, true);
  add(ends.to, to, false);
}

/** The innermost box around both ends; an end that is that box itself is its border. */
function meetingOf({ from, to }: Ends): string {
  let box = from;
  while (!isWithin(to, box)) box = parentOf(box);
  return box;
}

function liftedTo(box: string, { from, to }: Ends): { from: string | null; to: string | null } {
  return { from: childOn(box, from), to: childOn(box, to) };
}

/** The child of `box` that `path` is, or is inside of; `null` for the box itself. */
function childOn(box: string, path: string): string | null {
  if (path === box) return null;
  let child = path;
  while (parentOf(child) !== box) child = parentOf(child);
  return child;
}

/** Each state below those that lead to it, as far as there is no way back; the initial one on top. */
function ranksOf(
  children: readonly string[],
  initial: string | null,
  edges: readonly { readonly from: string | null; readonly to: string | null }[],
): ReadonlyMap<string, number> {
  const order = [...children].sort((a, b) => Number(b === initial) - Number(a === initial));
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    if (from !== null && to !== null && from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const done: string[] = [];
  const open = new Set<string>();
  const forward: [string, string][] = [];
  const visit = (child: string): void => {
    open.add(child);
    for (const to of order.filter((one) => next.get(child)?.has(one))) {
      if (open.has(to)) continue;
      forward.push([child, to]);
      if (!done.includes(to)) visit(to);
    }
    open.delete(child);
    done.push(child);
  };
  for (const child of order) if (!done.includes(child)) visit(child);
  const ranks = new Map(children.map((child) => [child, 0]));
  for (const child of done.reverse()) {
    for (const [from, to] of forward) {
      if (from === child) ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(child) ?? 0) + 1));
    }
  }
  return ranks;
}
