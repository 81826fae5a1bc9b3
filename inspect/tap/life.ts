import type { AnyStateMachine, EventFromLogic, InputFrom } from "xstate";
import type { Position, Step, Table } from "../../machines/table.ts";
import type { ChartName } from "../../machines/tables.ts";
import { violationOf } from "../../machines/violations.ts";
import { rulesOf } from "../feed/charts.ts";
import { plain } from "../feed/plain.ts";
import type { LifeName } from "../records.ts";
import { type Identity, nameOf, type Report } from "./report.ts";
import { otherSide } from "./side.ts";

const NO_RULES: readonly string[] = Object.freeze([]);

/** One life of one peer, followed through its chart from what passed on the wire. */
export class Life<M extends AnyStateMachine> {
  readonly identity: Identity;
  readonly #report: Report;
  readonly #chart: ChartName;
  readonly #table: Table<M>;
  #position: Position<M>;

  /** The chart is followed in the profile `compat`, since that is how far peers in the field go without an end. */
  constructor(report: Report, identity: Identity, chart: ChartName, table: Table<M>, input: InputFrom<M>) {
    this.#report = report;
    this.identity = identity;
    this.#chart = chart;
    this.#table = table;
    this.#position = table.initial(input);
    report.began(identity, chart, this.state, input);
  }

  get name(): LifeName {
    return nameOf(this.identity);
  }

  get state(): Position<M>["value"] {
    return this.#position.value;
  }

  get context(): Position<M>["context"] {
    return this.#position.context;
  }

  get isOver(): boolean {
    return this.#table.isFinal(this.#position);
  }

  /** This peer did something. False where the chart has no row for it: it did so before it knew what crossed. */
  say(event: EventFromLogic<M>): boolean {
    const step = this.#table.step(this.#position, event);
    if (step !== undefined) this.#take(event, step);
    return step !== undefined;
  }

  /** The other peer did something to this one. What the profile `strict` has no row for is named as a violation. */
  hear(event: EventFromLogic<M>): boolean {
    const step = this.#table.step(this.#position, event);
    if (step === undefined || !this.#isLegal(step, event)) this.#blame(event);
    if (step !== undefined) this.#take(event, step);
    else if (this.#report.isHeard) this.#tell(event, this.state, true, NO_RULES);
    return step !== undefined;
  }

  /** Figures of a channel, of which its chart knows nothing. */
  sample(credit: number, explanation: string): void {
    const { peer } = this.identity;
    this.#report.tell(peer, { type: "sample", life: this.name, credit, queued: 0, waiting: 0, explanation });
  }

  #isLegal({ row }: Step<M>, event: EventFromLogic<M>): boolean {
    if (row.guard === null) return true;
    const { value, context } = this.#position;
    const strict = { value, context: Object.assign({}, context, { profile: "strict" as const }) };
    return this.#table.find(strict, event) !== undefined;
  }

  #blame(event: EventFromLogic<M>): void {
    const { peer } = this.identity;
    const { rule, detail } = violationOf(this.#chart, event.type);
    const breach = "breach" in event && typeof event.breach === "string" ? `${detail} (${event.breach})` : detail;
    this.#report.violation(peer, { by: otherSide(peer), life: this.name, rule, detail: breach });
  }

  #take(event: EventFromLogic<M>, step: Step<M>): void {
    const from = this.state;
    this.#position = step;
    if (!this.#report.isHeard) return;
    this.#tell(event, from, false, rulesOf(this.#chart, step.row));
    if (!this.isOver) return;
    const output = plain(this.#table.output(this.#position));
    this.#report.tell(this.identity.peer, { type: "end", life: this.name, state: this.state, output });
  }

  #tell(event: EventFromLogic<M>, from: string, unexpected: boolean, rules: readonly string[]): void {
    const { peer } = this.identity;
    const life = this.name;
    const told = { ...Object.fromEntries(Object.entries(event).map(([key, value]) => [key, plain(value)])) };
    const to = this.state;
    this.#report.tell(peer, {
      type: "transition",
      life,
      event: { ...told, type: event.type },
      from,
      to,
      unexpected,
      rules,
    });
  }
}
