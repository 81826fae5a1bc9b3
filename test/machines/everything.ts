import { type AnyEventObject, assign, setup } from "xstate";
import type { Alphabet } from "../../machines/alphabets.ts";
import { intent } from "../../machines/intent.ts";

/** Not a protocol chart: it uses whatever a table can represent, also what the seven charts happen not to. */
export const everything = setup({
  types: {} as {
    context: { n: number; seen: readonly number[] };
    events: { type: "add"; by: number } | { type: "fixed" } | { type: "loop" } | { type: "end" };
    input: { n: number };
  },
  guards: {
    below: ({ context }, params: { limit: number }) => context.n < params.limit,
  },
  actions: {
    add: assign(({ context }, params: { by: number }) => ({ n: context.n + params.by })),
    note: assign(({ context }) => ({ seen: [...context.seen, context.n] })),
    clear: assign({ seen: [] }),
    say: intent<{ n: number }>(),
    shout: intent(),
  },
}).createMachine({
  id: "everything",
  description: "All that a table can do",
  context: ({ input }) => ({ n: input.n, seen: [] }),
  initial: "a",
  states: {
    a: {
      tags: ["one", "two"],
      on: {
        add: [
          {
            guard: { type: "below", params: ({ context }) => ({ limit: 4 - context.seen.length }) },
            actions: [
              { type: "say", params: ({ context }) => ({ n: context.n }) },
              { type: "add", params: ({ event }) => ({ by: event.by }) },
              "note",
              { type: "say", params: ({ context }) => ({ n: context.n }) },
              "shout",
            ],
          },
          { target: "b", actions: ["clear", { type: "say", params: { n: -1 } }] },
        ],
        loop: { target: "a", reenter: true, actions: "shout" },
        fixed: { guard: { type: "below", params: { limit: 2 } }, target: "b" },
      },
    },
    b: { on: { end: { target: "over", actions: "note" }, loop: "b" } },
    over: { id: "theEnd", type: "final", output: { said: true } },
  },
  output: ({ context, event }) => ({ n: context.n, event }),
});

export const everythingAlphabet: Alphabet<unknown, AnyEventObject> = {
  inputs: [{ n: 0 }, { n: 2 }],
  events: [{ type: "add", by: 1 }, { type: "add", by: 2 }, { type: "fixed" }, { type: "loop" }, { type: "end" }],
};
