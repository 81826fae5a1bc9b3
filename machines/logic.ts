import type { ActorLogic, ActorScope, AnyStateMachine, EventFromLogic, InputFrom, Snapshot } from "xstate";
import type { Row } from "./chart.ts";
import type { Intent } from "./intent.ts";
import { Active, broken, type ChartSnapshot, done, stopped } from "./snapshot.ts";
import { type Position, run, type Table } from "./table.ts";

/** Whoever runs a chart: performs what it asks for and hears what it has no row for. */
export interface Host<M extends AnyStateMachine> {
  /** Where the chart is: written at its beginning and by every step, before anything is performed. */
  at?: ChartSnapshot<M> | undefined;
  /** Called in the order of the row; `at` is the new state by then, `from` the one before. Must not throw. */
  perform(intent: Intent, event: EventFromLogic<M>, from: string): void;
  /** The chart is in another state; called before what that state asks to perform. Must not throw. */
  moved?(to: string): void;
  /**
   * The chart was given an event; called once `at` is where it leads, and before anything is performed; `null`: no row is
   * enabled. Must not throw.
   */
  stepped?(event: EventFromLogic<M>, from: Position<M>, row: Row<M> | null): void;
  /** No row is enabled: a violation by the counterpart (`peer.*`) or misuse of the API (`local.*`). */
  unexpected(event: EventFromLogic<M>, at: Position<M>): void;
}

export type Scope<M extends AnyStateMachine> = ActorScope<ChartSnapshot<M>, EventFromLogic<M>>;

/**
 * A table as XState actor logic, one object for one life. The host is asked to perform within the transition, where
 * XState performs the actions of a machine too: `scope.defer` costs an array of its own for every actor that uses it. So
 * this is nothing for XState's pure functions, such as `getNextSnapshot`: the machine of the chart is.
 */
export class ChartLogic<M extends AnyStateMachine, H extends Host<M> = Host<M>>
  implements ActorLogic<ChartSnapshot<M>, EventFromLogic<M>, InputFrom<M>>
{
  readonly table: Table<M>;
  protected host: H;

  constructor(table: Table<M>, host: H) {
    this.table = table;
    this.host = host;
  }

  /** Where the chart is. XState's own snapshot follows once the step has been performed, if XState hears of it. */
  get at(): ChartSnapshot<M> | undefined {
    return this.host.at;
  }

  getInitialSnapshot(_scope: Scope<M>, input: InputFrom<M>): ChartSnapshot<M> {
    return input === undefined && this.at !== undefined ? this.at : this.begin(input);
  }

  transition(snapshot: ChartSnapshot<M>, event: EventFromLogic<M>): ChartSnapshot<M> {
    const from = this.at ?? snapshot;
    if (event.type === "xstate.stop") return this.show(stopped(this.table, from));
    if (from.isOver) return from;
    try {
      return this.step(from, event);
    } catch (error) {
      // XState tells the parent.
      return this.show(broken(this.table, this.at ?? from, error));
    }
  }

  protected step(from: ChartSnapshot<M>, event: EventFromLogic<M>): ChartSnapshot<M> {
    const { table, host } = this;
    const found = table.find(from, event);
    if (found === undefined) {
      host.stepped?.(event, from, null);
      host.unexpected(event, from);
      return from;
    }
    // As `table.step` does; most steps of most lives need no object for it.
    const { row, isFinal } = found;
    const value = row.target ?? from.value;
    let { context } = from;
    let { intents } = found;
    if (!found.isStatic) ({ context, intents } = run(row, context, event));
    const to = this.show(isFinal ? this.end(value, context) : new Active(table, value, context));
    if (value !== from.value) host.moved?.(value);
    host.stepped?.(event, from, row);
    for (const intent of intents) host.perform(intent, event, from.value);
    return to;
  }

  /** Begins the life; one that has begun so needs no input in the options of its actor. */
  begin(input: InputFrom<M>): ChartSnapshot<M> {
    const { chart } = this.table;
    return this.show(new Active(this.table, chart.initial, chart.context(input)));
  }

  private show(at: ChartSnapshot<M>): ChartSnapshot<M> {
    this.host.at = at;
    return at;
  }

  protected end(value: Position<M>["value"], context: Position<M>["context"]): ChartSnapshot<M> {
    return done(this.table, { value, context });
  }

  getPersistedSnapshot(snapshot: ChartSnapshot<M>): Snapshot<unknown> {
    const { tags, ...persisted } = (this.at ?? snapshot).toJSON();
    return persisted;
  }

  /** @throws Error when the persisted value is not a state of the chart. */
  restoreSnapshot(persisted: Snapshot<unknown>): ChartSnapshot<M> {
    const { chart } = this.table;
    const at = chart.machine.resolveState(Object.assign({ value: chart.initial, context: {} }, persisted));
    if (persisted.status === "stopped") return this.show(stopped(this.table, at));
    if (persisted.status === "error") return this.show(broken(this.table, at, persisted.error));
    return this.show(this.table.isFinal(at) ? done(this.table, at) : new Active(this.table, at.value, at.context));
  }
}
