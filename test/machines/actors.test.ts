import { describe, expect, test } from "vitest";
import {
  type Actor,
  type AnyEventObject,
  type AnyStateMachine,
  createActor,
  fromTransition,
  type Snapshot,
} from "xstate";
import { ChartActor } from "../../machines/chart-actor.ts";
import { ChartLogic, type Host } from "../../machines/logic.ts";
import type { Table } from "../../machines/table.ts";
import { faceOf } from "./faces.ts";
import { provable } from "./subjects.ts";

interface Given {
  readonly input?: unknown;
  readonly snapshot?: Snapshot<unknown>;
}

/** A table's actor and XState's own, started alike under a parent each. */
class Twins implements Host<AnyStateMachine> {
  /** What the table's actor asked for, or had no row for. */
  readonly asked: unknown[] = [];
  readonly ours: ChartActor<AnyStateMachine>;
  readonly theirs: Actor<AnyStateMachine>;
  readonly #ourParent = new Parent();
  readonly #theirParent = new Parent();
  readonly #table: Table;

  constructor(table: Table, given: Given) {
    this.#table = table;
    const id = "child";
    this.ours = new ChartActor(new ChartLogic(table, this), { ...given, id, parent: this.#ourParent.actor });
    this.theirs = createActor(table.chart.machine, { ...given, id, parent: this.#theirParent.actor });
    this.ours.start();
    this.theirs.start();
  }

  perform(intent: { type: string; params?: unknown }) {
    this.asked.push([intent.type, intent.params]);
  }
  unexpected(event: AnyEventObject) {
    this.asked.push(`unexpected ${event.type}`);
  }

  send(event: AnyEventObject) {
    this.asked.length = 0;
    this.ours.send(event);
    this.theirs.send(event);
  }

  expectAlike(events: readonly AnyEventObject[] = []) {
    const theirs = faceOf(this.theirs.getSnapshot(), this.#table, events);
    expect(faceOf(this.ours.getSnapshot(), this.#table, events)).toStrictEqual(theirs);
    expect(this.#ourParent.heard).toStrictEqual(this.#theirParent.heard);
  }
}

class Parent {
  readonly heard: AnyEventObject[] = [];
  readonly actor = createActor(
    fromTransition((state: null, event: AnyEventObject) => {
      this.heard.push(event);
      return state;
    }, null),
  ).start();
}

describe.each(provable)("actors of $name", ({ table, alphabet, pairs }) => {
  const live = pairs.filter(({ from }) => from.snapshot.status === "active");

  test("look as XState's own along every path, and restore what the other kept", () => {
    for (const { from, event, row, intents } of live) {
      const twins = new Twins(table, { input: from.input });
      twins.expectAlike();
      for (const step of [...from.path, event]) {
        twins.send(step);
        twins.expectAlike();
      }
      twins.expectAlike(alphabet.events);
      expect(twins.asked).toEqual(row === undefined ? [`unexpected ${event.type}`] : intents);

      const kept = twins.ours.getPersistedSnapshot();
      expect(kept).toStrictEqual(twins.theirs.getPersistedSnapshot());
      new Twins(table, { snapshot: JSON.parse(JSON.stringify(kept)) }).expectAlike(alphabet.events);
    }
  });

  test("stop as XState's own", () => {
    for (const { from } of live) {
      const host = { perform: () => {}, unexpected: () => {} };
      const given = { input: from.input };
      const ours = new ChartActor(new ChartLogic(table, host), given).start();
      const theirs = createActor(table.chart.machine, given).start();
      for (const event of from.path) {
        ours.send(event);
        theirs.send(event);
      }
      ours.stop();
      theirs.stop();
      const shown = faceOf(theirs.getSnapshot(), table, []);
      expect(faceOf(ours.getSnapshot(), table, [])).toStrictEqual(shown);
      expect(shown.status).toBe("stopped");
      const kept = ours.getPersistedSnapshot();
      expect(kept).toStrictEqual(theirs.getPersistedSnapshot());
      new Twins(table, { snapshot: kept }).expectAlike();
      const ways: Snapshot<unknown>[] = [
        JSON.parse(JSON.stringify(kept)),
        Object.assign({ more: 1 }, kept),
        ours.getSnapshot(),
      ];
      const tags = [...ours.getSnapshot().tags];
      for (const snapshot of ways) {
        const restored = new ChartActor(new ChartLogic(table, host), { snapshot }).start();
        Object.assign(snapshot, { value: "elsewhere" });
        expect(restored.getPersistedSnapshot()).toStrictEqual(kept);
        expect(restored.getSnapshot().toJSON()).toStrictEqual({ ...kept, tags });
      }
    }
  });

  test("break as XState's own when whoever performs throws", () => {
    const broken = live.find(({ intents }) => intents.length > 0);
    if (broken === undefined) throw new Error("some row asks for something");
    const { from, event } = broken;
    let isBroken = false;
    const perform = () => {
      if (isBroken) throw new Error("cannot");
    };
    const actor = new ChartActor(new ChartLogic(table, { perform, unexpected: () => {} }), { input: from.input });
    actor.start();
    const told: unknown[] = [];
    actor.subscribe({ error: (error) => told.push(error) });
    for (const step of from.path) actor.send(step);
    isBroken = true;
    actor.send(event);
    expect(told).toEqual([new Error("cannot")]);
    const shown = { value: actor.getSnapshot().value, status: "error", error: new Error("cannot") };
    const kept = actor.getPersistedSnapshot();
    expect([actor.getSnapshot(), kept]).toMatchObject([shown, shown]);
    const restored = new ChartActor(new ChartLogic(table, { perform, unexpected: () => {} }), { snapshot: kept });
    restored.subscribe({ error: () => {} });
    expect(restored.start().getSnapshot()).toMatchObject(shown);
    expect(restored.getPersistedSnapshot()).toStrictEqual(kept);
    const again = new ChartActor(new ChartLogic(table, { perform, unexpected: () => {} }), {
      snapshot: actor.getSnapshot(),
    });
    again.subscribe({ error: () => {} });
    expect(again.start().getPersistedSnapshot()).toStrictEqual(kept);
  });

  test("begin with what each was given, two on one host too, and are called as their chart", () => {
    const [first, second] = alphabet.inputs;
    const host = { perform: () => {}, unexpected: () => {} };
    for (const input of [first, second ?? first]) {
      const actor = new ChartActor(new ChartLogic(table, host), { input }).start();
      expect(actor.getSnapshot().context).toStrictEqual(table.initial(input).context);
      expect(actor.id).toBe(table.chart.id);
      actor.stop();
    }
  });

  test("show the new state to whoever performs", () => {
    for (const { from, event, intents, next } of live) {
      if (intents.length === 0) continue;
      const values: unknown[] = [];
      const host = { perform: () => void values.push(actor.getSnapshot().value), unexpected: () => {} };
      const actor = new ChartActor(new ChartLogic(table, host), { input: from.input }).start();
      for (const step of from.path) actor.send(step);
      values.length = 0;
      actor.send(event);
      expect(values).toEqual(intents.map(() => next.value));
    }
  });
});
