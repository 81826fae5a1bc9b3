import { Actor, type AnyStateMachine, type EventFromLogic, type InputFrom } from "xstate";
import type { Intent } from "../../machines/intent.ts";
import { ChartLogic, type ChartSnapshot, type Host } from "../../machines/logic.ts";
import type { Position, Table } from "../../machines/table.ts";
import type { Place } from "../errors.ts";
import type { Driver } from "./driver.ts";

/** The actor of one life of one chart, and what it needs to act: its driver's outbox, timers and maps. */
export abstract class Life<M extends AnyStateMachine> implements Host<M> {
  readonly driver: Driver;
  readonly actor: Actor<ChartLogic<M>>;

  constructor(driver: Driver, table: Table<M>, input: InputFrom<M>) {
    this.driver = driver;
    // An adopted child: the driver keeps it in a map of its own, since XState's `children` is copied at every change.
    this.actor = new Actor<ChartLogic<M>>(new ChartLogic(table, this), {
      parent: driver.actor,
      id: table.chart.id,
      input,
    }).start();
    driver.actor.send({ type: "driver.opened", chart: table.chart.id });
  }

  get snapshot(): ChartSnapshot<M> {
    return this.actor.getSnapshot();
  }

  get state(): string {
    return this.snapshot.value;
  }

  /** Whether items and grants may pass without asking the chart. */
  get isOpenForData(): boolean {
    return this.snapshot.hasTag("data");
  }

  get isAlive(): boolean {
    return this.snapshot.status === "active";
  }

  deliver(event: EventFromLogic<M>): void {
    this.actor.send(event);
  }

  abstract get place(): Place;
  abstract perform(intent: Intent, event: EventFromLogic<M>, from: string): void;

  /** What the counterpart may not do ends the session; what our own user may not do is caught before it gets here. */
  unexpected(event: EventFromLogic<M>, at: Position<M>): void {
    if (!event.type.startsWith("peer.")) return;
    this.driver.violate(this.snapshot.table.chart.id, event.type, { ...this.place, state: at.value });
  }
}
