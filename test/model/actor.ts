import type { Intent } from "../../machines/intent.ts";
import type { ChartName } from "../../machines/tables.ts";
import type { Happening, Spot } from "./charts.ts";
import { Breach, type Cell } from "./memory.ts";
import type { Peer } from "./peer.ts";

/** One life of one chart, as `runtime/driver/life.ts` has it: a mailbox, intents in order, then the driver is told. */
export abstract class Actor {
  readonly peer: Peer;
  readonly chart: ChartName;
  /** Zero before it has begun. */
  readonly #at: Cell;
  readonly #spots: readonly Spot[];
  readonly #mail: Happening[] = [];
  #isBusy = false;

  constructor(peer: Peer, chart: ChartName) {
    this.peer = peer;
    this.chart = chart;
    this.#at = peer.world.memory.cell();
    this.#spots = peer.world.charts.spots(chart);
    peer.actors.push(this);
  }

  abstract get name(): string;
  abstract get input(): object | undefined;
  abstract perform(intent: Intent, event: Happening, from: string): void;
  /** The driver learns that it has ended. */
  abstract retire(): void;
  /** What must hold of it in every state. */
  abstract check(): void;

  get spot(): Spot | undefined {
    const at = this.#at.value;
    return at === 0 ? undefined : this.#spots[at - 1];
  }

  get hasBegun(): boolean {
    return this.#at.isSet;
  }

  get isAlive(): boolean {
    const { spot } = this;
    return spot !== undefined && !spot.isFinal;
  }

  get isOpenForData(): boolean {
    return this.spot?.isOpenForData ?? false;
  }

  /** Empty before it has begun. */
  get state(): string {
    return this.spot?.value ?? "";
  }

  begin(): void {
    const { charts, witness } = this.peer.world;
    this.#at.value = charts.start(this.chart, this.input).id;
    witness?.began?.(this);
  }

  deliver(event: Happening): void {
    if (!this.isAlive) return;
    this.#mail.push(event);
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#mail.shift(); next !== undefined; next = this.#mail.shift()) {
      if (this.isAlive) this.#process(next);
    }
    this.#isBusy = false;
    if (!this.isAlive) this.peer.retire(this);
  }

  /** A number of its own in the state. */
  protected cell(): Cell {
    return this.peer.world.memory.cell();
  }

  /** Stopped from outside, with no end of its own. */
  protected abandon(): void {
    this.#at.value = 0;
  }

  /** Forgets what led to its end. */
  normalise(): void {
    const { spot } = this;
    if (spot?.isFinal) this.#at.value = spot.canonical.id;
  }

  /** After a breach in the middle of a step. */
  recover(): void {
    this.#mail.length = 0;
    this.#isBusy = false;
  }

  /** A fault here, told with its place. */
  breach(rule: string, detail: string): Breach {
    return new Breach(rule, `${this.peer.name} ${this.name}, ${this.state}: ${detail}`);
  }

  demand(holds: boolean, rule: string, detail: string): void {
    if (!holds) throw this.breach(rule, detail);
  }

  #process(event: Happening): void {
    const { spot } = this;
    if (spot === undefined) return;
    const { charts, witness } = this.peer.world;
    const move = charts.step(this.chart, spot, event);
    witness?.stepped?.(this, event, spot, move);
    if (move === null) {
      if (event.type.startsWith("peer.")) this.peer.violate(this, event);
      else throw this.breach("chart.no-row", `${event.type} has no row`);
      return;
    }
    this.#at.value = move.to.id;
    const isUntold = event.type === "parent.ended" && move.to.isFinal && move.to.context.ending === null;
    this.demand(!isUntold, "ending", "nobody knows why it ended");
    for (const intent of move.intents) this.perform(intent, event, spot.value);
    this.stepped(event, spot.value);
  }

  /** A row was taken, and all that it asks for was done. */
  protected stepped(_event: Happening, _from: string): void {}

  protected unknown(intent: Intent): Breach {
    return this.breach("chart.unknown-intent", `nobody performs ${intent.type}`);
  }
}

export function paramOf({ params }: Intent, name: string): unknown {
  return Reflect.get(params ?? {}, name);
}
