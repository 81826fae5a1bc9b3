import type { MachineShape, ShapeWay } from "../../records.ts";
import type { Box, ChartLayout, Edge, EdgeRow } from "./form.ts";
import type { Size } from "./levels.ts";
import { type Nest, nestsOf } from "./nest.ts";
import { lineOf, parentOf } from "./paths.ts";
import { HEADER, type Placed, place } from "./place.ts";

const CHARACTER = 6.1;
const LINE = 13;
const STATE_HEIGHT = 34;
const LINES = 2;
const LONGEST = 27;
/** Above the first state of a machine without a frame: the mark of where it begins. */
const MARGIN = 28;

const known = new WeakMap<MachineShape, ChartLayout>();

/** The drawing of a machine of the user's own: boxes in boxes, from top to bottom. */
export function machineLayout(shape: MachineShape): ChartLayout {
  const found = known.get(shape);
  if (found !== undefined) return found;
  const made = layOut(shape);
  known.set(shape, made);
  return made;
}

function layOut(shape: MachineShape): ChartLayout {
  const edges = edgesOf(shape.ways);
  const nests = nestsOf(shape, edges);
  const isFramed = edges.some(({ from, to }) => (from === "" || to === "") && from !== to);
  const sizes = new Map<string, Size>();
  const placed = new Map<string, Placed>();
  const labelOf = (n: number) => sizeOf(edges[n]?.lines ?? []);
  // What is inside before what is around it.
  for (const { path } of [...shape.states].reverse()) {
    const title = path === "" ? shape.id : keyOf(path);
    const least = Math.max(96, 2 * Math.ceil(title.length * 3.8) + 34);
    const nest = nests.get(path);
    if (nest === undefined) sizes.set(path, { width: least, height: STATE_HEIGHT, ports: new Map() });
    else {
      const made = place(nest, sizes, labelOf, least, path === "" && !isFramed ? MARGIN : HEADER);
      sizes.set(path, made);
      placed.set(path, made);
    }
  }
  const corners = cornersOf(shape, placed);
  const boxes = shape.states.flatMap((state) => {
    const box = corners.get(state.path);
    if (box === undefined || (state.path === "" && !isFramed)) return [];
    const { path: name, description, type } = state;
    const isOuter = nests.has(name);
    return [
      { ...box, name, title: name === "" ? shape.id : keyOf(name), description, final: type === "final", isOuter },
    ];
  });
  const { width = 0, height = 0 } = sizes.get("") ?? {};
  return {
    name: shape.id,
    description: shape.states[0]?.description ?? "",
    initials: shape.states.flatMap(({ initial }) => initial ?? []),
    width,
    height,
    states: boxes,
    edges: edges.map((edge, n) => ({ ...edge, ...drawn(n, nests, placed, corners) })),
  };
}

/** Where each state lies on the whole drawing. */
function cornersOf(shape: MachineShape, placed: ReadonlyMap<string, Placed>): ReadonlyMap<string, Box> {
  const corners = new Map<string, Box>();
  for (const { path } of shape.states) {
    if (path === "") {
      const { width = 0, height = 0 } = placed.get("") ?? {};
      corners.set(path, { x: 0, y: 0, width, height });
      continue;
    }
    const outer = corners.get(parentOf(path));
    const box = placed.get(parentOf(path))?.boxes.get(path);
    if (outer !== undefined && box !== undefined) corners.set(path, { ...box, x: outer.x + box.x, y: outer.y + box.y });
  }
  return corners;
}

/** The line of an edge, of its pieces in all boxes that it passes, and its label. */
function drawn(
  edge: number,
  nests: ReadonlyMap<string, Nest>,
  placed: ReadonlyMap<string, Placed>,
  corners: ReadonlyMap<string, Box>,
): Pick<Edge, "points" | "label"> {
  const pieces: { readonly points: [number, number][]; readonly isUp: boolean }[] = [];
  let label: Box | null = null;
  for (const path of nests.keys()) {
    const { x, y } = corners.get(path) ?? { x: 0, y: 0 };
    const { lines = [], labels } = placed.get(path) ?? {};
    for (const { link, points } of lines) {
      if (link.edge !== edge) continue;
      pieces.push({ points: points.map(([px, py]) => [px + x, py + y]), isUp: link.isUp });
      const own = link.hasLabel ? labels?.get(edge) : undefined;
      if (own !== undefined) label = { ...own, x: own.x + x, y: own.y + y };
    }
  }
  const downwards = pieces.sort((a, b) => (a.points[0]?.[1] ?? 0) - (b.points[0]?.[1] ?? 0));
  const points = straightened(downwards.flatMap((piece) => piece.points));
  return { points: downwards[0]?.isUp === true ? points.reverse() : points, label };
}

/** Without the points that lie on the way between their neighbours. */
function straightened(points: readonly [number, number][]): [number, number][] {
  return points.filter(([x, y], n) => {
    const before = points[n - 1];
    const after = points[n + 1];
    if (before === undefined || after === undefined) return true;
    if (before[0] === x && before[1] === y) return false;
    return !(before[0] === x && after[0] === x) && !(before[1] === y && after[1] === y);
  });
}

/** One edge for all ways between the same two states. */
function edgesOf(ways: readonly ShapeWay[]): Omit<Edge, "points" | "label">[] {
  const edges = new Map<string, { from: string; to: string; rows: EdgeRow[] }>();
  for (const { from, event, to: target, guard, actions, description } of ways) {
    const to = target ?? from;
    const key = JSON.stringify([from, to]);
    const edge = edges.get(key) ?? { from, to, rows: [] };
    edges.set(key, edge);
    edge.rows.push({ event, guard, intents: actions, description, rules: [] });
  }
  return [...edges.values()].map((edge) => ({ ...edge, lines: linesOf(edge.rows), rules: [] }));
}

function linesOf(rows: readonly EdgeRow[]): string[] {
  const names = rows.map(({ event, guard }) => (guard === null ? eventText(event) : `${eventText(event)} [${guard}]`));
  const all = [...new Set(names)];
  const shown = all.length <= LINES ? all : [...all.slice(0, LINES - 1), `+ ${all.length - LINES + 1} more`];
  return shown.map((line) => (line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`));
}

/** XState's own events, in words. */
export function eventText(event: string): string {
  if (event === "") return "always";
  const [, own, what = ""] = /^xstate\.(after|done\.actor|error\.actor|done\.state)\.([^.]*)/.exec(event) ?? [];
  if (own === "after") return /^\d+$/.test(what) ? `after ${what} ms` : `after ${what}`;
  if (own === "done.state") return "done";
  if (own !== undefined) return `${own === "done.actor" ? "done" : "failed"}${/^\d/.test(what) ? "" : ` ${what}`}`;
  return event;
}

function sizeOf(lines: readonly string[]): { width: number; height: number } {
  return {
    width: Math.ceil(Math.max(0, ...lines.map(({ length }) => length)) * CHARACTER) + 10,
    height: lines.length * LINE + 4,
  };
}

function keyOf(path: string): string {
  return path.slice((lineOf(path).at(-2) ?? "").length).replace(/^\./, "");
}
