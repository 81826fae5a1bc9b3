import type {
  ActorLogic,
  ActorScope,
  AnyStateMachine,
  ContextFrom,
  EventFromLogic,
  InputFrom,
  OutputFrom,
  Snapshot,
  SnapshotStatus,
  StateValueFrom,
} from "xstate";
import type { Intent } from "./intent.ts";
import type { Position, Table } from "./table.ts";

/** Whoever runs a chart: performs what it asks for and hears what it has no row for. */
export interface Host<M extends AnyStateMachine> {
  /** Called in the order of the row, after the new state has become visible; `from` is the one before. Must not throw. */
  perform(intent: Intent, event: EventFromLogic<M>, from: string): void;
  /** No row is enabled: a violation by the counterpart (`peer.*`) or misuse of the API (`local.*`). */
  unexpected(event: EventFromLogic<M>, at: Position<M>): void;
}

/** The snapshot of a table's actor: the members that a flat machine's snapshot has, of the same values. */
export abstract class ChartState<M extends AnyStateMachine> implements Position<M> {
  abstract readonly status: SnapshotStatus;
  readonly table: Table<M>;
  readonly value: StateValueFrom<M> & string;
  readonly context: ContextFrom<M>;

  constructor(table: Table<M>, at: Position<M>) {
    this.table = table;
    this.value = at.value;
    this.context = at.context;
  }

  get machine(): M {
    return this.table.chart.machine;
  }
  get tags(): ReadonlySet<string> {
    return this.table.chart.states.get(this.value)?.tags ?? NO_TAGS;
  }
  get children(): Record<string, never> {
    return {};
  }
  get historyValue(): Record<string, never> {
    return {};
  }
  matches(value: StateValueFrom<M>): boolean {
    return this.value === value;
  }
  hasTag(tag: string): boolean {
    return this.tags.has(tag);
  }
  /** As XState has it: whether the event would change something. A row that does nothing does not count. */
  can(event: EventFromLogic<M>): boolean {
    const row = this.table.step(this, event)?.row;
    return row !== undefined && (row.target !== null || row.effects.length > 0);
  }
  getMeta(): Record<string, never> {
    return {};
  }
  abstract readonly output: OutputFrom<M> | undefined;
  abstract readonly error: unknown;

  toJSON(): object {
    const { status, output, error, value, context, children, historyValue } = this;
    return { status, output, error, value, context, children, historyValue, tags: [...this.tags] };
  }
}

class Active<M extends AnyStateMachine> extends ChartState<M> {
  readonly status = "active";
  readonly output = undefined;
  readonly error = undefined;
}

class Done<M extends AnyStateMachine> extends ChartState<M> {
  readonly status = "done";
  readonly output: OutputFrom<M>;
  readonly error = undefined;
  constructor(table: Table<M>, at: Position<M>) {
    super(table, at);
    this.output = table.output(at);
  }
}

class Stopped<M extends AnyStateMachine> extends ChartState<M> {
  readonly status = "stopped";
  readonly output = undefined;
  readonly error = undefined;
}

export type ChartSnapshot<M extends AnyStateMachine> = ChartState<M> & Snapshot<OutputFrom<M>>;

const NO_TAGS: ReadonlySet<string> = new Set();

type Scope<M extends AnyStateMachine> = ActorScope<ChartSnapshot<M>, EventFromLogic<M>>;

/**
 * A table as XState actor logic, one object for one life. What the host is asked to perform happens
 * after the new snapshot is in place, as it would for the effects of a machine's actor.
 */
export class ChartLogic<M extends AnyStateMachine>
  implements ActorLogic<ChartSnapshot<M>, EventFromLogic<M>, InputFrom<M>>
{
  readonly table: Table<M>;
  readonly #host: Host<M>;

  constructor(table: Table<M>, host: Host<M>) {
    this.table = table;
    this.#host = host;
  }

  getInitialSnapshot(_scope: Scope<M>, input: InputFrom<M>): ChartSnapshot<M> {
    return new Active(this.table, this.table.initial(input));
  }

  transition(snapshot: ChartSnapshot<M>, event: EventFromLogic<M>, scope: Scope<M>): ChartSnapshot<M> {
    if (event.type === "xstate.stop") return new Stopped(this.table, snapshot);
    if (snapshot.status !== "active") return snapshot;
    const step = this.table.step(snapshot, event);
    const host = this.#host;
    if (step === undefined) {
      scope.defer(() => host.unexpected(event, snapshot));
      return snapshot;
    }
    if (step.intents.length > 0) {
      scope.defer(() => {
        for (const intent of step.intents) host.perform(intent, event, snapshot.value);
      });
    }
    return this.table.isFinal(step) ? new Done(this.table, step) : new Active(this.table, step);
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
