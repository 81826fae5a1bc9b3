import { describe, expect, it, onTestFinished } from "vitest";
import { createActor, createMachine, fromPromise } from "xstate";
import { createFeed } from "../../inspect/index.ts";
import { isFeedRecord } from "../../inspect/page/source/read.ts";
import { checkout, shapeOf } from "./page/machines.ts";
import { ofType, readAll } from "./watched-pair.ts";

/** The record of the beginning of an actor, as one who comes late is told. */
function told(actor: (feed: ReturnType<typeof createFeed>) => { start(): unknown; stop(): unknown }) {
  const feed = createFeed();
  const made = actor(feed);
  made.start();
  onTestFinished(() => void made.stop());
  const [record] = ofType(readAll(feed.open()), "actor");
  return record;
}

function ring(size: number) {
  const states = Array.from({ length: size }, (_, n) => [`s${n}`, { on: { GO: `s${(n + 1) % size}` } }]);
  return createMachine({ id: "ring", initial: "s0", states: Object.fromEntries(states) });
}

describe("the beginning of an actor of one's own", () => {
  it("is told with the states and ways of its machine", () => {
    const { machine } = told((feed) => createActor(checkout, { inspect: feed.observer })) ?? {};
    expect(machine).toEqual(shapeOf(checkout));
    expect(machine?.states).toContainEqual({
      path: "paying.card",
      type: "compound",
      initial: "paying.card.typing",
      description: "",
    });
    expect(machine?.ways).toContainEqual({
      from: "browsing",
      event: "CHECKOUT",
      to: "paying",
      guard: "hasItems",
      actions: [],
      description: "",
    });
    expect(machine?.ways).toContainEqual(expect.objectContaining({ from: "routed", event: "", to: "shipping" }));
    expect(machine?.ways).toContainEqual(expect.objectContaining({ event: "ADD", to: null, actions: ["add"] }));
  });

  it("is told without the states of a machine of more than sixty", () => {
    const machineOf = (size: number) => told((feed) => createActor(ring(size), { inspect: feed.observer }))?.machine;
    expect(machineOf(60)?.states).toHaveLength(61);
    expect(machineOf(61)).toEqual({ id: "ring", size: 61, states: [], ways: [] });
  });

  it("has no machine where the logic is none", () => {
    const record = told((feed) =>
      createActor(
        fromPromise(() => new Promise(() => {})),
        { inspect: feed.observer },
      ),
    );
    expect(record).toMatchObject({ type: "actor", chart: null });
    expect(record).not.toHaveProperty("machine");
  });

  it("is believed by the page only where the machine hangs together", () => {
    const record = told((feed) => createActor(ring(3), { inspect: feed.observer }));
    const shape = shapeOf(ring(3));
    const [root, first, ...rest] = shape.states;
    const [way] = shape.ways;
    expect(isFeedRecord(record)).toBe(true);
    for (const machine of [
      null,
      { ...shape, states: [first, root, ...rest] },
      { ...shape, states: [root, first, first, ...rest] },
      { ...shape, states: [root, { ...first, path: "no.where" }, ...rest] },
      { ...shape, states: [root, { ...first, initial: "nowhere" }, ...rest] },
      { ...shape, ways: [{ ...way, to: "nowhere" }] },
      { ...shape, ways: Array.from({ length: 301 }, () => way) },
      {
        ...shapeOf(ring(60)),
        states: Array.from({ length: 62 }, (_, n) => ({ ...root, path: n === 0 ? "" : `s${n}` })),
      },
    ]) {
      expect(isFeedRecord({ ...record, machine }), JSON.stringify(machine)?.slice(0, 200)).toBe(false);
    }
  });
});
