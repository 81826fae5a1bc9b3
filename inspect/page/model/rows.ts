import type { Filter } from "../filter/language.ts";
import { matchesLife } from "../filter/match.ts";
import type { Window } from "../geometry/lanes.ts";
import type { Life } from "./life.ts";
import type { World } from "./world.ts";

/** One line of the tree. */
export interface TreeRow {
  readonly life: Life;
  readonly depth: number;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
  /** It is there only because something below it was looked for. */
  readonly isContext: boolean;
}

/** How long an ended life stays in the tree. */
export const FADE_MS = 8_000;

export interface TreeChoice {
  readonly filter: Filter;
  readonly closed: ReadonlySet<string>;
  /** Shown though it ended long ago. */
  readonly selected: string | null;
  readonly now: number;
}

/** The tree as rows from top to bottom: what matches, with all that it belongs to. */
export function treeRows(world: World, { filter, closed, selected, now }: TreeChoice): TreeRow[] {
  const rows: TreeRow[] = [];
  const isPlain = filter.terms.length === 0;
  const isAsked = filter.terms.some((term) => term.type === "text" && term.key === "is");
  const visit = (life: Life, depth: number): boolean => {
    const isGone = life.ended !== null && now - life.ended > FADE_MS;
    if (isGone && life.children === null && life.name !== selected && !isAsked) return false;
    const place = rows.length;
    const matches = (isPlain || matchesLife(filter, life, now)) && (!isGone || isAsked || life.name === selected);
    const isOpen = !closed.has(life.name);
    const row = { life, depth, hasChildren: (life.children?.size ?? 0) > 0, isOpen, isContext: !matches };
    rows.push(row);
    let isNeeded = matches || life.name === selected;
    for (const child of life.children ?? []) {
      if (visit(child, depth + 1)) isNeeded = true;
      if (isNeeded && !isOpen) break;
    }
    if (!isNeeded) rows.length = place;
    else if (!isOpen) rows.length = place + 1;
    return isNeeded;
  };
  for (const life of world.roots) visit(life, 0);
  return rows;
}

/** Requests and channels that lived within the window, the one that began first above. */
export function laneRows(world: World, filter: Filter, window: Window): Life[] {
  const lanes: Life[] = [];
  for (const life of world.lives.values()) {
    if (life.kind !== "request" && life.kind !== "channel" && life.kind !== "actor") continue;
    if (life.began > window.to || (life.ended !== null && life.ended < window.from)) continue;
    if (matchesLife(filter, life, window.to)) lanes.push(life);
  }
  return lanes;
}
