import type { FeedRecord, FrameRecord, Header } from "../../../inspect/records.ts";
import { rowName } from "../../../machines/chart.ts";
import { rowRules } from "../../../machines/row-rules.ts";
import { type ChartName, tables } from "../../../machines/tables.ts";

/** Numbers that look like chance, the same for the same seed. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let n = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    n = (n + Math.imul(n ^ (n >>> 7), 61 | n)) ^ n;
    return ((n ^ (n >>> 14)) >>> 0) / 2 ** 32;
  }

  below(most: number): number {
    return Math.floor(this.next() * most);
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }
}

export interface Part {
  readonly life: string;
  readonly chart: ChartName | null;
  readonly parent: string | null;
  readonly label: string;
  readonly connection?: number;
  readonly id?: number;
  readonly credit?: number;
  readonly state?: string;
  readonly late?: boolean;
}

export const HEADER: Header = {
  type: "header",
  format: "roam-xstate-recording",
  version: 1,
  software: "roam-xstate 0.1.0",
  began: 1_760_000_000_000,
  peers: ["left", "right"],
  limits: { requestsInFlight: 64, handlers: 64, channels: 1_024, virtualConnections: 256, waitingCalls: 4_096 },
  redacted: false,
};

type Draft = FeedRecord extends infer One
  ? One extends FeedRecord
    ? Omit<One, "seq" | "at" | "wall" | "peer">
    : never
  : never;

interface Entry {
  readonly at: number;
  readonly peer: string;
  readonly draft: Draft;
}

/** Where a scene is played. What is told out of order comes out in order; every row played must be in its chart. */
export class Stage {
  readonly #entries: Entry[] = [];
  readonly #states = new Map<string, { chart: ChartName | null; state: string; peer: string }>();

  begin(at: number, part: Part): void {
    const peer = part.life.split("/")[0] ?? "";
    const state = part.state ?? (part.chart === null ? "idle" : tables[part.chart].chart.initial);
    this.#states.set(part.life, { chart: part.chart, state, peer });
    const { life, chart, parent, label } = part;
    const draft: Draft = {
      type: "actor",
      life,
      chart,
      parent,
      label,
      connection: part.connection ?? null,
      id: part.id ?? null,
      state,
      input: null,
      initialCredit: part.credit ?? null,
      late: part.late ?? false,
    };
    this.#add(at, peer, draft);
  }

  /** The life takes an event. `to` is needed where a guard decides, or for a machine without a chart. */
  event(at: number, life: string, type: string, to?: string): void {
    const known = this.#known(life);
    const { chart, state: from } = known;
    const rows =
      chart === null ? [] : tables[chart].chart.rows.filter((row) => row.state === from && row.event === type);
    const row = rows.find(({ state, target }) => to === undefined || (target ?? state) === to);
    if (row === undefined && chart !== null) throw new Error(`${chart} has no row for ${type} in ${from}`);
    known.state = to ?? row?.target ?? from;
    const rules = row === undefined || chart === null ? [] : (rowRules[chart][rowName(row)] ?? []);
    const draft: Draft = {
      type: "transition",
      life,
      event: { type },
      from,
      to: known.state,
      unexpected: false,
      rules: [...rules],
    };
    this.#add(at, known.peer, draft);
  }

  /** An event that its chart has no row for. */
  unexpected(at: number, life: string, type: string, rule: string, text: string): void {
    const { peer, state } = this.#known(life);
    this.#add(at, peer, {
      type: "transition",
      life,
      event: { type },
      from: state,
      to: state,
      unexpected: true,
      rules: [rule],
    });
    this.#add(at, peer, { type: "error", life, rule, text });
  }

  end(at: number, life: string): void {
    const { state, peer } = this.#known(life);
    this.#add(at, peer, { type: "end", life, state, output: { outcome: state } });
  }

  sample(
    at: number,
    life: string,
    figures: { credit?: number; queued?: number; waiting?: number; explanation: string },
  ): void {
    const { credit = null, queued = 0, waiting = 0, explanation } = figures;
    this.#add(at, this.#known(life).peer, { type: "sample", life, credit, queued, waiting, explanation });
  }

  /** A message, as both ends see it. */
  message(at: number, kind: string, from: string, to: string, fields: FrameRecord["fields"], size = 12): void {
    const delay = 1.5;
    this.frame(at, "out", from, kind, fields, size);
    this.frame(at + delay, "in", to, kind, fields, size);
  }

  frame(
    at: number,
    direction: "in" | "out",
    life: string,
    kind: string,
    fields: FrameRecord["fields"],
    size = 12,
  ): void {
    const hash = [...`${kind}${JSON.stringify(fields)}`].reduce(
      (sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0,
      7,
    );
    const dice = new Dice(hash);
    const text = new TextEncoder().encode(kind);
    const bytes = Array.from({ length: Math.min(size, 256) }, (_, n) =>
      n % 3 === 0 ? (text[n % text.length] ?? 0) : dice.below(256),
    );
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#add(at, life.split("/")[0] ?? "", { type: "frame", direction, life, kind, size, fields, bytes: hex });
  }

  gap(at: number, dropped: number): void {
    this.#add(at, "left", { type: "gap", dropped });
  }

  stateOf(life: string): string {
    return this.#known(life).state;
  }

  /** Everything told, in the order of time, numbered from `first` on. */
  records(first = 1): FeedRecord[] {
    return this.#entries
      .map((entry, order) => ({ ...entry, order }))
      .sort((a, b) => a.at - b.at || a.order - b.order)
      .map(({ at, peer, draft }, n) => ({ ...draft, seq: first + n, at, wall: HEADER.began + at, peer }));
  }

  #known(life: string): { chart: ChartName | null; state: string; peer: string } {
    const known = this.#states.get(life);
    if (known === undefined) throw new Error(`${life} has not begun`);
    return known;
  }

  #add(at: number, peer: string, draft: Draft): void {
    this.#entries.push({ at, peer, draft });
  }
}
