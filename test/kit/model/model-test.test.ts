import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setup } from "xstate";
import { shelf } from "../../../examples/model-test/handlers.ts";
import { model } from "../../../examples/model-test/model.ts";
import { Shelf } from "../../../examples/model-test/service.ts";
import { connect, defineService, type Handlers, memoryPair, serve, t } from "../../../runtime/index.ts";
import type { MethodTypes, Service } from "../../../runtime/service/definition.ts";
import { turns } from "../../link/recorder.ts";
import { ModelTestError, modelTest } from "./model-test.ts";

/** A new service for each run, over memory. */
function served<Types extends MethodTypes>(service: Service<Types>, handlers: () => Handlers<Types>) {
  return async () => {
    const [here, there] = memoryPair();
    await serve(there, service, handlers(), { onHandlerError: () => {} });
    return connect(here, service);
  };
}

const name = fc.constantFrom("axe", "saw");
const few = fc.tuple(name, fc.nat(3));
const SHORTEST = ['put("axe", 1)', 'take("axe", 1)', "list(tx)"];
const shelves = { model, cancels: false, arguments: { put: few, take: few } };

async function failureOf(run: Promise<unknown>): Promise<ModelTestError> {
  const error = await run.then(
    () => undefined,
    (error) => error,
  );
  if (!(error instanceof ModelTestError)) throw new Error("a ModelTestError was expected", { cause: error });
  return error;
}

const Counter = defineService("Counter", { add: t.method([t.u8], t.u32), slow: t.method([t.u8], t.u32) });

describe("a model test", () => {
  it("of a service that does what its model says makes its calls and finds nothing", async () => {
    const result = await modelTest(Shelf, { ...shelves, peer: served(Shelf, () => shelf(false)), runs: 60 });
    expect(result.runs).toBe(60);
    expect(result.calls).toBeGreaterThan(60);
  });

  it("finds the planted bug, tells the shortest calls, and finds the same again by its seed", async () => {
    const peer = served(Shelf, () => shelf(true));
    const first = await failureOf(modelTest(Shelf, { ...shelves, peer }));
    expect(first.steps).toEqual(SHORTEST);
    expect(first.message).toContain(`seed ${first.seed}`);
    const again = await failureOf(modelTest(Shelf, { ...shelves, peer, seed: first.seed }));
    expect(again.steps).toEqual(first.steps);
  });

  it("tells the shortest calls whatever the seed, also where two of them must become less at once", async () => {
    const peer = served(Shelf, () => shelf(true));
    // Of these, 0 begins with two calls of put, 9 with two pieces, and 79 with four calls before the list.
    for (const seed of [0, 9, 17, 25, 79]) {
      const { steps } = await failureOf(modelTest(Shelf, { ...shelves, peer, seed }));
      expect(steps).toEqual(SHORTEST);
    }
  });

  const counter = (broken: boolean) => () => {
    let n = 0;
    return {
      add: (by: number) => (n += by),
      async slow(by: number, { signal }: { signal: AbortSignal }) {
        // Later than a cancel, which comes at once or after a turn.
        await turns(2);
        if (broken && signal.aborted) n += 1;
        n += by;
        return n;
      },
    };
  };
  const counting = {
    initial: () => ({ n: 0 }),
    methods: {
      add: (state: { n: number }, by: number) => (state.n += by),
      slow: (state: { n: number }, by: number) => (state.n += by),
    },
  };

  it("knows that a call that was given up may have its effect at once, later or never", async () => {
    const peer = served(Counter, counter(false));
    await modelTest(Counter, { peer, model: counting, runs: 60 });
  });

  it("finds what is wrong only after a cancel", async () => {
    const peer = served(Counter, counter(true));
    const { steps } = await failureOf(modelTest(Counter, { peer, model: counting, runs: 300 }));
    expect(steps).toEqual(["slow(0), cancelled", "slow(0)"]);
  });

  it("finds a stream that sends something else, and takes one that is left for what it is", async () => {
    const Numbers = defineService("Numbers", { upTo: t.method([t.u8, t.tx(t.u32)], t.unit) });
    const handlers = (first: number) => () => ({
      async upTo(count: number, output: { send(n: number): Promise<void>; close(): Promise<void> }) {
        for (let i = first; i < count; i++) await output.send(i);
        await output.close();
      },
    });
    const numbers = {
      initial: () => ({}),
      methods: { upTo: (_: object, count: number, out: number[]) => void out.push(...Array(count).keys()) },
    };
    await modelTest(Numbers, { peer: served(Numbers, handlers(0)), model: numbers, runs: 60 });
    const { steps } = await failureOf(modelTest(Numbers, { peer: served(Numbers, handlers(1)), model: numbers }));
    expect(steps).toEqual(["upTo(1, tx)"]);
  });

  it("tells of a call that is never answered", async () => {
    const peer = served(Counter, () => ({ add: () => new Promise<number>(() => {}), slow: () => 0 }));
    const { add } = counting.methods;
    const onlyAdd = { initial: counting.initial, methods: { add } };
    const { message } = await failureOf(modelTest(Counter, { peer, model: onlyAdd, timeoutMs: 30, cancels: false }));
    expect(message).toContain("got no result");
  });

  it("makes only the calls for which the model's machine has a transition", async () => {
    const Door = defineService("Door", { open: t.method([], t.bool), shut: t.method([], t.bool) });
    const machine = setup({
      types: {} as { events: { type: "open" | "shut"; args: readonly unknown[] } },
    }).createMachine({
      initial: "closed",
      states: { closed: { on: { open: "opened" } }, opened: { on: { shut: "closed" } } },
    });
    const asked: string[] = [];
    const door = () => {
      asked.push("new");
      const ask = (what: string) => {
        const isNews = asked.at(-1) !== what;
        asked.push(what);
        return isNews;
      };
      return { open: () => ask("open"), shut: () => ask("shut") };
    };
    const methods = { open: () => true, shut: () => true };
    const { calls } = await modelTest(Door, {
      peer: served(Door, door),
      model: { machine, methods },
      runs: 30,
      cancels: false,
    });
    expect(calls).toBe(asked.filter((what) => what !== "new").length);
    expect(asked.join()).not.toMatch(/open,open|shut,shut|new,shut/);
  });
});
