import { describe, expect, test } from "vitest";
import {
  type AnyStateMachine,
  and,
  assign,
  createMachine,
  emit,
  enqueueActions,
  fromPromise,
  log,
  not,
  or,
  raise,
  sendTo,
  setup,
  spawnChild,
  stateIn,
} from "xstate";
import { readChart, tableOf, UnsupportedChart } from "../../machines/supported.ts";
import { tables } from "../../machines/tables.ts";

const loose = setup({
  actors: { work: fromPromise(async () => {}) },
  guards: {
    yes: () => true,
    both: and([() => true, () => true]),
    either: or(["yes"]),
    no: not("yes"),
    in: stateIn("a"),
  },
  actions: {
    say: () => {},
    perKey: assign({ n: () => 1 }),
    raise: raise({ type: "go" }),
    sendTo: sendTo("x", { type: "go" }),
    emit: emit({ type: "go" }),
    enqueue: enqueueActions(() => {}),
    spawn: spawnChild("work"),
    log: log("x"),
  },
});

/** A machine whose state `a` is the given one, otherwise empty. */
const state = (a: Parameters<typeof loose.createMachine>[0]) => loose.createMachine({ ...a, id: "m" });
const acting = (name: "say" | "perKey" | "raise" | "sendTo" | "emit" | "enqueue" | "spawn" | "log") =>
  state({ initial: "a", states: { a: { on: { go: { actions: name } } } } });
const guarded = (name: "yes" | "both" | "either" | "no" | "in") =>
  state({ initial: "a", states: { a: { on: { go: { guard: name } } } } });

const two = { initial: "b", states: { b: {} } } as const;

const refused: readonly (readonly [string, AnyStateMachine, string, RegExp])[] = [
  ["a parallel root", state({ type: "parallel", states: { a: {} } }), "m", /a root that is parallel/],
  ["an atomic root", state({}), "m", /a root that is atomic/],
  ["a root-level on", state({ initial: "a", on: { go: ".a" }, states: { a: {} } }), "m", /root-level transition/],
  ["a root-level tag", state({ initial: "a", tags: "t", states: { a: {} } }), "m", /root-level tag/],
  ["a root-level entry", state({ initial: "a", entry: "say", states: { a: {} } }), "m", /entry action/],
  ["a root-level onDone", state({ initial: "a", onDone: ".a", states: { a: {} } }), "m", /root-level transition/],
  [
    "an action of the initial transition",
    state({ initial: { target: "a", actions: "say" }, states: { a: {} } }),
    "m",
    /initial transition/,
  ],
  ["a nested state", state({ initial: "a", states: { a: two } }), "a", /compound state/],
  [
    "a parallel state",
    state({ initial: "a", states: { a: { type: "parallel", states: { b: {} } } } }),
    "a",
    /parallel/,
  ],
  ["a history state", state({ initial: "a", states: { a: {}, h: { type: "history" } } }), "h", /history state/],
  ["an invoke", state({ initial: "a", states: { a: { invoke: { src: "work" } } } }), "a", /invoke/],
  ["an always", state({ initial: "a", states: { a: { always: { target: "b" } }, b: {} } }), "a", /always/],
  ["an after", state({ initial: "a", states: { a: { after: { 10: "b" } }, b: {} } }), "a", /delayed/],
  ["a wildcard", state({ initial: "a", states: { a: { on: { "*": { actions: "say" } } } } }), "a", /wildcard/],
  ["a partial wildcard", state({ initial: "a", states: { a: { on: { "peer.*": { actions: "say" } } } } }), "a", /wild/],
  ["an entry action", state({ initial: "a", states: { a: { entry: "say" } } }), "a", /entry action/],
  ["an exit action", state({ initial: "a", states: { a: { exit: "say" } } }), "a", /exit action/],
  ["meta", state({ initial: "a", states: { a: { meta: { x: 1 } } } }), "a", /meta/],
  [
    "an output function on a state",
    state({ initial: "a", states: { a: { type: "final", output: () => 1 } } }),
    "a",
    /output made by a function/,
  ],
  [
    "an inline guard",
    state({ initial: "a", states: { a: { on: { go: { guard: () => true } } } } }),
    "a",
    /inline guard/,
  ],
  [
    "an inline and",
    state({ initial: "a", states: { a: { on: { go: { guard: and(["yes"]) } } } } }),
    "a",
    /inline guard/,
  ],
  ["an and guard", guarded("both"), "a", /guard "both", a combination/],
  ["an or guard", guarded("either"), "a", /guard "either", a combination/],
  ["a not guard", guarded("no"), "a", /guard "no", a combination/],
  ["a stateIn guard", guarded("in"), "a", /guard "in", a combination/],
  [
    "an inline action",
    state({ initial: "a", states: { a: { on: { go: { actions: () => {} } } } } }),
    "a",
    /inline action/,
  ],
  [
    "an inline assign",
    state({ initial: "a", states: { a: { on: { go: { actions: assign({}) } } } } }),
    "a",
    /inline action/,
  ],
  ["an assign with a function per key", acting("perKey"), "a", /action "perKey", an assign with a function per key/],
  ["raise", acting("raise"), "a", /action "raise", a built-in/],
  ["sendTo", acting("sendTo"), "a", /action "sendTo", a built-in/],
  ["emit", acting("emit"), "a", /action "emit", a built-in/],
  ["enqueueActions", acting("enqueue"), "a", /action "enqueue", a built-in/],
  ["spawnChild", acting("spawn"), "a", /action "spawn", a built-in/],
  ["log", acting("log"), "a", /action "log", a built-in/],
  [
    "an undefined guard",
    createMachine({ id: "m", initial: "a", states: { a: { on: { go: { guard: "gone" } } } } }),
    "a",
    /guard "gone", not defined/,
  ],
  [
    "an undefined action",
    createMachine({ id: "m", initial: "a", states: { a: { on: { go: { actions: "gone" } } } } }),
    "a",
    /action "gone", not defined/,
  ],
  [
    "several targets",
    state({ initial: "a", states: { a: { on: { go: { target: ["b", "c"] } } }, b: {}, c: {} } }),
    "a",
    /several targets/,
  ],
  ["a target that is the root", state({ initial: "a", states: { a: { on: { go: "#m" } } } }), "a", /not a sibling/],
];

describe("a table refuses", () => {
  test.each(refused)("%s", (_feature, machine, where, message) => {
    expect(() => tableOf(machine)).toThrow(UnsupportedChart);
    expect(() => tableOf(machine)).toThrow(`chart "m", state "${where}": `);
    expect(() => tableOf(machine)).toThrow(message);
  });

  test("no params of an assignment: it hands them on", () => {
    const machine = setup({
      types: {} as { context: { n: number } },
      actions: { add: assign(({ context }, params: { by: number }) => ({ n: context.n + params.by })) },
    }).createMachine({
      context: { n: 1 },
      initial: "a",
      states: { a: { on: { go: { actions: { type: "add", params: { by: 2 } } } } } },
    });
    const table = tableOf(machine);
    expect(table.step(table.initial(undefined), { type: "go" })?.context).toEqual({ n: 3 });
  });

  test("nothing that it can do", () => {
    const machine = state({
      initial: "a",
      states: { a: { on: { go: { guard: "yes", actions: "say", target: "b" } } }, b: {} },
    });
    expect(tableOf(machine).chart.rows).toHaveLength(1);
  });

  // The runtime reads them without asking.
  test.each(Object.entries(tables))("nothing of the chart %s", (_name, { chart }) => {
    expect(readChart<AnyStateMachine>(chart.machine).rows).toHaveLength(chart.rows.length);
  });
});
