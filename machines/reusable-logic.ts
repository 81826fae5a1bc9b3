import type { AnyStateMachine, EventFromLogic, InputFrom } from "xstate";
import { ChartLogic, type Host, type Scope } from "./logic.ts";
import { Active, type ChartSnapshot, Resting } from "./snapshot.ts";
import type { Position, Step } from "./table.ts";

/** A host whose actor may serve another life after this one. */
export interface ReusableHost<M extends AnyStateMachine> extends Host<M> {
  /** Whether nobody can see the actor, so that it may rest at its end and serve another life. */
  readonly mayRest: boolean;
  /** The life is over there, its intents are performed. XState would have told the parent. */
  rested(at: Position<M>): void;
}

const RECYCLE = "chart.recycle";

const NOBODY: ReusableHost<AnyStateMachine> = {
  mayRest: false,
  perform() {},
  unexpected() {},
  rested() {},
};

/**
 * The reusable form of a chart: final states become resting states with the same output, and one private event
 * begins the next life. Made because an XState actor costs more to construct than a whole call to carry.
 */
export class ReusableLogic<M extends AnyStateMachine> extends ChartLogic<M, ReusableHost<M>> {
  #next: { readonly host: ReusableHost<M>; readonly input: InputFrom<M> } | null = null;
  /** The step that is to be performed. XState takes no event before that is done, so there is one at most. */
  #due: Step<M> | null = null;
  #event: EventFromLogic<M> | null = null;
  #from = "";
  /** Whether the life is over with that step. */
  #isLast = false;
  // One function for all steps of all lives: a closure for each step is an eighth of a call's garbage.
  readonly #settle = (): void => {
    const step = this.#due;
    const event = this.#event;
    const isLast = this.#isLast;
    if (step === null || event === null) return;
    // A life may stay where it is for long: nothing of a step is kept.
    this.#due = null;
    this.#event = null;
    this.#isLast = false;
    this.perform(step, event, this.#from);
    if (isLast) this.#rest(step);
  };

  /** Prepares the next life; the event returned, sent to the actor, begins it. */
  recycle(host: ReusableHost<M>, input: InputFrom<M>): { type: typeof RECYCLE } {
    this.#next = { host, input };
    return { type: RECYCLE };
  }

  override transition(snapshot: ChartSnapshot<M>, event: EventFromLogic<M>, scope: Scope<M>): ChartSnapshot<M> {
    if (event.type !== RECYCLE || this.#next === null) return super.transition(snapshot, event, scope);
    const { host, input } = this.#next;
    this.#next = null;
    this.host = host;
    return new Active(this.table, this.table.initial(input));
  }

  protected override defer(step: Step<M>, event: EventFromLogic<M>, from: string, scope: Scope<M>): void {
    this.#due = step;
    this.#event = event;
    this.#from = from;
    scope.defer(this.#settle);
  }

  protected override end(step: Step<M>, scope: Scope<M>): ChartSnapshot<M> {
    if (!this.host.mayRest) return super.end(step, scope);
    // A last step leads to another state, and so is performed: the rest comes behind that.
    this.#isLast = true;
    return new Resting(this.table, step);
  }

  #rest(step: Step<M>): void {
    const { host } = this;
    // At rest it keeps nothing of the life that it served.
    this.host = NOBODY;
    host.rested(step);
  }
}
