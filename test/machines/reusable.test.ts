import { describe, expect, test } from "vitest";
import { createActor } from "xstate";
import { ChartLogic } from "../../machines/logic.ts";
import { Life, Reusable } from "./lives.ts";
import { subjects } from "./subjects.ts";

const NAMES = ["outgoingRequest", "incomingRequest"];

const chosen = subjects.filter(({ name }) => NAMES.includes(name));

test("both request charts have a reusable form", () => {
  expect(chosen.map(({ name }) => name)).toEqual(NAMES);
});

describe.each(chosen)("the reusable form of $name", ({ table, alphabet, pairs }) => {
  const live = pairs.filter(({ from }) => from.snapshot.status === "active");
  const ends = live.filter(({ next }) => next.status === "done");
  const other = { connection: 8, request: 9, method: "Other.method" };

  test("goes through the states, contexts, intents and misfits of the form for one life, on every path", () => {
    for (const { from, event } of live) {
      const once = new Life(table);
      const again = new Life(table);
      const actor = createActor(new ChartLogic(table, once), { input: from.input }).start();
      const reusable = new Reusable(table, again, from.input);
      for (const step of [...from.path, event]) {
        actor.send(step);
        reusable.actor.send(step);
        const [expected, found] = [actor.getSnapshot(), reusable.actor.getSnapshot()];
        expect([found.value, found.context, [...found.tags]]).toEqual([
          expected.value,
          expected.context,
          [...expected.tags],
        ]);
        expect(again.heard).toEqual(once.heard);
        expect(found.isOver).toBe(expected.status === "done");
        expect(again.outputs).toEqual(expected.status === "done" ? [expected.output] : []);
      }
    }
  });

  test("rests where the other is done: active to XState, and its parent is told nothing", () => {
    expect(ends.length).toBeGreaterThan(5);
    for (const { from, event, next } of ends) {
      const life = new Life(table);
      const reusable = new Reusable(table, life, from.input);
      reusable.run([...from.path, event]);
      const { status, output, value, isOver } = reusable.actor.getSnapshot();
      expect([status, output, value, isOver]).toEqual(["active", undefined, next.value, true]);
      expect(life.outputs).toEqual([next.output]);
      expect(reusable.told).toEqual([]);
    }
  });

  test("keeps nothing of the life that it served, so that nobody hears what comes while it rests", () => {
    for (const { from, event } of ends) {
      const life = new Life(table);
      const reusable = new Reusable(table, life, from.input);
      reusable.run([...from.path, event]);
      expect(Object.values(reusable.logic)).not.toContain(life);
      const heard = [...life.heard];
      reusable.actor.send(event);
      expect(life.heard).toEqual(heard);
    }
  });

  test("tells of its end after it has performed what the last row asks for", () => {
    for (const { from, event, intents } of ends) {
      const order: string[] = [];
      const life = new Life(table);
      life.perform = ({ type }) => void order.push(type);
      life.rested = () => void order.push("rested");
      const reusable = new Reusable(table, life, from.input);
      reusable.run(from.path);
      order.length = 0;
      reusable.actor.send(event);
      expect(order).toEqual([...intents.map(([type]) => type), "rested"]);
    }
  });

  test("is done as any other, and tells its parent, when it may not rest", () => {
    for (const { from, event, next } of ends) {
      const life = new Life(table);
      life.isHidden = false;
      const reusable = new Reusable(table, life, from.input);
      reusable.run([...from.path, event]);
      expect(reusable.actor.getSnapshot()).toMatchObject({ status: "done", output: next.output });
      expect(reusable.told).toMatchObject([{ type: "xstate.done.actor.child", output: next.output }]);
      expect(life.outputs).toEqual([]);
    }
  });

  test("does nothing, and says nothing, at whatever comes while it rests", () => {
    for (const { from, event } of ends) {
      const life = new Life(table);
      const reusable = new Reusable(table, life, from.input);
      reusable.run([...from.path, event]);
      const resting = reusable.actor.getSnapshot();
      const heard = life.heard.length;
      for (const late of alphabet.events) reusable.actor.send(late);
      expect(reusable.actor.getSnapshot()).toBe(resting);
      expect([life.heard.length, life.outputs.length]).toEqual([heard, 1]);
    }
  });

  test("begins its next life exactly as a new actor with that input would", () => {
    const fresh = createActor(new ChartLogic(table, new Life(table)), { input: other })
      .start()
      .getSnapshot();
    for (const { from, event } of ends) {
      const reusable = new Reusable(table, new Life(table), from.input);
      reusable.run([...from.path, event]);
      reusable.recycle(new Life(table), other);
      const begun = reusable.actor.getSnapshot();
      expect(begun).toStrictEqual(fresh);
      expect(begun.toJSON()).toStrictEqual(fresh.toJSON());
      expect(alphabet.events.filter((one) => begun.can(one))).toEqual(alphabet.events.filter((one) => fresh.can(one)));
    }
  });

  test("lives its next life, on every path, as if there had been no other before", () => {
    for (const first of ends) {
      for (const { from, event } of live) {
        const before = new Life(table);
        const second = new Life(table);
        const once = new Life(table);
        const reusable = new Reusable(table, before, first.from.input);
        reusable.run([...first.from.path, first.event]);
        const heardBefore = [...before.heard];
        reusable.recycle(second, from.input);
        reusable.run([...from.path, event]);
        const actor = createActor(new ChartLogic(table, once), { input: from.input }).start();
        for (const step of [...from.path, event]) actor.send(step);
        expect(second.heard).toEqual(once.heard);
        expect(before.heard).toEqual(heardBefore);
        expect([before.outputs.length, second.outputs.length]).toEqual([1, actor.getSnapshot().isOver ? 1 : 0]);
        const { value, context } = reusable.actor.getSnapshot();
        expect({ value, context }).toEqual({ value: actor.getSnapshot().value, context: actor.getSnapshot().context });
      }
    }
  });

  test("shows nothing of the life before to whoever looks while the next one performs", () => {
    for (const first of ends) {
      for (const { from, event, intents, next } of live) {
        if (intents.length === 0) continue;
        const reusable = new Reusable(table, new Life(table), first.from.input);
        reusable.run([...first.from.path, first.event]);
        const life = new Life(table);
        const { actor } = reusable;
        const seen: unknown[] = [];
        life.perform = () => {
          const { value, context } = actor.getSnapshot();
          seen.push({ value, context }, actor.getPersistedSnapshot());
        };
        reusable.recycle(life, from.input);
        reusable.run(from.path);
        seen.length = 0;
        actor.send(event);
        const { value, context } = next;
        expect(seen).toEqual(intents.flatMap(() => [{ value, context }, expect.objectContaining({ value, context })]));
      }
    }
  });

  test("leaves the snapshot of the first life as it was", () => {
    for (const { from, event } of ends) {
      const reusable = new Reusable(table, new Life(table), from.input);
      reusable.run([...from.path, event]);
      const kept = reusable.actor.getSnapshot();
      const shown = JSON.stringify(kept);
      reusable.recycle(new Life(table), other);
      reusable.run(from.path);
      expect(JSON.stringify(kept)).toBe(shown);
      expect(kept.isOver).toBe(true);
    }
  });

  test("keeps no input of the life that it was made for, nor what else it was made with", () => {
    const reusable = new Reusable(table, new Life(table), other);
    expect(reusable.actor.options).toEqual({});
  });
});
