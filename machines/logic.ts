import type { ActorLogic, ActorScope, AnyStateMachine, EventFromLogic, InputFrom, Snapshot } from "xstate";
import type { Intent } from "./intent.ts";
import { Active, Broken, type ChartSnapshot, Done, Stopped } from "./snapshot.ts";
import type { Position, Step, Table } from "./table.ts";

/** Whoever runs a chart: performs what it asks for and hears what it has no row for. */
export interface Host<M extends AnyStateMachine> {
  /** Where the chart is: written at its beginning and by every step, before anything is performed. */
  at?: ChartSnapshot<M> | undefined;
  /** Called in the order of the row; `at` is the new state by then, `from` the one before. Must not throw. */
  perform(intent: Intent, event: EventFromLogic<M>, from: string): void;
  /** The chart is in another state; called before what that state asks to perform. Must not throw. */
  moved?(to: string): void;
  /** The chart was given an event; called before anything else is, `undefined` where no row is enabled. Must not throw. */
  stepped?(event: EventFromLogic<M>, from: Position<M>, step: Step<M> | undefined): void;
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
    if (event.type === "xstate.stop") return this.show(new Stopped(this.table, from));
    if (from.isOver) return from;
    try {
      return this.step(from, event);
    } catch (error) {
      // XState tells the parent.
      return this.show(new Broken(this.table, this.at ?? from, error));
    }
  }

  protected step(from: ChartSnapshot<M>, event: EventFromLogic<M>): ChartSnapshot<M> {
    const { table, host } = this;
    const step = table.step(from, event);
    host.stepped?.(event, from, step);
    if (step === undefined) {
      host.unexpected(event, from);
      return from;
    }
    const to = this.show(step.isFinal ? this.end(step) : new Active(table, step));
    if (step.value !== from.value) host.moved?.(step.value);
    for (const intent of step.intents) host.perform(intent, event, from.value);
    return to;
  }

  /** Begins the life; one that has begun so needs no input in the options of its actor. */
  begin(input: InputFrom<M>): ChartSnapshot<M> {
    return this.show(new Active(this.table, this.table.initial(input)));
  }

  private show(at: ChartSnapshot<M>): ChartSnapshot<M> {
    this.host.at = at;
    return at;
  }

  protected end(step: Step<M>): ChartSnapshot<M> {
    return new Done(this.table, step);
  }

  getPersistedSnapshot(snapshot: ChartSnapshot<M>): Snapshot<unknown> {
    const at = this.at ?? snapshot;
    const { value, context, children, historyValue } = at;
    const where = { value, context, children, historyValue };
    if (at.status === "done") {
      return Object.assign(where, { status: at.status, output: at.output, error: undefined });
    }
    if (at.status === "error") return Object.assign(where, { status: at.status, output: undefined, error: at.error });
    return Object.assign(where, { status: at.status, output: undefined, error: undefined });
  }

  /** @throws Error when the persisted value is not a state of the chart. */
  restoreSnapshot(persisted: Snapshot<unknown>): ChartSnapshot<M> {
    const { chart } = this.table;
    const at = chart.machine.resolveState(Object.assign({ value: chart.initial, context: {} }, persisted));
    if (persisted.status === "stopped") return this.show(new Stopped(this.table, at));
    if (persisted.status === "error") return this.show(new Broken(this.table, at, persisted.error));
    return this.show(this.table.isFinal(at) ? new Done(this.table, at) : new Active(this.table, at));
  }
}
