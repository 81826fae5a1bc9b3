import { Actor, type ActorOptions, type AnyStateMachine, type EventFromLogic, type SnapshotFrom } from "xstate";
import type { ChartLogic } from "./logic.ts";

const NO_OPTIONS = {};

/**
 * An XState actor of a table that shows a new state to whoever performs what it asks for. It is called as its chart,
 * unless its options say otherwise. Those cost: XState makes a hidden class for each of them, for every actor.
 */
export class ChartActor<M extends AnyStateMachine> extends Actor<ChartLogic<M>> {
  constructor(logic: ChartLogic<M>, options?: ActorOptions<ChartLogic<M>>) {
    super(logic, options);
    this.id = options?.id ?? logic.table.chart.id;
  }

  /** What it was made with is not kept: XState reads its options up to here, and they take 0.3 kB of every actor. */
  override start(): this {
    super.start();
    this.options = NO_OPTIONS;
    return this;
  }

  /** `send` for whoever holds the actor itself: XState binds that to each, and what is bound is slower to call. */
  take(event: EventFromLogic<ChartLogic<M>>): void {
    super.send(event);
  }

  override getSnapshot(): SnapshotFrom<ChartLogic<M>> {
    return this.logic.at ?? super.getSnapshot();
  }
}
