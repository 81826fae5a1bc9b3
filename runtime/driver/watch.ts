import type { LifeFacts } from "../explanation.ts";

/** A life as a watcher sees it: to look at, never to act on. */
export interface Watched {
  readonly snapshot: { readonly value: string; readonly context: unknown; readonly isOver: boolean };
  /** What the watcher keeps of it. Here, since a `Map` by life would be the costliest part of watching: see `IdTable`. */
  note: object | null;
  facts(state: string): LifeFacts;
  explain(): string;
}

/** A row of a chart, by value. */
export interface WatchedRow {
  readonly state: string;
  readonly event: string;
  readonly guard: { readonly name: string } | null;
}

/**
 * Hears what happens in one driver while it happens. It must not throw, must not touch an actor, and must not keep
 * bytes: they are reused. A request actor may serve another life after this one; the object that stands for a life
 * does not.
 */
export interface Watch {
  /** Called while the life is made: only chart and input tell what it is. */
  began(life: Watched, chart: string, input: unknown): void;
  /** Called once the life is where the event leads, and before anything is done about it; null: no row is enabled. */
  stepped(life: Watched, event: { readonly type: string }, from: string, row: WatchedRow | null): void;
  /** Over before its chart came to an end. */
  stopped(life: Watched): void;
  /** A payload came from the link: a message, or not. */
  received(bytes: Uint8Array): void;
  /** A payload goes to the link, in the order of the wire. */
  sent(bytes: Uint8Array): void;
}
