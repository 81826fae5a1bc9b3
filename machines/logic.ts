import type { ActorLogic, ActorScope, AnyStateMachine, EventFromLogic, InputFrom, Snapshot } from "xstate";
import type { Intent } from "./intent.ts";
import { Active, type ChartSnapshot, Done, Stopped } from "./snapshot.ts";
import type { Position, Step, Table } from "./table.ts";

/** Whoever runs a chart: performs what it asks for and hears what it has no row for. */
export interface Host<M extends AnyStateMachine> {
  /** Where the chart is: written at its beginning and by every step, before anything is performed. */
  at?: ChartSnapshot<AnyStateMachine>;
  /** Called in the order of the row, after the new state has become visible; `from` is the one before. Must not throw. */
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
 * A table as XState actor logic, one object for one life. What the host is asked to perform happens
 * after the new snapshot is in place, as it would for the effects of a machine's actor.
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

  getInitialSnapshot(_scope: Scope<M>, input: InputFrom<M>): ChartSnapshot<M> {
    const beginning = new Active(this.table, this.table.initial(input));
    this.host.at = beginning;
    return beginning;
  }

  transition(snapshot: ChartSnapshot<M>, event: EventFromLogic<M>, scope: Scope<M>): ChartSnapshot<M> {
    if (snapshot.isOver && event.type !== "xstate.stop") return snapshot;
    const next = this.next(snapshot, event, scope);
    this.host.at = next;
    return next;
  }

  private next(snapshot: ChartSnapshot<M>, event: EventFromLogic<M>, scope: Scope<M>): ChartSnapshot<M> {
    if (event.type === "xstate.stop") return new Stopped(this.table, snapshot);
    const step = this.table.step(snapshot, event);
    const { host } = this;
    host.stepped?.(event, snapshot, step);
    if (step === undefined) {
      scope.defer(() => host.unexpected(event, snapshot));
      return snapshot;
    }
    if (step.intents.length > 0 || step.value !== snapshot.value) this.defer(step, event, snapshot.value, scope);
    return this.table.isFinal(step) ? this.end(step, scope) : new Active(this.table, step);
  }

  /** Has the host perform the step once the new snapshot is in place. */
  protected defer(step: Step<M>, event: EventFromLogic<M>, from: string, scope: Scope<M>): void {
    scope.defer(() => this.perform(step, event, from));
  }

  protected perform({ value, intents }: Step<M>, event: EventFromLogic<M>, from: string): void {
    const { host } = this;
    if (value !== from) host.moved?.(value);
    for (const intent of intents) host.perform(intent, event, from);
  }

  protected end(step: Step<M>, _scope: Scope<M>): ChartSnapshot<M> {
    return new Done(this.table, step);
  }

  getPersistedSnapshot(snapshot: ChartSnapshot<M>): Snapshot<unknown> {
    const { value, context, children, historyValue } = snapshot;
    const where = { value, context, children, historyValue };
    if (snapshot.status === "done") {
      return Object.assign(where, { status: snapshot.status, output: snapshot.output, error: undefined });
    }
    if (snapshot.status === "stopped") {
      return Object.assign(where, { status: snapshot.status, output: undefined, error: undefined });
    }
    return Object.assign(where, { status: "active" as const, output: undefined, error: undefined });
  }

  /** @throws Error when the persisted value is not a state of the chart. */
  restoreSnapshot(persisted: Snapshot<unknown>): ChartSnapshot<M> {
    const { chart } = this.table;
    const at = chart.machine.resolveState(Object.assign({ value: chart.initial, context: {} }, persisted));
    if (persisted.status === "stopped") return new Stopped(this.table, at);
    return this.table.isFinal(at) ? new Done(this.table, at) : new Active(this.table, at);
  }
}
