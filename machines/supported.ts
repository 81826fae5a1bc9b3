import type { AnyStateMachine } from "xstate";
import { type Chart, chartOf } from "./chart.ts";
import { Table } from "./table.ts";

/** Thrown for a machine that a table cannot represent exactly. */
export class UnsupportedChart extends Error {
  override readonly name = "UnsupportedChart";
  constructor(machine: string, state: string, feature: string) {
    super(`chart "${machine}", state "${state}": ${feature} cannot be part of a table`);
  }
}

/**
 * Reads a flat machine with named guards and actions as a list of rows.
 *
 * @throws {UnsupportedChart} for whatever a look-up in a table could not do exactly as XState does.
 */
export function readChart<M extends AnyStateMachine>(machine: M): Chart<M> {
  checkStates(machine);
  for (const { key, transitions } of Object.values(machine.root.states)) {
    for (const [event, choices] of transitions) {
      if (event.includes("*")) throw new UnsupportedChart(machine.id, key, "a wildcard event");
      for (const { target = [], guard, actions } of choices) {
        if (target.length > 1) throw new UnsupportedChart(machine.id, key, "a transition with several targets");
        if (target[0] && target[0].parent !== machine.root) {
          throw new UnsupportedChart(machine.id, key, "a target that is not a sibling");
        }
        if (guard !== undefined) checkGuard(machine, key, guard);
        for (const action of actions) checkAction(machine, key, action);
      }
    }
  }
  return chartOf(machine);
}

/** Compiles a machine into a table. @throws {UnsupportedChart} for what a table cannot represent. */
export function tableOf<M extends AnyStateMachine>(machine: M): Table<M> {
  return new Table(readChart(machine));
}

function checkStates({ id, root }: AnyStateMachine): void {
  const refuse = (state: string, feature: string) => new UnsupportedChart(id, state, feature);
  if (root.type !== "compound") throw refuse(root.key, `a root that is ${root.type}`);
  if (root.transitions.size > 0) throw refuse(root.key, "a root-level transition");
  if (root.initial.actions.length > 0) throw refuse(root.key, "an action of the initial transition");
  if (root.tags.length > 0) throw refuse(root.key, "a root-level tag");
  const nodes = Object.values(root.states);
  for (const node of [root, ...nodes]) {
    // First: XState turns a delay into entry and exit actions.
    if (node.after.length > 0) throw refuse(node.key, "a delayed transition");
    if (node.entry.length > 0) throw refuse(node.key, "an entry action");
    if (node.exit.length > 0) throw refuse(node.key, "an exit action");
    if (node.invoke.length > 0) throw refuse(node.key, "an invoke");
    if (node.always !== undefined && node.always.length > 0) throw refuse(node.key, "an always transition");
    if (node.meta !== undefined) throw refuse(node.key, "meta");
  }
  for (const node of nodes) {
    if (node.type !== "atomic" && node.type !== "final") throw refuse(node.key, `a ${node.type} state`);
    if (typeof node.output === "function") throw refuse(node.key, "an output made by a function");
  }
}

function checkGuard(machine: AnyStateMachine, state: string, guard: unknown): void {
  const name = nameOf(machine, state, "guard", guard);
  const test = machine.implementations.guards[name];
  if (typeof test !== "function") throw new UnsupportedChart(machine.id, state, `guard "${name}", not defined,`);
  if ("check" in test) throw new UnsupportedChart(machine.id, state, `guard "${name}", a combination of guards,`);
}

function checkAction(machine: AnyStateMachine, state: string, action: unknown): void {
  const name = nameOf(machine, state, "action", action);
  const refuse = (why: string) => new UnsupportedChart(machine.id, state, `action "${name}", ${why},`);
  const implementation = machine.implementations.actions[name];
  if (typeof implementation !== "function") throw refuse("not defined");
  if ("assignment" in implementation) {
    const { assignment } = implementation;
    const perKey = typeof assignment === "object" && assignment !== null ? Object.values(assignment) : [];
    if (perKey.some((value) => typeof value === "function")) throw refuse("an assign with a function per key");
  } else if ("resolve" in implementation) {
    throw refuse("a built-in other than assign");
  }
}

function nameOf(machine: AnyStateMachine, state: string, what: string, reference: unknown): string {
  if (typeof reference === "string") return reference;
  if (typeof reference === "object" && reference !== null && "type" in reference) return String(reference.type);
  throw new UnsupportedChart(machine.id, state, `an inline ${what}`);
}
