import { Actor, type AnyActorRef, type AnyStateMachine, type InputFrom } from "xstate";
import { type ReusableHost, ReusableLogic } from "../../machines/reusable-logic.ts";
import type { Table } from "../../machines/table.ts";
import type { TimerWheel } from "./timer-wheel.ts";

/** An actor on whose logic another life can begin. */
export type Pooled<M extends AnyStateMachine> = Actor<ReusableLogic<M>>;

/** Resting actors that a pool keeps for good. */
const KEPT = 64;
/** How often a pool looks which of the others it did without. */
const TRIM_MS = 1_000;

/** Whoever has the pool: stops what the pool lets go. */
export interface PoolOwner {
  readonly timers: TimerWheel;
  stop(child: AnyActorRef): void;
}

/** Resting actors of one chart that nobody has seen, ready for another life. What a burst leaves behind goes in time. */
export class ActorPool<M extends AnyStateMachine> {
  readonly #table: Table<M>;
  readonly #capacity: number;
  readonly #owner: PoolOwner;
  readonly #idle: Pooled<M>[] = [];
  /** How few rested at any moment since the last look: so many nobody needed. */
  #fewest = 0;
  #isTrimming = false;

  constructor(table: Table<M>, capacity: number, owner: PoolOwner) {
    this.#table = table;
    this.#capacity = capacity;
    this.#owner = owner;
  }

  /** An actor at the beginning of a life with this host. */
  take(parent: AnyActorRef, host: ReusableHost<M>, input: InputFrom<M>): Pooled<M> {
    const idle = this.#idle.pop();
    if (idle === undefined) {
      const logic = new ReusableLogic(this.#table, host);
      return new Actor<ReusableLogic<M>>(logic, { parent, id: this.#table.chart.id, input }).start();
    }
    // The private event is not in the chart's union of events.
    const ref: AnyActorRef = idle;
    if (this.#idle.length < this.#fewest) this.#fewest = this.#idle.length;
    ref.send(idle.logic.recycle(host, input));
    return idle;
  }

  /** Takes a resting actor back; returns false when there are enough. */
  give(pooled: Pooled<M>): boolean {
    if (this.#idle.length >= this.#capacity) return false;
    this.#idle.push(pooled);
    if (this.#idle.length > KEPT && !this.#isTrimming) this.#trimLater();
    return true;
  }

  /** Empties the pool; the actors are still to be stopped. */
  clear(): Pooled<M>[] {
    return this.#idle.splice(0);
  }

  #trimLater(): void {
    this.#isTrimming = true;
    this.#fewest = this.#idle.length;
    this.#owner.timers.arm(TRIM_MS, () => this.#trim());
  }

  #trim(): void {
    this.#isTrimming = false;
    // The oldest: the last ones are still in the processor's caches.
    const unneeded = this.#idle.splice(0, Math.min(this.#fewest, this.#idle.length - KEPT));
    for (const actor of unneeded) this.#owner.stop(actor);
    if (this.#idle.length > KEPT) this.#trimLater();
  }
}
