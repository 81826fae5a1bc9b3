import type { Clock } from "./clock.ts";

const SLOTS = 512;
const TICK_MS = 8;

/** An armed timer. */
export interface Timer {
  /** Calls it off; harmless when it has run. */
  cancel(): void;
}

class Entry implements Timer {
  readonly due: number;
  readonly callback: () => void;
  slot: Set<Entry> | null = null;
  readonly #wheel: TimerWheel;

  constructor(wheel: TimerWheel, due: number, callback: () => void) {
    this.#wheel = wheel;
    this.due = due;
    this.callback = callback;
  }

  cancel(): void {
    this.#wheel.remove(this);
  }
}

/**
 * All timers of one driver on one timer of the platform. Arming and cancelling cost the same however
 * many are armed. A timer never runs early and at most a tick (8 ms) late.
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #slots: Set<Entry>[] = Array.from({ length: SLOTS }, () => new Set());
  #size = 0;
  /** The tick up to which everything due has run. */
  #done: number;
  #wakeTick = Number.POSITIVE_INFINITY;
  #callOff: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#done = Math.floor(clock.now() / TICK_MS);
  }

  get size(): number {
    return this.#size;
  }

  arm(ms: number, callback: () => void): Timer {
    const due = Math.max(this.#done + 1, Math.ceil((this.#clock.now() + ms) / TICK_MS));
    const entry = new Entry(this, due, callback);
    entry.slot = this.#slots[due % SLOTS] ?? null;
    entry.slot?.add(entry);
    this.#size++;
    this.#wakeBy(due);
    return entry;
  }

  remove(entry: Entry): void {
    if (!entry.slot?.delete(entry)) return;
    entry.slot = null;
    if (--this.#size === 0) this.#sleep();
  }

  /** Calls every timer off. */
  clear(): void {
    for (const slot of this.#slots) {
      for (const entry of slot) this.remove(entry);
    }
  }

  #wakeBy(tick: number): void {
    // A slot comes round after a revolution: no wake-up lies further away, whatever is due later.
    const wake = Math.min(tick, this.#done + SLOTS);
    if (wake >= this.#wakeTick) return;
    this.#callOff?.();
    this.#wakeTick = wake;
    this.#callOff = this.#clock.after(Math.max(0, wake * TICK_MS - this.#clock.now()), () => this.#turn());
  }

  #turn(): void {
    this.#wakeTick = Number.POSITIVE_INFINITY;
    this.#callOff = null;
    const now = Math.floor(this.#clock.now() / TICK_MS);
    const from = Math.max(this.#done + 1, now - SLOTS + 1);
    this.#done = now;
    const due: Entry[] = [];
    for (let tick = from; tick <= now; tick++) {
      for (const entry of this.#slots[tick % SLOTS] ?? []) if (entry.due <= now) due.push(entry);
    }
    due.sort((a, b) => a.due - b.due);
    for (const entry of due) {
      if (entry.slot === null) continue;
      this.remove(entry);
      entry.callback();
    }
    if (this.#size > 0) this.#wakeBy(this.#nextTick());
  }

  #nextTick(): number {
    for (let tick = this.#done + 1; tick <= this.#done + SLOTS; tick++) {
      if ((this.#slots[tick % SLOTS]?.size ?? 0) > 0) return tick;
    }
    return this.#done + SLOTS;
  }

  #sleep(): void {
    this.#callOff?.();
    this.#callOff = null;
    this.#wakeTick = Number.POSITIVE_INFINITY;
  }
}
