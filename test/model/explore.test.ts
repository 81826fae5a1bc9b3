import { describe, expect, test } from "vitest";
import { tables } from "../../machines/tables.ts";
import { ReceiveCredit } from "../../runtime/driver/credit.ts";
import { actionsOf } from "./actions.ts";
import { call, plan, rx, tx } from "./configurations.ts";
import { CreditBook } from "./credit-book.ts";
import { explore } from "./explore.ts";
import { HashSet, hashInto } from "./hash-set.ts";
import { Memory } from "./memory.ts";
import { World } from "./world.ts";

const small = plan("small", [call(0, [rx(1)])], ["cancel", "abandon", "cut", "closeSession"]);
const bounds = { states: 50_000 };

test("a small world is explored in full, and no rule is broken", () => {
  const { isComplete, counterexample, states, depth } = explore(small, tables, bounds);
  expect(counterexample).toBeNull();
  expect(isComplete).toBe(true);
  expect(states).toBeGreaterThan(500);
  expect(depth).toBeGreaterThan(8);
});

test("two explorations are the same, state by state", () => {
  const figures = () => {
    const { states, transitions, depth, counterexample } = explore(small, tables, bounds);
    return { states, transitions, depth, counterexample };
  };
  expect(figures()).toEqual(figures());
});

test("no two states of a world have one hash", () => {
  const checked = explore(small, tables, { ...bounds, checkCollisions: true });
  expect(checked.counterexample).toBeNull();
  expect(checked.states).toBe(explore(small, tables, bounds).states);
});

test("a bound is kept, and told", () => {
  const { states, isComplete, counterexample } = explore(small, tables, { states: 100 });
  expect({ states, isComplete, counterexample }).toEqual({ states: 100, isComplete: false, counterexample: null });
});

test("a state is all there is: from the same bytes, the same steps lead to the same bytes", () => {
  const world = new World(plan("two", [call(0, [rx(1), tx(1)]), call(1, [])], ["cancel", "abandon"]), tables);
  const actions = actionsOf(world);
  let state = world.start();
  // A walk through the world: at each state every step is tried twice, with all others in between.
  for (let turn = 0; turn < 40; turn++) {
    const tryAll = () =>
      actions.map((action) => {
        world.memory.bytes.set(state);
        if (!action.isEnabled()) return null;
        action.run();
        world.settle();
        return world.memory.bytes.slice();
      });
    const results = tryAll();
    expect(tryAll()).toEqual(results);
    const ways = results.filter((result) => result !== null);
    const next = ways[turn % Math.max(1, ways.length)];
    if (next === undefined) break;
    state = next;
  }
});

describe("the encoding", () => {
  test("tells worlds apart that differ in one count", () => {
    const memory = new Memory();
    const cells = [memory.cell(), memory.cell()];
    const queue = memory.queue(3);
    memory.seal();
    const seen = new Set<string>();
    for (const [a, b, items] of [
      [0, 0, []],
      [1, 0, []],
      [0, 1, []],
      [0, 0, [1]],
      [0, 0, [1, 2]],
      [0, 0, [2, 1]],
    ] as const) {
      memory.bytes.fill(0);
      const [first, second] = cells;
      if (first === undefined || second === undefined) throw new Error("two cells");
      first.value = a;
      second.value = b;
      for (const item of items) queue.push(item);
      seen.add(memory.bytes.join(" "));
    }
    expect(seen.size).toBe(6);
  });

  test("is the same however a queue came to hold what it holds", () => {
    const memory = new Memory();
    const queue = memory.queue(3);
    memory.seal();
    queue.push(7);
    const once = memory.bytes.slice();
    queue.push(8);
    queue.shift();
    queue.shift();
    queue.push(7);
    expect(memory.bytes).toEqual(once);
  });

  test("holds no count below zero, and no queue beyond its end", () => {
    const memory = new Memory();
    const cell = memory.cell();
    const queue = memory.queue(1);
    memory.seal();
    expect(() => cell.value--).toThrow("model.range");
    queue.push(1);
    expect(() => queue.push(2)).toThrow("model.range");
  });
});

test("a set of hashes knows what it was given, also when it has grown", () => {
  const set = new HashSet();
  const hashes = Array.from({ length: 50_000 }, (_, index) => {
    const hash = { low: 0, high: 0 };
    hashInto(new Uint32Array([index]), hash);
    return hash;
  });
  expect(hashes.every((hash, index) => set.find(hash) === -1 && set.add(hash) === index)).toBe(true);
  expect(hashes.every((hash, index) => set.find(hash) === index)).toBe(true);
});

test("the credit book is the runtime's own ledger", () => {
  for (const initial of [0, 1, 2, 5]) {
    const book = new CreditBook(initial);
    const credit = new ReceiveCredit(initial);
    let state = 0;
    for (let turn = 0; turn < 60; turn++) {
      const operation = (["arrive", "consume", "arrive", "grant"] as const)[(turn * 7 + (turn >> 2)) % 4] ?? "arrive";
      if (operation === "consume" && book.outstanding(state) > initial) continue;
      const { to, result } = book.apply(state, operation);
      const real =
        operation === "arrive" ? credit.arrive() : operation === "consume" ? credit.consume() : credit.grant(1);
      expect(result).toBe(real);
      expect(book.outstanding(to)).toBe(credit.outstanding);
      state = to;
    }
  }
});
