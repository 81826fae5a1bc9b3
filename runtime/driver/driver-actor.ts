import { Actor, type Observer, type Subscription } from "xstate";
import type { DriverLogic, DriverSnapshot } from "./driver-logic.ts";

/**
 * The driver's actor. A request that nobody sees begins and ends without an event of its own here, as long as
 * nobody watches: it is counted when somebody looks.
 */
export class DriverActor extends Actor<DriverLogic> {
  #isWatched = false;
  #uncounted = 0;

  /** Whether somebody has subscribed: then every beginning and end is an event at once. */
  get isWatched(): boolean {
    return this.#isWatched;
  }

  /** A request began or ended unseen. */
  countUnseen(change: 1 | -1): void {
    this.#uncounted += change;
  }

  /** Brings the snapshot up to date. */
  count(): void {
    const requests = this.#uncounted;
    if (requests === 0) return;
    this.#uncounted = 0;
    this.send({ type: "driver.counted", requests });
  }

  override getSnapshot(): DriverSnapshot {
    this.count();
    return super.getSnapshot();
  }

  override subscribe(observer: Observer<DriverSnapshot>): Subscription;
  override subscribe(
    next?: (snapshot: DriverSnapshot) => void,
    error?: (error: unknown) => void,
    complete?: () => void,
  ): Subscription;
  override subscribe(
    first?: Observer<DriverSnapshot> | ((snapshot: DriverSnapshot) => void),
    error?: (error: unknown) => void,
    complete?: () => void,
  ): Subscription {
    this.count();
    this.#isWatched = true;
    if (typeof first === "object") return super.subscribe(first);
    return super.subscribe(first, error, complete);
  }
}
