import type { ActorOptions, AnyStateMachine, EventFromLogic } from "xstate";
import { ChartActor } from "./chart-actor.ts";
import type { ReusableLogic } from "./reusable-logic.ts";

/**
 * An actor that may serve one life after the other. As long as nobody can see it, it takes its events itself: XState's
 * mailbox, and telling nobody of each step, would be a sixth of a call.
 */
export class ReusableActor<M extends AnyStateMachine> extends ChartActor<M> {
  declare logic: ReusableLogic<M>;
  #isStepping = false;
  /** What came in the middle of a step: it waits, as in XState's mailbox. */
  #mail: EventFromLogic<M>[] | null = null;

  constructor(logic: ReusableLogic<M>, options: ActorOptions<ReusableLogic<M>>) {
    super(logic, options);
  }

  override send(event: EventFromLogic<M>): void {
    this.take(event);
  }

  override take(event: EventFromLogic<M>): void {
    if (this.#isStepping) this.#keep(event);
    else if (this.logic.isHidden) this.#stepAndEmpty(event);
    else super.send(event);
  }

  #keep(event: EventFromLogic<M>): void {
    if (this.#mail === null) this.#mail = [event];
    else this.#mail.push(event);
  }

  #stepAndEmpty(event: EventFromLogic<M>): void {
    this.#isStepping = true;
    this.#step(event);
    for (let mail = this.#mail; mail !== null; mail = this.#mail) {
      this.#mail = null;
      for (const waiting of mail) {
        // Somebody may have come to see it in the middle of the step before.
        if (this.logic.isHidden) this.#step(waiting);
        else if (!this.getSnapshot().isOver) super.send(waiting);
      }
    }
    this.#isStepping = false;
  }

  #step(event: EventFromLogic<M>): void {
    const { status } = this.logic.transition(this.getSnapshot(), event);
    // XState finds the same end, and tells the parent.
    if (status !== "active") super.send(event);
  }
}
