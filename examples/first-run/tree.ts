import type { ActorNode } from "./actor-node.ts";
import { fitted, type Line, type Look, type Span, span, textOf } from "./span.ts";

/** How much room the parts of a row take. */
interface Layout {
  readonly twigs: { readonly last: string; readonly next: string; readonly below: string; readonly belowLast: string };
  /** Where the states begin, so that they stand in one column. */
  readonly stateColumn: number;
  readonly nameOf: (node: ActorNode) => string;
}

const WIDE: Layout = {
  twigs: { last: "└─ ", next: "├─ ", below: "│  ", belowLast: "   " },
  stateColumn: 30,
  nameOf: ({ name }) => name,
};
const NARROW: Layout = {
  twigs: { last: "└ ", next: "├ ", below: "│ ", belowLast: "  " },
  stateColumn: 19,
  nameOf: ({ name }) => name.replace(" request ", " "),
};
const NARROW_BELOW = 48;

const STATE_WIDTH = 10;
const GAUGE = 8;

const LOOKS: Record<string, Look> = {
  established: "good",
  open: "good",
  flowing: "good",
  quiet: "good",
  handling: "good",
  stalled: "held",
  draining: "held",
  cancelling: "held",
};

const FAILURES = new Set(["cancelled", "timedOut", "lost", "failed", "refused", "abandoned", "reset", "dead"]);

/** The tree as lines of at most `width` columns: who, in which state, with how much credit or how many items. */
export function treeLines(root: ActorNode, width: number): Line[] {
  return [...branch(root, width < NARROW_BELOW ? NARROW : WIDE, width, "", "")];
}

function* branch(node: ActorNode, layout: Layout, width: number, before: string, below: string): Generator<Line> {
  yield row(node, layout, width, before);
  const { last, next, below: under, belowLast } = layout.twigs;
  for (const [index, child] of node.children.entries()) {
    const isLast = index === node.children.length - 1;
    yield* branch(child, layout, width, below + (isLast ? last : next), below + (isLast ? belowLast : under));
  }
}

function row(node: ActorNode, { stateColumn, nameOf }: Layout, width: number, before: string): Line {
  const { state, isEnded, level } = node;
  const name = nameOf(node);
  const gap = Math.max(1, stateColumn - before.length - name.length);
  const look: Look = isEnded ? "dim" : (LOOKS[state] ?? "waiting");
  const hasFailed = isEnded && FAILURES.has(state);
  const mark = !isEnded ? "●" : hasFailed ? "✗" : "✓";
  const spans: Span[] = [
    span(before, "dim"),
    span(name, isEnded ? "dim" : "plain"),
    span(" ".repeat(gap)),
    span(`${mark} `, hasFailed ? "bad" : look),
    span(state, look),
  ];
  if (level === undefined) return fittedWithin(spans, width);
  const pad = Math.max(1, STATE_WIDTH - state.length);
  const used = before.length + name.length + gap + 2 + state.length + pad;
  return fittedWithin([...spans, span(" ".repeat(pad)), ...levelSpans(level, width - used)], width);
}

/** A gauge with its number and word, or as much of it as there is room for. */
function levelSpans({ count, full, word }: NonNullable<ActorNode["level"]>, room: number): Span[] {
  const number = `${count}`.padStart(3);
  if (room < GAUGE + number.length) return [span(number, count === 0 ? "held" : "dim")];
  const filled = Math.min(GAUGE, Math.ceil((count / full) * GAUGE));
  return [
    span("▮".repeat(filled), count === 0 || word === "queued" ? "held" : "good"),
    span("▯".repeat(GAUGE - filled), "dim"),
    span(room < GAUGE + number.length + 1 + word.length ? number : `${number} ${word}`, "dim"),
  ];
}

function fittedWithin(line: Line, width: number): Line {
  return textOf(line).length > width ? fitted(line, width) : line;
}
