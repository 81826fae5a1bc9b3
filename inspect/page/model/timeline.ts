import type { FeedRecord } from "../../records.ts";
import { Ring, type RingBounds } from "./ring.ts";
import { World } from "./world.ts";

const SLICE = 256;

/**
 * Past and present. `world` is what the records before `cursor` told; it follows what comes while `target` is `null`,
 * or is brought to `target`, forward or back.
 */
export class Timeline {
  readonly ring: Ring;
  /** What the records that were let go told. */
  #base = new World();
  #scratch: World | null = null;
  #scratchCursor = 0;
  #target: number | null = null;
  world = new World();
  cursor = 0;

  constructor(bounds?: RingBounds) {
    this.ring = new Ring((record) => this.#base.apply(record), bounds);
  }

  get target(): number | null {
    return this.#target;
  }

  /** Whether what is shown is what was asked for. */
  get isSettled(): boolean {
    return this.#scratch === null && this.cursor === this.#goal();
  }

  push(record: FeedRecord, size: number): void {
    this.ring.push(record, size);
  }

  /** Shows the moment before the record at `position`; `null` follows what comes. */
  seek(position: number | null): void {
    this.#target = position === null ? null : Math.min(Math.max(position, this.ring.start), this.ring.end);
    const goal = this.#goal();
    const isReachable = goal >= this.cursor && this.cursor >= this.ring.start;
    if (isReachable || goal === this.cursor) this.#scratch = null;
    else if (this.#scratch === null || this.#scratchCursor > goal || this.#scratchCursor < this.ring.start) {
      this.#scratch = this.#base.copy();
      this.#scratchCursor = this.ring.start;
    }
  }

  /** Stays where it is, while records go on coming. */
  hold(): void {
    this.seek(this.cursor);
  }

  /** Works for at most `budget` milliseconds. Says whether what is shown has changed. */
  advance(budget: number, now: () => number): boolean {
    if (this.isSettled) return false;
    if (this.cursor < this.ring.start && this.#scratch === null) {
      // Held so long that what comes next was let go: what is shown stays until somebody asks for more.
      if (this.#target !== null) return false;
      this.seek(null);
    }
    const until = now() + budget;
    do {
      if (this.#scratch !== null) this.#rebuild(this.#scratch);
      else for (let n = 0; n < SLICE && this.cursor < this.#goal(); n += 1) this.#applyNext();
      if (this.isSettled) return true;
    } while (now() < until);
    return this.#scratch === null;
  }

  /** Forgets everything: another source begins. */
  reset(): void {
    this.#begin(new World());
  }

  /** Forgets what was, and keeps what is alive: its records will not come again. */
  clear(): void {
    this.seek(null);
    this.advance(Number.POSITIVE_INFINITY, () => 0);
    this.world.forgetPast();
    this.#begin(this.world);
  }

  #begin(world: World): void {
    this.ring.clear();
    this.#base = world.copy();
    this.#scratch = null;
    this.#target = null;
    this.world = world;
    this.cursor = 0;
  }

  #goal(): number {
    return this.#target ?? this.ring.end;
  }

  #applyNext(): void {
    const record = this.ring.at(this.cursor);
    if (record !== undefined) this.world.apply(record);
    this.cursor += 1;
  }

  #rebuild(scratch: World): void {
    if (this.#scratchCursor < this.ring.start) {
      this.#scratch = this.#base.copy();
      this.#scratchCursor = this.ring.start;
      return;
    }
    const goal = this.#goal();
    for (let n = 0; n < SLICE && this.#scratchCursor < goal; n += 1) {
      const record = this.ring.at(this.#scratchCursor);
      if (record !== undefined) scratch.apply(record);
      this.#scratchCursor += 1;
    }
    if (this.#scratchCursor < goal) return;
    this.world = scratch;
    this.cursor = this.#scratchCursor;
    this.#scratch = null;
  }
}
