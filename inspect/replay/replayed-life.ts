import type { Position, Table } from "../../machines/table.ts";
import { charts, isChartName } from "../feed/charts.ts";
import { plain } from "../feed/plain.ts";
import type { ActorRecord, EndRecord, TransitionRecord } from "../records.ts";

/** What a record says and what the chart says. */
export interface Difference {
  readonly recorded: string;
  readonly replayed: string;
}

/** One life of a recording, driven through its chart again. */
export class ReplayedLife {
  readonly #table: Table;
  #at: Position<Table["chart"]["machine"]>;

  private constructor(table: Table, record: ActorRecord) {
    this.#table = table;
    this.#at = record.late
      ? { value: record.state, context: Object(record.context) }
      : table.initial(Object(record.input));
  }

  /** `null` for a life that has no chart of ours. */
  static of(record: ActorRecord): ReplayedLife | null {
    return record.chart === null || !isChartName(record.chart) ? null : new ReplayedLife(charts[record.chart], record);
  }

  get state(): string {
    return this.#at.value;
  }

  /** What the chart remembers. */
  get context(): unknown {
    return this.#at.context;
  }

  /** Gives the event to the chart. */
  step(record: TransitionRecord): Difference | undefined {
    if (record.from !== this.state) return { recorded: record.from, replayed: this.state };
    const step = this.#table.step(this.#at, revived(record.event));
    const recorded = `${record.to}${record.unexpected ? ", unexpected" : ""}`;
    const replayed = step === undefined ? `${this.state}, unexpected` : step.value;
    if (step !== undefined) this.#at = { value: step.value, context: step.context };
    return recorded === replayed ? undefined : { recorded, replayed };
  }

  end(record: EndRecord): Difference | undefined {
    if (record.state !== this.state) return { recorded: record.state, replayed: this.state };
    if (!this.#table.isFinal(this.#at)) return undefined;
    const recorded = said(record.output);
    const replayed = said(plain(this.#table.output(this.#at)));
    return recorded === replayed ? undefined : { recorded: `output ${recorded}`, replayed: `output ${replayed}` };
  }
}

/** An event as the chart takes it: a u64 is text in a recording. */
function revived(event: TransitionRecord["event"]): TransitionRecord["event"] | { type: string; nonce: bigint } {
  const { nonce } = event;
  if (!event.type.startsWith("peer.") || typeof nonce !== "string" || !/^\d{1,20}$/.test(nonce)) return event;
  return { ...event, nonce: BigInt(nonce) };
}

/** The same text for the same value, in whatever order its keys came. */
function said(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
