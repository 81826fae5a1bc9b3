import { Actor, type AnyActorRef, type AnyStateMachine, type InputFrom } from "xstate";
import { type ReusableHost, ReusableLogic } from "../../machines/reusable-logic.ts";
import type { Table } from "../../machines/table.ts";

/** An actor on whose logic another life can begin. */
export type Pooled<M extends AnyStateMachine> = Actor<ReusableLogic<M>>;

/** Resting actors of one chart that nobody has seen, ready for another life. */
export class ActorPool<M extends AnyStateMachine> {
  readonly #table: Table<M>;
  readonly #capacity: number;
  readonly #idle: Pooled<M>[] = [];

  constructor(table: Table<M>, capacity: number) {
    this.#table = table;
    this.#capacity = capacity;
  }

  /** An actor at the beginning of a life with this host. */
  take(parent: AnyActorRef, host: ReusableHost<M>, input: InputFrom<M>): Pooled<M> {
    const idle = this.#idle.pop();
    if (idle === undefined) {
      const logic = new ReusableLogic(this.#table, host);
      return new Actor<ReusableLogic<M>>(logic, { parent, id: this.#table.chart.id, input }).start();
    }
    idle.logic.recycle(host, input);
    return idle;
  }

  /** Takes a resting actor back; returns false when there are enough. */
  give(pooled: Pooled<M>): boolean {
    if (this.#idle.length >= this.#capacity) return false;
    this.#idle.push(pooled);
    return true;
  }

  /** Empties the pool; the actors are still to be stopped. */
  clear(): Pooled<M>[] {
    return this.#idle.splice(0);
  }
}
