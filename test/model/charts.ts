import type { AnyStateMachine } from "xstate";
import type { Row } from "../../machines/chart.ts";
import type { Intent } from "../../machines/intent.ts";
import type { Position, Table } from "../../machines/table.ts";
import type { ChartName } from "../../machines/tables.ts";
import { Breach } from "./memory.ts";

/** An event as a constant: looked up by identity. */
export interface Happening {
  readonly type: string;
}

export type Tables = Readonly<Record<ChartName, Table>>;

/** A position of a chart under a small number. */
export interface Spot {
  readonly id: number;
  readonly value: string;
  readonly context: Position<AnyStateMachine>["context"];
  readonly isFinal: boolean;
  /** Items and grants may pass. */
  readonly isOpenForData: boolean;
  /** Of final spots with one value, the first: what led there no longer matters. */
  readonly canonical: Spot;
  readonly moves: Map<Happening, Move | null>;
}

export interface Move {
  readonly row: Row<AnyStateMachine>;
  readonly to: Spot;
  readonly intents: readonly Intent[];
}

/**
 * The charts' own `step`, remembered. It is pure, so each pair of position and event is asked for once;
 * after that a step is a look-up.
 */
export class Charts {
  /** Pairs of state and event that came up, whether or not they have a row. */
  readonly asked = new Set<string>();
  readonly #tables: Tables;
  readonly #spots: Readonly<Record<ChartName, Spot[]>> = {
    ...{ session: [], keepalive: [], connection: [] },
    ...{ outgoingRequest: [], incomingRequest: [], outgoingChannel: [], incomingChannel: [] },
  };
  readonly #byKey = new Map<string, Spot>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  start(chart: ChartName, input: object | undefined): Spot {
    return this.#intern(chart, this.#tables[chart].initial(input));
  }

  /** The spots of a chart: number n at n - 1. Grows. */
  spots(chart: ChartName): readonly Spot[] {
    return this.#spots[chart];
  }

  step(chart: ChartName, from: Spot, event: Happening): Move | null {
    const known = from.moves.get(event);
    if (known !== undefined) return known;
    this.asked.add(pairOf(chart, from.value, event.type));
    const step = this.#tables[chart].step({ value: from.value, context: from.context }, event);
    let move: Move | null = null;
    if (step !== undefined) {
      move = { row: step.row, to: this.#intern(chart, step), intents: step.intents };
    }
    from.moves.set(event, move);
    return move;
  }

  #intern(chart: ChartName, { value, context }: Position<AnyStateMachine>): Spot {
    const key = `${chart} ${value} ${JSON.stringify(context)}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const spots = this.#spots[chart];
    const info = this.#tables[chart].chart.states.get(value);
    const isFinal = info?.final ?? false;
    const canonical = isFinal ? spots.find((other) => other.value === value) : undefined;
    const spot: Spot = {
      id: spots.length + 1,
      value,
      context,
      isFinal,
      isOpenForData: info?.tags.has("data") ?? false,
      get canonical() {
        return canonical ?? spot;
      },
      moves: new Map(),
    };
    if (spot.id > 255) throw new Breach("model.range", `chart ${chart} has more than 255 positions`);
    spots.push(spot);
    this.#byKey.set(key, spot);
    return spot;
  }
}

/** Names a pair of state and event. */
export function pairOf(chart: string, state: string, event: string): string {
  return `${chart}: ${state} ${event}`;
}
