import { describe, expect, it } from "vitest";
import { type ActorNode, aliveIn } from "../../examples/first-run/actor-node.ts";
import { textOf } from "../../examples/first-run/span.ts";
import { treeLines } from "../../examples/first-run/tree.ts";

function node(name: string, state: string, children: ActorNode[] = [], isEnded = false): ActorNode {
  return { name, state, isEnded, children };
}

function credit(count: number): ActorNode {
  return { ...node("→ channel 3", count === 0 ? "stalled" : "flowing"), level: { count, full: 16, word: "credit" } };
}

const tree = (count: number) =>
  node("driver", "established", [
    node("session", "established"),
    node("connection 0", "open", [
      node("→ request 1 add", "responded", [], true),
      node("→ request 3 sum", "awaitingResponse", [credit(count)]),
      node("→ request 5 ponder", "cancelled", [], true),
    ]),
  ]);

function drawn(root: ActorNode, width: number): string[] {
  return treeLines(root, width).map(textOf);
}

describe("the tree", () => {
  it("shows who is in which state, with credit, and what has ended", () => {
    expect(drawn(tree(5), 80)).toEqual([
      "driver                        ● established",
      "├─ session                    ● established",
      "└─ connection 0               ● open",
      "   ├─ → request 1 add         ✓ responded",
      "   ├─ → request 3 sum         ● awaitingResponse",
      "   │  └─ → channel 3          ● flowing   ▮▮▮▯▯▯▯▯  5 credit",
      "   └─ → request 5 ponder      ✗ cancelled",
    ]);
  });

  it("draws in fewer columns where there is little room", () => {
    expect(drawn(tree(5), 38)).toEqual([
      "driver             ● established",
      "├ session          ● established",
      "└ connection 0     ● open",
      "  ├ → 1 add        ✓ responded",
      "  ├ → 3 sum        ● awaitingResponse",
      "  │ └ → channel 3  ● flowing     5",
      "  └ → 5 ponder     ✗ cancelled",
    ]);
  });

  it.each([[0], [1], [16], [1_000_000]])("keeps the gauge in its room at %d", (count) => {
    const gauge = drawn(tree(count), 80)[5]?.replace(/[^▮▯]/g, "");
    expect(gauge).toHaveLength(8);
    expect(gauge?.startsWith("▮")).toBe(count > 0);
    expect(gauge?.endsWith("▮")).toBe(count >= 16);
  });

  it.each([[1], [10], [25], [47], [48], [60]])("never draws beyond %d columns", (width) => {
    for (const line of drawn(tree(7), width)) expect(line.length).toBeLessThanOrEqual(width);
  });

  it("counts who is alive", () => {
    expect(aliveIn(tree(1))).toBe(5);
  });
});
