import type { AnyStateMachine, EventFromLogic, InputFrom } from "xstate";
import type { Row } from "../../machines/chart.ts";
import { ChartActor } from "../../machines/chart-actor.ts";
import type { Intent } from "../../machines/intent.ts";
import { ChartLogic } from "../../machines/logic.ts";
import type { ReusableHost } from "../../machines/reusable-logic.ts";
import { type ChartSnapshot, done, Resting } from "../../machines/snapshot.ts";
import type { Position, Table } from "../../machines/table.ts";
import type { Place, Timeline } from "../errors.ts";
import { explanationOf, type LifeFacts } from "../explanation.ts";
import type { ActorPool } from "./actor-pool.ts";
import type { Driver } from "./driver.ts";
import { Entry, since, timelineOf } from "./history.ts";
import type { Turn } from "./turn-clock.ts";

/**
 * One life of one chart: its actor, and what it needs to act. The actor may come from a pool and go back to it, as
 * long as nobody has seen it.
 *
 * Private by TypeScript alone: where objects of more than four classes pass, and here it is seven, V8 searches for each
 * `#name` anew. That was a fifth of a call's time.
 */
export abstract class Life<M extends AnyStateMachine> implements ReusableHost<M> {
  readonly driver: Driver;
  private readonly table: Table<M>;
  /** Where the actor came from and may go back to. */
  private readonly pool: ActorPool<M> | null;
  private readonly ref: ChartActor<M>;
  /** Shows how this life ended, to who asks when its actor serves another. */
  private ended: ChartActor<M> | null = null;
  private readonly began: Turn;
  private latest: Entry | null = null;
  private isSeen = false;
  note: object | null = null;
  /** Where this life is, or how it ended. Its actor may serve another by then. */
  at!: ChartSnapshot<M>;

  constructor(driver: Driver, table: Table<M>, input: InputFrom<M>, pool: ActorPool<M> | null = null) {
    this.driver = driver;
    this.table = table;
    this.began = driver.clock.turn;
    this.pool = driver.isInspected ? null : pool;
    const parent = driver.actor;
    driver.watch?.began(this, table.chart.id, input);
    // An adopted child: the driver keeps it in a map of its own, since XState copies `children` at every change.
    this.ref = this.pool?.take(parent, this, input) ?? this.newActor(input);
    if (this.isUntold) driver.actor.countUnseen(1);
    else driver.actor.send({ type: "driver.opened", chart: table.chart.id });
  }

  private newActor(input: InputFrom<M>): ChartActor<M> {
    const { actor: parent, isInspected } = this.driver;
    const logic = new ChartLogic(this.table, this);
    // An inspector is told of both while the actor is made.
    if (isInspected) return new ChartActor(logic, { parent, id: this.table.chart.id, input }).start();
    logic.begin(input);
    return new ChartActor(logic, { parent }).start();
  }

  /** The XState actor. Whoever asks for it will see this life only, to its end. */
  get actor(): ChartActor<M> {
    if (!this.isSeen && this.at instanceof Resting) {
      // It serves another life by now, or will.
      const logic = new ChartLogic(this.table, this);
      // Started, so that who subscribes now is told of the end, as by any actor that is done.
      this.ended = new ChartActor(logic, {
        snapshot: done(this.table, this.at),
      }).start();
    }
    this.isSeen = true;
    return this.ended ?? this.ref;
  }

  get snapshot(): ChartSnapshot<M> {
    return this.at;
  }

  get state(): string {
    return this.snapshot.value;
  }

  /** Whether items and grants may pass without asking the chart. */
  get isOpenForData(): boolean {
    return this.table.isOpenForData(this.snapshot);
  }

  get isAlive(): boolean {
    return !this.snapshot.isOver;
  }

  get isHidden(): boolean {
    const { session, isInspected } = this.driver;
    return this.pool !== null && !this.isSeen && !isInspected && session.isAlive;
  }

  /** The states that this life went through. */
  get timeline(): Timeline {
    return timelineOf(this.table.chart.initial, this.began, this.latest);
  }

  /** When its present state was entered, or `state` last. */
  since(state?: string): number {
    return since(this.began, this.latest, state);
  }

  /** Where what has just ended was until then, with the sentence that ends the text of an error. */
  get placeBefore(): Place {
    return this.placeIn(this.latest?.before?.state ?? this.table.chart.initial);
  }

  moved(to: string): void {
    this.latest = new Entry(to, this.driver.clock.turn, this.latest);
  }

  /** What `explain` says of it; `state` in place of the present one. */
  explain(state = this.state): string {
    return explanationOf(this.facts(state), this.driver.clock.now());
  }

  /** Where an error happened that met this life in `state`, with the sentence that ends its text. */
  placeIn(state: string): Place {
    return { ...this.place, state, explanation: this.explain(state) };
  }

  stepped(event: EventFromLogic<M>, from: Position<M>, row: Row<M> | null): void {
    this.driver.watch?.stepped(this, event, from.value, row);
  }

  deliver(event: EventFromLogic<M>): void {
    if (this.isAlive) this.ref.take(event);
  }

  /** What the driver does when an actor has ended, for one that nobody sees. */
  protected retireUnseen(): void {}

  /** Neither the actor nor the driver's is watched: no event needs to tell of this life. */
  private get isUntold(): boolean {
    return this.pool !== null && !this.driver.actor.isWatched;
  }

  abstract get place(): Place;
  abstract facts(state: string): LifeFacts;
  abstract perform(intent: Intent, event: EventFromLogic<M>, from: string): void;

  /** What the counterpart may not do ends the session; what our own user may not do is caught before it gets here. */
  unexpected(event: EventFromLogic<M>, at: Position<M>): void {
    if (!event.type.startsWith("peer.")) return;
    const breach = "breach" in event && typeof event.breach === "string" ? event.breach : "";
    this.driver.violate(this.table.chart.id, event.type, { ...this.place, state: at.value }, breach);
  }

  rested(end: ChartSnapshot<M>): void {
    const { driver } = this;
    if (this.isUntold) {
      driver.actor.countUnseen(-1);
      this.retireUnseen();
    } else driver.childRested(this.table.chart.id, this.table.output(end));
    if (!this.pool?.give(this.ref)) driver.stop(this.ref);
    // Last, since it may end the session, and what rests with it.
    driver.checkQuiet();
  }
}
