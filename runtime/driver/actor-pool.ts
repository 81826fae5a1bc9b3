import { Actor, type AnyActorRef, type AnyStateMachine, type InputFrom } from "xstate";
import type { ChartLogic } from "../../machines/logic.ts";
import { type ReusableHost, ReusableLogic } from "../../machines/reusable-logic.ts";
import type { Table } from "../../machines/table.ts";

/** An actor on whose logic another life can begin. */
export type Pooled<M extends AnyStateMachine> = Actor<ReusableLogic<M>>;

function isPooled<M extends AnyStateMachine>(actor: Actor<ChartLogic<M>> | Pooled<M>): actor is Pooled<M> {
  return actor.logic instanceof ReusableLogic;
}

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
    const logic = idle?.logic ?? new ReusableLogic(this.#table, host);
    logic.recycle(host, input);
    return idle ?? new Actor<ReusableLogic<M>>(logic, { parent, id: this.#table.chart.id }).start();
  }

  /** Takes a resting actor back; returns false when there are enough, or when it was not taken from here. */
  give(actor: Actor<ChartLogic<M>> | Pooled<M>): boolean {
    if (this.#idle.length >= this.#capacity || !isPooled(actor)) return false;
    this.#idle.push(actor);
    return true;
  }

  /** Empties the pool; the actors are still to be stopped. */
  clear(): Pooled<M>[] {
    return this.#idle.splice(0);
  }
}
