import type { Box } from "./form.ts";
import { type Item, type Join, levelsOf, type Size } from "./levels.ts";
import type { Link, Nest } from "./nest.ts";
import { spread } from "./spread.ts";

type Point = readonly [x: number, y: number];

/** A box and what is in it, from its own left upper corner. */
export interface Placed extends Size {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly labels: ReadonlyMap<number, Box>;
  /** Downwards. */
  readonly lines: readonly { readonly link: Link; readonly points: readonly Point[] }[];
}

const SIDE = 18;
/** Title, and the mark of where it begins. */
export const HEADER = 46;
/** Title alone, where edges come from the border. */
const TITLE = 22;
const PORT_GAP = 16;
/** A bend of less is none. */
const NEAR = 14;
const CORNER = 24;
const TRACK = 9;
const CLEAR = 10;

export function place(
  nest: Nest,
  sizes: ReadonlyMap<string, Size>,
  labelOf: (edge: number) => { readonly width: number; readonly height: number },
  least: number,
  header: number,
): Placed {
  const { rows, joins, labels, ports } = levelsOf(nest, sizes, labelOf);
  const items = rows.flat();
  const left = Math.min(...items.map((item) => item.x - item.left));
  const right = Math.max(...items.map((item) => item.x + item.right));
  // Even, so that middles are whole and what should be straight is.
  const width = 2 * Math.ceil(Math.max(right - left + 2 * SIDE, least) / 2);
  const shift = (width - (right - left)) / 2 - left;
  for (const item of items) item.x = Math.round(item.x + shift);
  for (const item of items) if (item.state !== null) dock(item, joins, sizes);
  for (const row of [...rows, ...[...rows].reverse()]) straighten(row, joins);

  const tops = new Map<Item, number>();
  const bends = new Map<Join, number>();
  let y = 0;
  rows.forEach((row, n) => {
    const high = Math.max(...row.map(({ height }) => height));
    const isBorder = row.every(({ state, height }) => state === null && height === 0) && row[0]?.level === 0;
    if (n === 0 && !isBorder) y = header;
    for (const item of row) tops.set(item, y + (high - item.height) / 2);
    y += high + (isBorder ? TITLE : 0);
    const leaving = joins.filter(({ upper }) => upper.level === row[0]?.level && rows[n] !== undefined);
    const count = track(leaving, bends, y + CLEAR);
    if (n < rows.length - 1) y += CLEAR + Math.max(0, count) * TRACK + CLEAR;
  });
  const hasBottom = [...ports].some(([key]) => key.endsWith("bottom"));
  const height = Math.ceil(y + (hasBottom ? 0 : SIDE));

  const boxOf = (item: Item): Box => {
    const { left, right, height } = item;
    return { x: item.x - left, y: Math.round(tops.get(item) ?? 0), width: left + right, height };
  };
  return {
    width,
    height,
    ports: new Map([...ports].map(([key, { x }]) => [key, x])),
    boxes: new Map(items.flatMap((item) => (item.state === null ? [] : [[item.state, boxOf(item)] as const]))),
    labels: new Map(
      [...labels].map(([edge, item]) => {
        const { x, y, width, height } = boxOf(item);
        return [edge, { x: x + 9, y, width: width - 14, height }];
      }),
    ),
    lines: nest.links.map((link) => ({ link, points: pointsOf(link, joins, tops, bends) })),
  };
}

/** Where edges touch a state: below the things that they lead to, as far as there is room. */
function dock(item: Item, joins: readonly Join[], sizes: ReadonlyMap<string, Size>): void {
  for (const side of ["upper", "lower"] as const) {
    const offset = side === "upper" ? "upperOffset" : "lowerOffset";
    const other = side === "upper" ? "lower" : "upper";
    const own = joins.filter((join) => join[side] === item);
    // Fixed from inside.
    const isFixed = (join: Join): boolean =>
      item.state !== null &&
      sizes.get(item.state)?.ports.has(`${join.link.edge}${side === "upper" ? " bottom" : " top"}`) === true;
    const free = own.filter((join) => !isFixed(join)).sort((a, b) => a[other].x - b[other].x);
    const reach = Math.max(0, Math.min(item.left, item.right) - CORNER);
    const wanted = free.map((join) => Math.max(-reach, Math.min(reach, join[other].x - item.x)));
    const gap = Math.min(PORT_GAP, free.length < 2 ? 0 : (2 * reach) / (free.length - 1));
    const places = spread(
      wanted,
      free.map(() => gap),
      [],
    );
    const last = free.length - 1;
    free.forEach((join, n) => {
      // Each as far from either corner as those that stand between them need.
      const place = Math.max(places[n] ?? 0, n * gap - reach);
      join[offset] = Math.round(Math.min(place, reach - (last - n) * gap));
    });
  }
}

/** Moves where an edge passes, if that saves it a small bend and there is room. */
function straighten(row: readonly Item[], all: readonly Join[]): void {
  const level = row[0]?.level;
  const joins = all.filter(({ upper, lower }) => upper.level === level || lower.level === level);
  row.forEach((item, n) => {
    if (item.state !== null) return;
    const before = row[n - 1];
    const after = row[n + 1];
    for (const { upper, lower, upperOffset, lowerOffset } of joins) {
      const x = lower === item ? upper.x + upperOffset : upper === item ? lower.x + lowerOffset : item.x;
      const hasRoom =
        (before === undefined || x - item.left >= before.x + before.right + PORT_GAP / 2) &&
        (after === undefined || x + item.right <= after.x - after.left - PORT_GAP / 2);
      if (Math.abs(x - item.x) < NEAR && hasRoom) item.x = x;
    }
  });
}

/** Gives each join that goes aside a height of its own where others would lie on it. Returns how many heights. */
function track(joins: readonly Join[], bends: Map<Join, number>, top: number): number {
  const tracks: (readonly [number, number])[][] = [];
  const spanOf = (join: Join) => [join.upper.x + join.upperOffset, join.lower.x + join.lowerOffset] as const;
  const aside = joins.filter((join) => Math.abs(spanOf(join)[0] - spanOf(join)[1]) >= 1);
  // Those that go right, from the right; then those that go left, from the left: so they do not cross each other.
  const key = (join: Join): number => {
    const [from, to] = spanOf(join);
    return to > from ? -from : from;
  };
  for (const join of aside.sort((a, b) => key(a) - key(b))) {
    const [from, to] = spanOf(join);
    const span = [Math.min(from, to) - 6, Math.max(from, to) + 6] as const;
    let n = 0;
    while (tracks[n]?.some(([start, end]) => start < span[1] && span[0] < end)) n += 1;
    tracks[n] = [...(tracks[n] ?? []), span];
    bends.set(join, top + n * TRACK);
  }
  return tracks.length;
}

function pointsOf(
  link: Link,
  joins: readonly Join[],
  tops: ReadonlyMap<Item, number>,
  bends: ReadonlyMap<Join, number>,
): Point[] {
  return joins
    .filter((join) => join.link === link)
    .flatMap((join): Point[] => {
      const { upper, lower } = join;
      const from = upper.x + join.upperOffset;
      const to = lower.x + join.lowerOffset;
      const start = (tops.get(upper) ?? 0) + upper.height;
      const bend = bends.get(join);
      const end: Point = [to, tops.get(lower) ?? 0];
      return bend === undefined ? [[to, start], end] : [[from, start], [from, bend], [to, bend], end];
    });
}
