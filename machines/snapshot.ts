import type {
  AnyStateMachine,
  ContextFrom,
  EventFromLogic,
  OutputFrom,
  Snapshot,
  SnapshotStatus,
  StateValueFrom,
} from "xstate";
import type { Position, Table } from "./table.ts";

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
  /** Whether nothing more will happen in this life. */
  abstract readonly isOver: boolean;
  abstract readonly output: OutputFrom<M> | undefined;
  abstract readonly error: unknown;

  toJSON(): object {
    const { status, output, error, value, context, children, historyValue } = this;
    return { status, output, error, value, context, children, historyValue, tags: [...this.tags] };
  }
}

// Constant members are getters: a snapshot is made at every step, and each field of it is memory.

/** On its way. */
export class Active<M extends AnyStateMachine> extends ChartState<M> {
  get status() {
    return "active" as const;
  }
  get output(): undefined {
    return undefined;
  }
  get error(): undefined {
    return undefined;
  }
  get isOver(): boolean {
    return false;
  }
}

/** The end of one life of an actor that will be used for another: XState still counts it as active. */
export class Resting<M extends AnyStateMachine> extends Active<M> {
  override get isOver(): boolean {
    return true;
  }
}

/** Came to its end. */
export class Done<M extends AnyStateMachine> extends ChartState<M> {
  readonly output: OutputFrom<M>;
  constructor(table: Table<M>, at: Position<M>) {
    super(table, at);
    this.output = table.output(at);
  }
  get status() {
    return "done" as const;
  }
  get error(): undefined {
    return undefined;
  }
  get isOver(): boolean {
    return true;
  }
}

/** Stopped by its parent before its end. */
export class Stopped<M extends AnyStateMachine> extends ChartState<M> {
  get status() {
    return "stopped" as const;
  }
  get output(): undefined {
    return undefined;
  }
  get error(): undefined {
    return undefined;
  }
  get isOver(): boolean {
    return true;
  }
}

/** Its host threw. */
export class Broken<M extends AnyStateMachine> extends ChartState<M> {
  readonly error: unknown;
  constructor(table: Table<M>, at: Position<M>, error: unknown) {
    super(table, at);
    this.error = error;
  }
  get status() {
    return "error" as const;
  }
  get output(): undefined {
    return undefined;
  }
  get isOver(): boolean {
    return true;
  }
}

export type ChartSnapshot<M extends AnyStateMachine> = ChartState<M> & Snapshot<OutputFrom<M>>;

const NO_TAGS: ReadonlySet<string> = new Set();
