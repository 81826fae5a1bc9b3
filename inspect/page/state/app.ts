import { computed, signal } from "@preact/signals";
import type { Header } from "../../records.ts";
import { parseFilter } from "../filter/language.ts";
import type { Life } from "../model/life.ts";
import { Timeline } from "../model/timeline.ts";
import { THRESHOLDS, type Thresholds } from "../model/warnings.ts";

// What the page shows. The timeline is no signal: it changes a thousand times a second; `tick` says when to look.

export const VIEWS = ["tree", "chart", "ladder", "lanes", "warnings"] as const;
export type View = (typeof VIEWS)[number];

/** Where the records come from. */
export interface SourceState {
  readonly kind: "none" | "opening" | "live" | "file" | "over";
  readonly name: string;
  readonly problem: string | null;
}

export const timeline = new Timeline();
export const tick = signal(0);

export const source = signal<SourceState>({ kind: "none", name: "", problem: null });
export const header = signal<Header | null>(null);
/** Lines or messages that were no records. */
export const strange = signal(0);
/** Records that came in the last second. */
export const rate = signal(0);

export const view = signal<View>("tree");
/** Name of the life that everything is about. */
export const selected = signal<string | null>(null);
export const filterText = signal("");
export const filter = computed(() => parseFilter(filterText.value));
/** Name of the life whose messages alone the ladder shows. */
export const followed = signal<string | null>(null);
/** Number of the record whose message is shown in full. */
export const frameSeq = signal<number | null>(null);
/** Folded rows of the tree. */
export const closed = signal<ReadonlySet<string>>(new Set());
/** Milliseconds that the lanes show; 0 shows everything. */
export const span = signal(30_000);
export const thresholds = signal<Thresholds>(THRESHOLDS);
/** The page shows a moment, not the present. */
export const isHeld = signal(false);

/** When the latest record was shown, on the page's own clock. */
let appliedAt = 0;

export function noteApplied(): void {
  appliedAt = performance.now();
}

/** The present on the clock of the records; stands still where they do. */
export function present(): number {
  const { at } = timeline.world;
  if (isHeld.value || source.value.kind !== "live" || timeline.ring.end === 0) return at;
  return at + Math.max(0, performance.now() - appliedAt);
}

/** Who told something, in the order of the header first. */
export function peersHeard(): string[] {
  return [...new Set([...(header.value?.peers ?? []), ...timeline.world.peers])];
}

export function selectedLife(): Life | null {
  return selected.value === null ? null : (timeline.world.lives.get(selected.value) ?? null);
}

/** Has everything look again. */
export function look(): void {
  tick.value += 1;
}
