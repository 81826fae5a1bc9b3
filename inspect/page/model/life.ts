import type { ChartName } from "../../../machines/tables.ts";
import type { ActorRecord, MachineShape, TransitionRecord } from "../../records.ts";
import { type Kind, kindOf, type Tone, toneOf } from "./kinds.ts";
import { Trail } from "./trail.ts";

/** From `at` on, until the next one. */
export interface StateSpan {
  readonly at: number;
  readonly state: string;
}

export interface CreditPoint {
  readonly at: number;
  readonly credit: number;
}

/** How often one event took a life from one state to another. */
export interface Taken {
  readonly from: string;
  readonly event: string;
  readonly to: string;
  count: number;
  seq: number;
}

const SPANS = 400;
const POINTS = 600;
const RECENT = 24;
/** Distinct edges: more than any chart of ours has, a bound for the charts of others. */
const EDGES = 200;

export type Birth = Pick<ActorRecord, "life" | "chart" | "label" | "connection" | "id" | "peer"> &
  Pick<ActorRecord, "at" | "state" | "initialCredit" | "late" | "input" | "machine"> & {
    readonly parent: string | null;
  };

/** One session, connection, request, channel, keepalive or actor of the user's own, as told by its records. */
export class Life {
  readonly name: string;
  readonly peer: string;
  readonly chart: ChartName | null;
  /** Of an actor of the user's own, where it is known. */
  readonly machine: MachineShape | null;
  readonly kind: Kind;
  readonly label: string;
  readonly connection: number | null;
  readonly id: number | null;
  readonly parentName: string | null;
  readonly initialCredit: number | null;
  readonly input: unknown;
  readonly began: number;
  /** It was there before anybody watched: its true age is unknown. */
  readonly late: boolean;
  parent: Life | null = null;
  children: Set<Life> | null = null;
  state: string;
  since: number;
  ended: number | null = null;
  output: unknown = null;
  credit: number | null;
  queued = 0;
  waiting = 0;
  explanation = "";
  /** When the explanation was given: what it says of time is of then. */
  explained = 0;
  unexpected = 0;
  states = new Trail<StateSpan>(SPANS);
  credits = new Trail<CreditPoint>(POINTS);
  recent = new Trail<TransitionRecord>(RECENT);
  taken: Taken[] = [];

  constructor(birth: Birth) {
    this.name = birth.life;
    this.peer = birth.peer;
    this.chart = birth.chart;
    this.machine = birth.machine ?? null;
    this.kind = kindOf(birth.chart);
    this.label = birth.label;
    this.connection = birth.connection;
    this.id = birth.id;
    this.parentName = birth.parent;
    this.initialCredit = birth.initialCredit;
    this.input = birth.input;
    this.began = birth.at;
    this.late = birth.late;
    this.state = birth.state;
    this.since = birth.at;
    this.credit = birth.initialCredit;
    this.states.push({ at: birth.at, state: birth.state });
    if (birth.initialCredit !== null) this.credits.push({ at: birth.at, credit: birth.initialCredit });
  }

  get tone(): Tone {
    return toneOf(this.chart, this.state);
  }

  enter(state: string, at: number): void {
    if (state === this.state) return;
    this.state = state;
    this.since = at;
    this.states.push({ at, state });
  }

  note(record: TransitionRecord): void {
    this.recent.push(record);
    if (record.unexpected) this.unexpected += 1;
    const { from, to } = record;
    const event = record.event.type;
    const known = this.taken.find((edge) => edge.from === from && edge.event === event && edge.to === to);
    if (known !== undefined) {
      known.count += 1;
      known.seq = record.seq;
    } else if (!record.unexpected && this.taken.length < EDGES) {
      this.taken.push({ from, event, to, count: 1, seq: record.seq });
    }
  }

  /** The same life, without parent and children, which belong to a world. */
  copy(): Life {
    const copy: Life = Object.assign(Object.create(Life.prototype), this);
    copy.parent = null;
    copy.children = null;
    copy.states = this.states.copy();
    copy.credits = this.credits.copy();
    copy.recent = this.recent.copy();
    copy.taken = this.taken.map((edge) => ({ ...edge }));
    return copy;
  }
}
