import type { AnyStateMachine, ContextFrom, EventFromLogic, OutputFrom, Snapshot, StateValueFrom } from "xstate";
import type { Position, Table } from "./table.ts";

/** How far an actor is, as XState tells it. */
type Outcome<M extends AnyStateMachine> = Snapshot<OutputFrom<M>>;

/** The snapshot of a table's actor: the members that a flat machine's snapshot has, of the same values. */
export abstract class ChartState<M extends AnyStateMachine, O extends Outcome<M> = Outcome<M>> implements Position<M> {
  protected abstract readonly outcome: O;
  readonly table: Table<M>;
  readonly value: StateValueFrom<M> & string;
  readonly context: ContextFrom<M>;

  constructor(table: Table<M>, value: Position<M>["value"], context: Position<M>["context"]) {
    this.table = table;
    this.value = value;
    this.context = context;
  }

  get status(): O["status"] {
    return this.outcome.status;
  }
  get output(): O["output"] {
    return this.outcome.output;
  }
  get error(): O["error"] {
    return this.outcome.error;
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
    const row = this.table.find(this, event)?.row;
    return row !== undefined && (row.target !== null || row.effects.length > 0);
  }
  getMeta(): Record<string, never> {
    return {};
  }
  /** Whether nothing more will happen in this life. */
  abstract readonly isOver: boolean;

  toJSON() {
    const { value, context, children, historyValue } = this;
    return Object.assign({ value, context, children, historyValue, tags: [...this.tags] }, this.outcome);
  }
}

// Constant members are getters: a snapshot is made at every step, and each field of it is memory.

/** On its way. */
export class Active<M extends AnyStateMachine> extends ChartState<M, typeof ACTIVE> {
  protected get outcome(): typeof ACTIVE {
    return ACTIVE;
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

/** No longer on its way: it came to its end, its parent stopped it before that, or its host threw. */
class Over<M extends AnyStateMachine, O extends Outcome<M>> extends ChartState<M, O> {
  protected readonly outcome: O;

  constructor(table: Table<M>, { value, context }: Position<M>, outcome: O) {
    super(table, value, context);
    this.outcome = outcome;
  }
  get isOver(): boolean {
    return true;
  }
}

/** Came to its end. */
export function done<M extends AnyStateMachine>(table: Table<M>, at: Position<M>): ChartSnapshot<M> {
  return new Over(table, at, { status: "done", output: table.output(at), error: undefined });
}

/** Stopped by its parent before its end. */
export function stopped<M extends AnyStateMachine>(table: Table<M>, at: Position<M>): ChartSnapshot<M> {
  return new Over(table, at, { status: "stopped", output: undefined, error: undefined });
}

/** Its host threw. */
export function broken<M extends AnyStateMachine>(table: Table<M>, at: Position<M>, error: unknown): ChartSnapshot<M> {
  return new Over(table, at, { status: "error", output: undefined, error });
}

export type ChartSnapshot<M extends AnyStateMachine> = ChartState<M> & Snapshot<OutputFrom<M>>;

const ACTIVE = { status: "active", output: undefined, error: undefined } as const;
const NO_TAGS: ReadonlySet<string> = new Set();
