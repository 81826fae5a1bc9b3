import type { ActorNode } from "./actor-node.ts";
import type { Peer, Transition } from "./lives.ts";
import { fitted, type Line, span } from "./span.ts";
import { treeLines } from "./tree.ts";

/** Everything that one page shows. */
export interface Page {
  readonly url: string;
  /** Where a browser shows the same. */
  readonly inspector?: string;
  readonly seconds: number;
  readonly totalSeconds: number;
  readonly title: string;
  readonly trees: readonly { readonly peer: Peer; readonly root: ActorNode }[];
  /** The latest transitions, oldest first. */
  readonly latest: readonly Transition[];
}

const SIDE_BY_SIDE = 76;
const SEPARATOR = " │ ";
const BAR = 24;

/** The page as at most `height` lines of exactly `width` columns. */
export function pageLines(page: Page, width: number, height: number): Line[] {
  const inspector: Line = page.inspector === undefined ? [] : [span(`  in a browser: ${page.inspector}`, "dim")];
  const head = [header(page, width), [span(`  ${page.title}`, "accent")], inspector];
  const trees = treesLines(page, width);
  const room = Math.max(0, height - head.length);
  const shown = trees.length <= room ? trees : cut(trees, room);
  const free = room - shown.length - 2;
  const latest = free > 0 ? [[], rule(width), ...page.latest.slice(-free).map(transitionLine)] : [];
  return [...head, ...shown, ...latest].slice(0, height).map((line) => fitted(line, width));
}

/** The trees of the peers, side by side where there is room for it. */
export function treesLines({ trees }: Pick<Page, "trees">, width: number): Line[] {
  const isWide = width >= SIDE_BY_SIDE && trees.length === 2;
  const half = isWide ? Math.floor((width - SEPARATOR.length) / 2) : width;
  const blocks = trees.map(({ peer, root }): Line[] => [[span(peer, "bold")], ...treeLines(root, half)]);
  const [left = [], right = []] = blocks;
  if (!isWide) return blocks.flatMap((block, index) => (index === 0 ? block : [[], ...block]));
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => [
    ...fitted(left[i] ?? [], half),
    span(SEPARATOR, "dim"),
    ...(right[i] ?? []),
  ]);
}

/** One transition in words. */
export function transitionLine({ at, peer, from, to, event, ...life }: Transition): Line {
  const who = [life.chart, life.request ?? life.channel ?? life.connection, life.method?.replace(/^.*\./, "")];
  const change = from === undefined ? to : `${from} → ${to}`;
  return [
    span(`${(at / 1_000).toFixed(3).padStart(7)}  ${peer}  `, "dim"),
    span(
      who
        .filter((part) => part !== undefined)
        .join(" ")
        .padEnd(30),
    ),
    span(` ${change.padEnd(32)} `, "waiting"),
    span(event, "dim"),
  ];
}

function header({ url, seconds, totalSeconds }: Page, width: number): Line {
  const part = Math.min(1, seconds / totalSeconds);
  const filled = Math.round(part * BAR);
  const name = " roam-xstate";
  const clock = `${seconds.toFixed(1)} s `;
  const room = Math.max(0, width - name.length - clock.length - BAR - 1);
  const slogan = "  every connection, request and channel is an actor ·";
  const about = slogan.length + url.length + 2 < room ? `${slogan} ${url}` : `  ${url}`;
  return [
    span(name, "bold"),
    ...fitted([span(about, "dim")], room),
    span(clock, "dim"),
    span("━".repeat(filled), "good"),
    span("━".repeat(BAR - filled), "dim"),
  ];
}

function cut(lines: readonly Line[], room: number): Line[] {
  if (room === 0) return [];
  const kept = lines.slice(0, room - 1);
  return [...kept, [span(`… and ${lines.length - kept.length} lines more: make the window taller`, "dim")]];
}

function rule(width: number): Line {
  return [span("─".repeat(width), "dim")];
}
