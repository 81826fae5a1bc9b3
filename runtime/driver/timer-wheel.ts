import type { Clock } from "./clock.ts";

const SLOTS = 512;
const TICK_MS = 8;

/** An armed timer. */
export interface Timer {
  /** Calls it off; harmless when it has run. */
  cancel(): void;
}

/**
 * A link in the ring of its slot. In rings, and not in sets: a set that grows and shrinks keeps what went through it
 * alive for a while, and empty ones cost every session 100 kB.
 */
class Entry implements Timer {
  readonly due: number;
  readonly callback: () => void;
  isArmed = true;
  before: Entry = this;
  after: Entry = this;
  readonly #wheel: TimerWheel | null;

  constructor(wheel: TimerWheel | null, due: number, callback: () => void) {
    this.#wheel = wheel;
    this.due = due;
    this.callback = callback;
  }

  cancel(): void {
    this.#wheel?.remove(this);
  }

  join(head: Entry): void {
    this.before = head.before;
    this.after = head;
    head.before.after = this;
    head.before = this;
  }

  leave(): void {
    this.before.after = this.after;
    this.after.before = this.before;
    // It knows nobody any more, so that it keeps nobody alive.
    this.before = this;
    this.after = this;
  }
}

/**
 * All timers of one driver on one timer of the platform. Arming and cancelling cost the same however
 * many are armed. A timer never runs early and at most a tick (8 ms) late.
 */
export class TimerWheel {
  readonly #clock: Clock;
  /** Heads of the rings, made when they are needed. */
  readonly #slots: (Entry | undefined)[] = new Array(SLOTS).fill(undefined);
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
    const head = this.#slots[due % SLOTS] ?? new Entry(null, 0, () => {});
    this.#slots[due % SLOTS] = head;
    entry.join(head);
    this.#size++;
    this.#wakeBy(due);
    return entry;
  }

  remove(entry: Entry): void {
    if (!entry.isArmed) return;
    entry.isArmed = false;
    entry.leave();
    if (--this.#size === 0) this.#sleep();
  }

  /** Calls every timer off. */
  clear(): void {
    for (let slot = 0; slot < SLOTS; slot++) for (const entry of this.#in(slot)) this.remove(entry);
  }

  #in(slot: number): Entry[] {
    const found: Entry[] = [];
    const head = this.#slots[slot];
    for (let entry = head?.after; entry !== undefined && entry !== head; entry = entry.after) found.push(entry);
    return found;
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
      for (const entry of this.#in(tick % SLOTS)) if (entry.due <= now) due.push(entry);
    }
    due.sort((a, b) => a.due - b.due);
    for (const entry of due) {
      if (!entry.isArmed) continue;
      this.remove(entry);
      entry.callback();
    }
    if (this.#size > 0) this.#wakeBy(this.#nextTick());
  }

  #nextTick(): number {
    for (let tick = this.#done + 1; tick <= this.#done + SLOTS; tick++) {
      const head = this.#slots[tick % SLOTS];
      if (head !== undefined && head.after !== head) return tick;
    }
    return this.#done + SLOTS;
  }

  #sleep(): void {
    this.#callOff?.();
    this.#callOff = null;
    this.#wakeTick = Number.POSITIVE_INFINITY;
  }
}
