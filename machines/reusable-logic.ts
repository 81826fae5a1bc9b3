import type { AnyStateMachine, EventFromLogic, InputFrom } from "xstate";
import { ChartLogic, type Host, type Scope } from "./logic.ts";
import { Active, type ChartSnapshot, Resting } from "./snapshot.ts";
import type { Step } from "./table.ts";

/** A host whose actor may serve another life after this one. */
export interface ReusableHost<M extends AnyStateMachine> extends Host<M> {
  /** Whether nobody can see the actor, so that it may rest at its end and serve another life. */
  readonly mayRest: boolean;
  /** The life is over, its intents are performed: so it ended. XState would have told the parent. */
  rested(end: ChartSnapshot<M>): void;
}

/** Makes the beginning of the next life visible, before its first event. */
export const BEGIN = { type: "chart.begin" } as const;

const NOBODY: ReusableHost<AnyStateMachine> = {
  mayRest: false,
  perform() {},
  unexpected() {},
  rested() {},
};

/** Whose step is due: XState comes to what a transition defers right behind it, so there is one at most. */
let latest: { settle(): void } | null = null;

/** One function for all steps of all lives: a closure for each would be an eighth of a call's garbage. */
function settleLatest(): void {
  const due = latest;
  latest = null;
  due?.settle();
}

/**
 * The reusable form of a chart: final states become resting states with the same output. The next life begins with its
 * first event, or with one private event when somebody wants to see it before. Made because an XState actor costs more
 * to construct than a whole call to carry.
 */
export class ReusableLogic<M extends AnyStateMachine> extends ChartLogic<M, ReusableHost<M>> {
  #beginning: ChartSnapshot<M> | null = null;
  /** The step that is to be performed. XState takes no event before that is done. */
  #due: Step<M> | null = null;
  #event: EventFromLogic<M> | null = null;
  #from = "";
  /** Where the life is over with that step. */
  #end: ChartSnapshot<M> | null = null;

  /** Where the next life stands, as long as no event has come for it: the actor still shows the end of the one before. */
  get beginning(): ChartSnapshot<M> | null {
    return this.#beginning;
  }

  /** An actor that is made for a life prepared before keeps no input in its options. */
  override getInitialSnapshot(scope: Scope<M>, input: InputFrom<M>): ChartSnapshot<M> {
    return this.#beginning ?? super.getInitialSnapshot(scope, input);
  }

  /** Prepares the next life of an actor that rests, or the first of one that is to be made. */
  recycle(host: ReusableHost<M>, input: InputFrom<M>): void {
    this.host = host;
    this.#beginning = new Active(this.table, this.table.initial(input));
    host.at = this.#beginning;
  }

  override transition(snapshot: ChartSnapshot<M>, event: EventFromLogic<M>, scope: Scope<M>): ChartSnapshot<M> {
    const beginning = this.#beginning;
    if (beginning === null) return super.transition(snapshot, event, scope);
    this.#beginning = null;
    return event.type === BEGIN.type ? beginning : super.transition(beginning, event, scope);
  }

  protected override defer(step: Step<M>, event: EventFromLogic<M>, from: string, scope: Scope<M>): void {
    this.#due = step;
    this.#event = event;
    this.#from = from;
    latest = this;
    scope.defer(settleLatest);
  }

  /** Performs the step that is due. */
  settle(): void {
    const step = this.#due;
    const event = this.#event;
    const end = this.#end;
    if (step === null || event === null) return;
    // A life may stay where it is for long: nothing of a step is kept.
    this.#due = null;
    this.#event = null;
    this.#end = null;
    this.perform(step, event, this.#from);
    if (end !== null) this.#rest(end);
  }

  protected override end(step: Step<M>, scope: Scope<M>): ChartSnapshot<M> {
    if (!this.host.mayRest) return super.end(step, scope);
    // A last step leads to another state, and so is performed: the rest comes behind that.
    this.#end = new Resting(this.table, step);
    return this.#end;
  }

  #rest(end: ChartSnapshot<M>): void {
    const { host } = this;
    // At rest it keeps nothing of the life that it served.
    this.host = NOBODY;
    host.rested(end);
  }
}
