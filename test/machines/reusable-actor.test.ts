import { describe, expect, test } from "vitest";
import type { AnyEventObject, InspectionEvent } from "xstate";
import { ChartActor } from "../../machines/chart-actor.ts";
import { ChartLogic } from "../../machines/logic.ts";
import { Life, Reusable } from "./lives.ts";
import { subjects } from "./subjects.ts";

const chosen = subjects.filter(({ name }) => ["outgoingRequest", "incomingRequest"].includes(name));

describe.each(chosen)("an actor of $name that nobody can see", ({ table, alphabet, pairs }) => {
  const live = pairs.filter(({ from }) => from.snapshot.status === "active");
  const performing = live.filter(({ intents }) => intents.length > 0);

  /** Sends `events` from inside the first thing that `life` is asked to perform from now on. */
  function sendFromWithin(life: Life, events: readonly AnyEventObject[], send: (event: AnyEventObject) => void) {
    const { perform } = life;
    life.perform = (intent, event, from) => {
      life.perform = perform;
      life.perform(intent, event, from);
      for (const one of events) send(one);
    };
  }

  test("steps without a word to XState", () => {
    for (const { from, event } of live) {
      const reusable = new Reusable(table, new Life(table), from.input);
      const told: InspectionEvent[] = [];
      reusable.actor.system.inspect((one) => told.push(one));
      reusable.run([...from.path, event]);
      expect(told).toEqual([]);
    }
  });

  test("takes what comes in the middle of a step behind that step, in order, as a mailbox would", () => {
    for (const { from, event } of performing) {
      for (const [n, first] of alphabet.events.entries()) {
        const late = [first, ...alphabet.events.slice(n + 1, n + 3)];
        const hidden = new Life(table);
        const shown = new Life(table);
        const reusable = new Reusable(table, hidden, from.input);
        const plain = new ChartActor(new ChartLogic(table, shown), { input: from.input }).start();
        for (const step of from.path) {
          reusable.actor.send(step);
          plain.send(step);
        }
        sendFromWithin(hidden, late, (one) => reusable.actor.send(one));
        sendFromWithin(shown, late, (one) => plain.send(one));
        reusable.actor.send(event);
        plain.send(event);
        expect(hidden.heard).toEqual(shown.heard);
        expect(reusable.actor.getSnapshot().value).toBe(plain.getSnapshot().value);
      }
    }
  });

  test("shows every step from then on, once, to who comes to see it", () => {
    for (const { from, event, next, row } of live) {
      const life = new Life(table);
      const reusable = new Reusable(table, life, from.input);
      reusable.run(from.path);
      life.isHidden = false;
      const seen: unknown[] = [];
      reusable.actor.subscribe(({ value }) => seen.push(value));
      reusable.actor.send(event);
      expect(seen).toEqual(row === undefined ? [from.snapshot.value] : [next.value]);
      expect(reusable.actor.getSnapshot().status).toBe(next.status);
    }
  });

  test("does so too from the middle of a step, for what waits behind that step", () => {
    let shown = 0;
    for (const { from, event, next } of performing) {
      if (next.status !== "active") continue;
      for (const late of alphabet.events) {
        const life = new Life(table);
        const reusable = new Reusable(table, life, from.input);
        reusable.run(from.path);
        const seen: unknown[] = [];
        sendFromWithin(life, [late], (one) => {
          life.isHidden = false;
          reusable.actor.subscribe(({ value }) => seen.push(value));
          reusable.actor.send(one);
          expect(seen).toEqual([]);
        });
        reusable.actor.send(event);
        const after = table.step(next, late);
        expect(seen).toEqual([after?.value ?? next.value]);
        if (after !== undefined) shown++;
      }
    }
    expect(shown).toBeGreaterThan(5);
  });

  test("breaks as any other when its host throws: its parent is told, and nothing more happens", () => {
    for (const { from, event } of performing) {
      const life = new Life(table);
      const reusable = new Reusable(table, life, from.input);
      reusable.run(from.path);
      life.perform = () => {
        throw new Error("cannot");
      };
      reusable.actor.send(event);
      expect(reusable.told).toMatchObject([{ type: "xstate.error.actor.child", error: new Error("cannot") }]);
      expect(reusable.actor.getSnapshot()).toMatchObject({ status: "error", error: new Error("cannot") });
      const heard = life.heard.length;
      for (const late of alphabet.events) reusable.actor.send(late);
      expect([life.heard.length, reusable.told.length, life.outputs.length]).toEqual([heard, 1, 0]);
    }
  });
});
