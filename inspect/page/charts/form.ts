/** What `layout.mjs` makes of a chart, and `machine-layout.ts` of a machine of the user's own. */
export interface ChartLayout {
  readonly name: string;
  readonly description: string;
  /** States that the chart begins in, one in each box. */
  readonly initials: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly states: readonly StateBox[];
  readonly edges: readonly Edge[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface StateBox extends Box {
  readonly name: string;
  /** What the box says. */
  readonly title: string;
  readonly description: string;
  readonly final: boolean;
  /** It has others in it. */
  readonly isOuter: boolean;
}

/** All rows that lead from one state to another, or keep one (no points then, and no label). */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly EdgeRow[];
  /** What the label says: events, then rules. */
  readonly lines: readonly string[];
  readonly rules: readonly string[];
  readonly points: readonly (readonly [number, number])[];
  readonly label: Box | null;
}

export interface EdgeRow {
  readonly event: string;
  readonly guard: string | null;
  readonly intents: readonly string[];
  readonly description: string;
  readonly rules: readonly string[];
}

type PackedRow = readonly [event: number, guard: number, intents: number[], description: number, rules: number[]];
type PackedBox = readonly [x: number, y: number, width: number, height: number];
type PackedState = readonly [name: number, description: number, final: number, ...box: PackedBox];
type PackedEdge = readonly [
  from: number,
  to: number,
  rows: number[],
  lines: number[],
  rules: number[],
  points: number[],
  label: PackedBox | [],
];
type PackedLayout = readonly [
  name: number,
  description: number,
  initial: number,
  width: number,
  height: number,
  states: PackedState[],
  edges: PackedEdge[],
];

/** What `pack.mjs` writes. */
export interface Packed {
  readonly texts: readonly string[];
  readonly rows: readonly PackedRow[];
  readonly layouts: readonly PackedLayout[];
}

/** The layouts, by name of their chart. */
export function unpack({ texts, rows, layouts }: Packed): ReadonlyMap<string, ChartLayout> {
  const text = (number: number): string => texts[number] ?? "";
  const all = (numbers: readonly number[]): string[] => numbers.map(text);
  const boxOf = ([x, y, width, height]: PackedBox): Box => ({ x, y, width, height });
  const rowList = rows.map(([event, guard, intents, description, rules]): EdgeRow => {
    const guardName = guard === -1 ? null : text(guard);
    return {
      event: text(event),
      guard: guardName,
      intents: all(intents),
      description: text(description),
      rules: all(rules),
    };
  });
  const edgeOf = ([from, to, its, lines, rules, points, label]: PackedEdge): Edge => ({
    from: text(from),
    to: text(to),
    rows: its.flatMap((number) => rowList[number] ?? []),
    lines: all(lines),
    rules: all(rules),
    points: pairsOf(points),
    label: label.length === 0 ? null : boxOf(label),
  });
  const stateOf = ([name, description, final, ...box]: PackedState): StateBox => ({
    name: text(name),
    title: text(name),
    description: text(description),
    final: final === 1,
    isOuter: false,
    ...boxOf(box),
  });
  return new Map(
    layouts.map(([name, description, initial, width, height, states, edges]) => [
      text(name),
      {
        name: text(name),
        description: text(description),
        initials: [text(initial)],
        width,
        height,
        states: states.map(stateOf),
        edges: edges.map(edgeOf),
      },
    ]),
  );
}

function pairsOf(flat: readonly number[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let n = 0; n + 1 < flat.length; n += 2) pairs.push([flat[n] ?? 0, flat[n + 1] ?? 0]);
  return pairs;
}
