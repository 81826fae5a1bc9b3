import { type AnyEventObject, type AnyStateMachine, createActor, fromTransition } from "xstate";
import { ReusableActor } from "../../machines/reusable-actor.ts";
import { type ReusableHost, ReusableLogic } from "../../machines/reusable-logic.ts";
import type { Position, Table } from "../../machines/table.ts";

/** Whoever runs one life: notes what it is asked and told. */
export class Life implements ReusableHost<AnyStateMachine> {
  isHidden = true;
  readonly heard: unknown[] = [];
  readonly outputs: unknown[] = [];
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  perform(intent: { type: string; params?: unknown }, event: AnyEventObject, from: string) {
    this.heard.push([intent.type, intent.params, event, from]);
  }
  unexpected(event: AnyEventObject) {
    this.heard.push(`unexpected ${event.type}`);
  }
  rested(at: Position<AnyStateMachine>) {
    this.outputs.push(this.#table.output(at));
  }
}

/** An actor of the reusable form, and what its parent hears of it. */
export class Reusable {
  readonly told: AnyEventObject[] = [];
  readonly actor: ReusableActor<AnyStateMachine>;
  readonly logic: ReusableLogic<AnyStateMachine>;
  readonly #parent = createActor(
    fromTransition((state: null, event: AnyEventObject) => {
      this.told.push(event);
      return state;
    }, null),
  ).start();

  constructor(table: Table, life: Life, input: unknown) {
    this.logic = new ReusableLogic(table, life);
    const options = { id: "child", parent: this.#parent, input };
    this.actor = new ReusableActor(this.logic, options).start();
  }

  recycle(life: Life, input: unknown) {
    this.logic.recycle(life, input);
  }

  /** Takes the actor to one of its ends. */
  run(events: readonly AnyEventObject[]) {
    for (const event of events) this.actor.send(event);
  }
}
