import type { AwaitingRoom, Driver } from "./driver.ts";

/** How many wait for others before the link of a session may be read again. */
const holds = new WeakMap<Driver, number>();

/**
 * Back pressure from one session to another: while the outbox of the target is full, nothing is read from the source,
 * whatever connection it is for. Both directions of a relay have one; neither waits for the other, so they cannot
 * block each other.
 */
export class RelayFlow implements AwaitingRoom {
  readonly #source: Driver;
  readonly #target: Driver;
  #isHeld = false;

  constructor(source: Driver, target: Driver) {
    this.#source = source;
    this.#target = target;
  }

  /** Something went from source to target. */
  check(): void {
    if (this.#isHeld || this.#target.outbox.hasRoom) return;
    this.#isHeld = true;
    const count = holds.get(this.#source) ?? 0;
    holds.set(this.#source, count + 1);
    if (count === 0) this.#source.link.pause();
    this.#target.awaitRoom(this);
  }

  /** There is room, or nothing to wait for any more. */
  pump(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    const count = (holds.get(this.#source) ?? 1) - 1;
    holds.set(this.#source, count);
    if (count === 0) this.#source.link.resume();
  }
}
