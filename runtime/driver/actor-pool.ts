import type { AnyActorRef, AnyStateMachine, InputFrom } from "xstate";
import type { ChartActor } from "../../machines/chart-actor.ts";
import { ReusableActor } from "../../machines/reusable-actor.ts";
import { type ReusableHost, ReusableLogic } from "../../machines/reusable-logic.ts";
import type { Table } from "../../machines/table.ts";

/** Resting actors of one chart that nobody has seen, ready for another life. */
export class ActorPool<M extends AnyStateMachine> {
  readonly #table: Table<M>;
  readonly #capacity: number;
  readonly #idle: ReusableActor<M>[] = [];

  constructor(table: Table<M>, capacity: number) {
    this.#table = table;
    this.#capacity = capacity;
  }

  /** An actor at the beginning of a life with this host. */
  take(parent: AnyActorRef, host: ReusableHost<M>, input: InputFrom<M>): ReusableActor<M> {
    const idle = this.#idle.pop();
    const logic = idle?.logic ?? new ReusableLogic(this.#table, host);
    logic.recycle(host, input);
    return idle ?? new ReusableActor(logic, { parent }).start();
  }

  /** Takes a resting actor back; returns false when there are enough, or when it was not taken from here. */
  give(actor: ChartActor<M>): boolean {
    if (this.#idle.length >= this.#capacity || !(actor instanceof ReusableActor)) return false;
    this.#idle.push(actor);
    return true;
  }

  /** Empties the pool; the actors are still to be stopped. */
  clear(): ReusableActor<M>[] {
    return this.#idle.splice(0);
  }
}
