import type { AnyStateMachine, ContextFrom, EventFromLogic, InputFrom, OutputFrom, StateValueFrom } from "xstate";
import type { Chart, Effect, Row } from "./chart.ts";
import type { Intent } from "./intent.ts";

// Not frozen, as all that is looped over often: V8 goes through a frozen array the slow way.
const NONE: readonly Intent[] = [];

/** Where a chart is: what a table steps from and to. */
export interface Position<M extends AnyStateMachine> {
  readonly value: StateValueFrom<M> & string;
  readonly context: ContextFrom<M>;
}

/** What one event does to a chart. */
export interface Step<M extends AnyStateMachine> {
  readonly row: Row<M>;
  readonly value: StateValueFrom<M> & string;
  readonly context: ContextFrom<M>;
  readonly intents: readonly Intent[];
}

/** A row as it is looked up. */
export interface CompiledRow<M extends AnyStateMachine> {
  readonly row: Row<M>;
  /** Neither context nor params depend on the event: the intents are the same each time. */
  readonly isStatic: boolean;
  readonly intents: readonly Intent[];
  /** Whether the chart comes to its end with it. */
  readonly isFinal: boolean;
}

/**
 * A chart as look-up logic: the same rows that XState would interpret, found by (state, event) in a map.
 * A test proves it equal to XState's interpreter on every reachable pair of every chart.
 */
export class Table<M extends AnyStateMachine = AnyStateMachine> {
  readonly chart: Chart<M>;
  readonly #rows = new Map<string, Map<string, CompiledRow<M>[]>>();
  readonly #openForData = new Set<string>();

  constructor(chart: Chart<M>) {
    this.chart = chart;
    for (const [state, { tags }] of chart.states) {
      this.#rows.set(state, new Map());
      if (tags.has("data")) this.#openForData.add(state);
    }
    for (const row of chart.rows) {
      const events = this.#rows.get(row.state);
      const compiled = events?.get(row.event);
      const isFinal = row.target !== null && chart.states.get(row.target)?.final === true;
      const compiledRow = compile(row, isFinal);
      if (compiled) compiled.push(compiledRow);
      else events?.set(row.event, [compiledRow]);
    }
  }

  /** Where a chart with this input begins. */
  initial(input: InputFrom<M>): Position<M> {
    return { value: this.chart.initial, context: this.chart.context(input) };
  }

  /** What the event does here, or `undefined` where no row is enabled (a failed guard counts). Pure. */
  step(position: Position<M>, event: EventFromLogic<M>): Step<M> | undefined {
    const found = this.find(position, event);
    if (found === undefined) return undefined;
    const { row, intents } = found;
    const { context } = position;
    return {
      row,
      value: row.target ?? position.value,
      ...(found.isStatic ? { context, intents } : run(row, context, event)),
    };
  }

  /** The row that the event enables here, if there is one. Pure. */
  find({ value, context }: Position<M>, event: EventFromLogic<M>): CompiledRow<M> | undefined {
    const compiled = this.#rows.get(value)?.get(event.type);
    if (compiled === undefined) return undefined;
    for (const found of compiled) {
      const { guard } = found.row;
      if (guard === null) return found;
      const args = { context, event };
      if (guard.test(args, guard.params?.of(args))) return found;
    }
    return undefined;
  }

  /** Whether the chart has come to its end there. */
  isFinal(position: Position<M>): boolean {
    return this.chart.states.get(position.value)?.final ?? false;
  }

  /** Whether items and grants may pass there without asking the chart. */
  isOpenForData(position: Position<M>): boolean {
    return this.#openForData.has(position.value);
  }

  output(position: Position<M>): OutputFrom<M> {
    return this.chart.output(position.context, position.value);
  }
}

function compile<M extends AnyStateMachine>(row: Row<M>, isFinal: boolean): CompiledRow<M> {
  const isStatic = row.effects.every((effect) => effect.kind === "intent" && effect.params === undefined);
  const intents = isStatic ? row.effects.map((effect) => Object.freeze({ type: effect.name })) : NONE;
  return { row, isStatic, intents: intents.length === 0 ? NONE : intents, isFinal };
}

/** What the effects of a row make of the context, and ask for. */
export function run<M extends AnyStateMachine>(
  row: Row<M>,
  before: ContextFrom<M>,
  event: EventFromLogic<M>,
): Pick<Step<M>, "context" | "intents"> {
  const intents: Intent[] = [];
  let context = before;
  // In order, as XState does: a mapper of params sees what the assignments before it made.
  for (const effect of row.effects) {
    const args = { context, event };
    if (effect.kind === "assign") context = Object.assign({}, context, effect.update(args));
    else intents.push(intentOf(effect, args));
  }
  return { context, intents };
}

function intentOf<M extends AnyStateMachine>(
  effect: Effect<M> & { kind: "intent" },
  args: { context: ContextFrom<M>; event: EventFromLogic<M> },
): Intent {
  if (effect.params === undefined) return { type: effect.name };
  return { type: effect.name, params: { ...effect.params.of(args) } };
}
