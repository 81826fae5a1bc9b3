import type { AnyStateMachine, EventFromLogic, InputFrom } from "xstate";
import { ChartLogic, type Host } from "./logic.ts";
import { type ChartSnapshot, Resting } from "./snapshot.ts";
import type { Position } from "./table.ts";

/** A host whose actor may serve another life after this one. */
export interface ReusableHost<M extends AnyStateMachine> extends Host<M> {
  /**
   * Whether nobody can see the actor: then it steps without XState, and rests at its end to serve another life. The last
   * step asks before it tells anybody.
   */
  readonly isHidden: boolean;
  /** The life is over, its intents are performed: so it ended. XState would have told the parent. */
  rested(end: ChartSnapshot<M>): void;
}

/** Whom an actor at rest serves: it keeps nothing of the life that it served, but where that ended. */
class Nobody<M extends AnyStateMachine> implements ReusableHost<M> {
  at: ChartSnapshot<M>;
  constructor(end: ChartSnapshot<M>) {
    this.at = end;
  }
  get isHidden(): boolean {
    return false;
  }
  perform(): void {}
  unexpected(): void {}
  rested(): void {}
}

/**
 * The reusable form of a chart: final states become resting states with the same output, and another life can begin
 * there. Made because an XState actor costs more to construct than a whole call to carry.
 */
export class ReusableLogic<M extends AnyStateMachine> extends ChartLogic<M, ReusableHost<M>> {
  get isHidden(): boolean {
    return this.host.isHidden;
  }

  /** Begins the next life of an actor that rests. */
  recycle(host: ReusableHost<M>, input: InputFrom<M>): void {
    this.host = host;
    this.begin(input);
  }

  protected override step(from: ChartSnapshot<M>, event: EventFromLogic<M>): ChartSnapshot<M> {
    const { host } = this;
    const to = super.step(from, event);
    if (to instanceof Resting) {
      this.host = new Nobody<M>(to);
      host.rested(to);
    }
    return to;
  }

  protected override end(value: Position<M>["value"], context: Position<M>["context"]): ChartSnapshot<M> {
    return this.host.isHidden ? new Resting(this.table, value, context) : super.end(value, context);
  }
}
