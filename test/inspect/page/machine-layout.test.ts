import { describe, expect, it } from "vitest";
import { createMachine } from "xstate";
import type { Box, ChartLayout } from "../../../inspect/page/charts/form.ts";
import { eventText, machineLayout } from "../../../inspect/page/charts/machine-layout.ts";
import { isWithin, parentOf } from "../../../inspect/page/charts/paths.ts";
import { spread } from "../../../inspect/page/charts/spread.ts";
import type { MachineShape, ShapeState, ShapeWay } from "../../../inspect/records.ts";
import { checkout, shapeOf } from "./machines.ts";

/** What is wrong with a drawing: boxes over boxes or out of boxes, edges that are slanted or do not touch their ends. */
function faultsOf({ states, edges, width, height }: ChartLayout): string[] {
  const boxes = new Map<string, Box>(states.map((box) => [box.name, box]));
  const whole = boxes.get("") ?? { x: 0, y: 0, width, height };
  const faults: string[] = [];
  for (const [name, box] of boxes) {
    if (name === "") continue;
    if (!holds(boxes.get(parentOf(name)) ?? whole, box)) faults.push(`${name} is out of its box`);
    for (const [other, its] of boxes) {
      if (other !== "" && other < name && parentOf(other) === parentOf(name) && overlap(box, its))
        faults.push(`${name} on ${other}`);
    }
  }
  for (const { from, to, points, label } of edges) {
    if (from === to) continue;
    const name = `${from} → ${to}`;
    if (label === null || !holds(whole, label)) faults.push(`${name} has no label`);
    const turns = points.slice(1).filter(([x, y], n) => points[n]?.[0] !== x && points[n]?.[1] !== y);
    if (turns.length > 0) faults.push(`${name} is slanted`);
    const [start, end] = [points[0], points.at(-1)];
    if (start === undefined || !touches(boxes.get(from) ?? whole, start)) faults.push(`${name} does not begin there`);
    if (end === undefined || !touches(boxes.get(to) ?? whole, end)) faults.push(`${name} does not end there`);
  }
  return faults;
}

function holds(outer: Box, { x, y, width, height }: Box): boolean {
  return x >= outer.x && y >= outer.y && x + width <= outer.x + outer.width && y + height <= outer.y + outer.height;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function touches({ x, y, width, height }: Box, [px, py]: readonly [number, number]): boolean {
  return px >= x && px <= x + width && (Math.abs(py - y) <= 1 || Math.abs(py - y - height) <= 1);
}

/** A machine of any form; the same seed gives the same. */
function randomShape(seed: number): MachineShape {
  let state = seed * 2_654_435_761;
  const below = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const paths = [""];
  const size = 3 + below(24);
  while (paths.length <= size) {
    const outer = paths[below(3) === 0 ? below(paths.length) : 0] ?? "";
    paths.push(outer === "" ? `s${paths.length}` : `${outer}.s${paths.length}`);
  }
  const type = "compound" as const;
  const states = paths.map((path): ShapeState => {
    const initial = paths.find((other) => other !== "" && parentOf(other) === path) ?? null;
    return { path, type, initial, description: "" };
  });
  const any = (): string => paths[below(paths.length)] ?? "";
  const none = { guard: null, actions: [], description: "" };
  const ways = Array.from(
    { length: below(size * 2) },
    (_, n): ShapeWay => ({ from: any(), event: `E${n}`, to: any(), ...none }),
  );
  return { id: "any", size, states, ways };
}

describe("the drawing of a machine", () => {
  it("has boxes in boxes, and edges that lead from one border to the other", () => {
    const layout = machineLayout(shapeOf(checkout));
    expect(faultsOf(layout)).toEqual([]);
    expect(layout.states.filter(({ isOuter }) => isOuter).map(({ title }) => title)).toEqual([
      "checkout",
      "paying",
      "card",
      "shipping",
      "parcel",
      "mail",
    ]);
    expect(layout.edges.find(({ from, to }) => from === "browsing" && to === "paying")?.lines).toEqual([
      "CHECKOUT [hasItems]",
    ]);
  });

  it("holds that for machines of any form", () => {
    for (let seed = 1; seed <= 200; seed++) {
      expect(faultsOf(machineLayout(randomShape(seed))), `seed ${seed}`).toEqual([]);
    }
  });

  it("lets a flat machine run downwards from where it begins, without a frame", () => {
    const states = { c: {}, b: { on: { GO: "c" } }, a: { on: { GO: "b", BACK: "a" } } };
    const layout = machineLayout(shapeOf(createMachine({ initial: "a", states })));
    const down = [...layout.states].sort((one, other) => one.y - other.y).map(({ name }) => name);
    expect(down).toEqual(["a", "b", "c"]);
    expect(layout.initials).toEqual(["a"]);
  });

  it("holds that for as many states and ways as are drawn", () => {
    const on = (n: number) => Object.fromEntries([1, 7, 13, 29, 45].map((by) => [`E${by}`, `s${(n + by) % 60}`]));
    const states = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`s${n}`, { on: on(n) }]));
    const layout = machineLayout(shapeOf(createMachine({ initial: "s0", states })));
    expect(layout.edges).toHaveLength(300);
    expect(faultsOf(layout)).toEqual([]);
  });

  it("is made once for a machine", () => {
    const shape = shapeOf(checkout);
    expect(machineLayout(shape)).toBe(machineLayout(shape));
  });

  it.each([
    ["", "always"],
    ["xstate.after.1000.light.red", "after 1000 ms"],
    ["xstate.after.PATIENCE.light.red", "after PATIENCE"],
    ["xstate.done.actor.0.light.red", "done"],
    ["xstate.error.actor.fetcher", "failed fetcher"],
    ["xstate.done.state.light.red", "done"],
    ["GO.there", "GO.there"],
  ])("says %j as %j", (event, text) => {
    expect(eventText(event)).toBe(text);
  });
});

describe("things in a row", () => {
  it("stand where they want to, unless they would meet", () => {
    expect(spread([0, 10, 100], [10, 10, 10], [])).toEqual([0, 10, 100]);
    expect(spread([50, 50, 50], [10, 10, 10], [])).toEqual([40, 50, 60]);
    expect(spread([50, 0], [10, 10], [3, 1])).toEqual([35, 45]);
  });
});

it("knows what is within what", () => {
  expect([isWithin("a.b", "a"), isWithin("ab", "a"), isWithin("a", ""), isWithin("a", "a.b")]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
