import { BOTTOM, type Link, type Nest, TOP } from "./nest.ts";
import { spread } from "./spread.ts";

/** What stands on one level of a box: a state, the label of an edge, or a place where an edge passes. */
export interface Item {
  readonly level: number;
  /** Path of a state; `null` for the others. */
  readonly state: string | null;
  /** How far it reaches to both sides of its `x`. */
  readonly left: number;
  readonly right: number;
  readonly height: number;
  x: number;
}

/** A piece of an edge between two levels; offsets are from the `x` of an item to where the edge touches it. */
export interface Join {
  readonly link: Link;
  readonly upper: Item;
  readonly lower: Item;
  upperOffset: number;
  lowerOffset: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
  /** Where edges cross the border, from the left, by `${edge}` and side. */
  readonly ports: ReadonlyMap<string, number>;
}

export interface Levels {
  /** From top to bottom; none is empty. */
  readonly rows: readonly Item[][];
  readonly joins: readonly Join[];
  readonly labels: ReadonlyMap<number, Item>;
  /** Where edges meet the box's own border. */
  readonly ports: ReadonlyMap<string, Item>;
}

const GAP = 26;
const PASS = 5;
const SWEEPS = 8;

/** Everything in a box on its level, in an order with few crossings, each where its edges are short. */
export function levelsOf(
  { children, ranks, links }: Nest,
  sizes: ReadonlyMap<string, Size>,
  labelOf: (edge: number) => { readonly width: number; readonly height: number },
): Levels {
  const last = 2 * Math.max(...ranks.values()) + 4;
  const states = new Map<string, Item>();
  const items: Item[] = [];
  const add = (level: number, state: string | null, left: number, right: number, height: number): Item => {
    const item = { level, state, left, right, height, x: 0 };
    items.push(item);
    return item;
  };
  for (const path of children) {
    const { width = 0, height = 0 } = sizes.get(path) ?? {};
    states.set(path, add(2 * (ranks.get(path) ?? 0) + 2, path, width / 2, width / 2, height));
  }
  const labels = new Map<number, Item>();
  const ports = new Map<string, Item>();
  const end = (path: string, edge: number): Item => {
    const state = states.get(path);
    if (state !== undefined) return state;
    const port = add(path === TOP ? 0 : last, null, PASS, PASS, 0);
    ports.set(`${edge}${path}`, port);
    return port;
  };
  const joins: Join[] = [];
  for (const link of links) {
    const upper = end(link.upper, link.edge);
    const lower = end(link.lower, link.edge);
    const labelled = link.hasLabel ? (link.isUp ? lower.level - 1 : upper.level + 1) : -1;
    let above = upper;
    for (let level = upper.level + 1; level < lower.level; level++) {
      const { width, height } = level === labelled ? labelOf(link.edge) : { width: 0, height: 0 };
      const item = add(level, null, PASS, Math.max(PASS, width + PASS), height);
      if (level === labelled) labels.set(link.edge, item);
      joins.push({
        link,
        upper: above,
        lower: item,
        upperOffset: offsetIn(above, link, BOTTOM, sizes),
        lowerOffset: 0,
      });
      above = item;
    }
    const upperOffset = offsetIn(above, link, BOTTOM, sizes);
    joins.push({ link, upper: above, lower, upperOffset, lowerOffset: offsetIn(lower, link, TOP, sizes) });
  }
  const sides = { above: grouped(joins, ({ lower }) => lower), below: grouped(joins, ({ upper }) => upper) };
  const rows = ordered(items, joins, sides);
  settle(rows, sides);
  return { rows, joins, labels, ports };
}

/** What joins each item to the level above it, and to the one below. */
interface Sides {
  readonly above: ReadonlyMap<Item, readonly Join[]>;
  readonly below: ReadonlyMap<Item, readonly Join[]>;
}

function grouped<K>(joins: readonly Join[], keyOf: (join: Join) => K): Map<K, Join[]> {
  const groups = new Map<K, Join[]>();
  for (const join of joins) {
    const group = groups.get(keyOf(join));
    if (group === undefined) groups.set(keyOf(join), [join]);
    else group.push(join);
  }
  return groups;
}

/** Where an edge goes on inside a state, it must touch the border there. */
function offsetIn({ state }: Item, { edge }: Link, side: string, sizes: ReadonlyMap<string, Size>): number {
  const size = state === null ? undefined : sizes.get(state);
  const port = size?.ports.get(`${edge}${side}`);
  return size === undefined || port === undefined ? 0 : port - size.width / 2;
}

/** Rows in which what belongs together stands together: each by the middle of its neighbours, again and again. */
function ordered(items: readonly Item[], joins: readonly Join[], { above, below }: Sides): Item[][] {
  const between = [...grouped(joins, ({ upper }) => upper.level).values()];
  const levels = [...new Set(items.map(({ level }) => level))].sort((a, b) => a - b);
  let rows = levels.map((level) => items.filter((item) => item.level === level));
  let best = rows;
  let fewest = crossings(rows, between);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const isDown = sweep % 2 === 0;
    const place = placesIn(rows);
    const next = rows.map((row) => row);
    for (const n of isDown ? rows.keys() : [...rows.keys()].reverse()) {
      const row = next[n] ?? [];
      const middle = new Map(
        row.map((item) => {
          const near = isDown
            ? (above.get(item) ?? []).map(({ upper }) => upper)
            : (below.get(item) ?? []).map(({ lower }) => lower);
          const sum = near.reduce((total, other) => total + (place.get(other) ?? 0), 0);
          return [item, near.length === 0 ? (place.get(item) ?? 0) : sum / near.length];
        }),
      );
      const sorted = [...row].sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
      next[n] = sorted;
      for (const [at, item] of sorted.entries()) place.set(item, share(at, sorted.length));
    }
    rows = next;
    const count = crossings(rows, between);
    if (count < fewest) {
      best = rows;
      fewest = count;
    }
  }
  return best;
}

function placesIn(rows: readonly Item[][]): Map<Item, number> {
  return new Map(rows.flatMap((row) => row.map((item, at) => [item, share(at, row.length)] as const)));
}

function share(at: number, length: number): number {
  return (at + 0.5) / length;
}

function crossings(rows: readonly Item[][], between: readonly Join[][]): number {
  const place = placesIn(rows);
  let count = 0;
  for (const joins of between) {
    joins.forEach((one, n) => {
      for (let m = n + 1; m < joins.length; m++) {
        const other = joins[m];
        if (other === undefined) continue;
        const above = (place.get(one.upper) ?? 0) - (place.get(other.upper) ?? 0);
        const below = (place.get(one.lower) ?? 0) - (place.get(other.lower) ?? 0);
        if (above * below < 0) count += 1;
      }
    });
  }
  return count;
}

/** Moves everything to where its edges are straight, without changing the order. */
function settle(rows: readonly Item[][], { above, below }: Sides): void {
  const wantedBy = (item: Item, isDown: boolean): number[] =>
    isDown
      ? (above.get(item) ?? []).map(({ upper, upperOffset, lowerOffset }) => upper.x + upperOffset - lowerOffset)
      : (below.get(item) ?? []).map(({ lower, upperOffset, lowerOffset }) => lower.x + lowerOffset - upperOffset);
  for (let sweep = 0; sweep < SWEEPS * 2; sweep++) {
    for (const row of sweep % 2 === 0 ? rows : [...rows].reverse()) {
      const wanted = row.map((item) => {
        const places = wantedBy(item, sweep % 2 === 0);
        return places.length === 0 ? item.x : places.reduce((sum, place) => sum + place, 0) / places.length;
      });
      const gaps = row.map(({ right }, n) => right + GAP + (row[n + 1]?.left ?? 0));
      // A line that bends for nothing is uglier than a box a little aside.
      const weights = row.map(({ state }) => (state === null ? 3 : 1));
      spread(wanted, gaps, weights).forEach((x, n) => {
        const item = row[n];
        if (item !== undefined) item.x = x;
      });
    }
  }
}
