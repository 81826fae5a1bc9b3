import type { AnyStateMachine, ContextFrom, EventFromLogic, InputFrom, OutputFrom, StateValueFrom } from "xstate";

/** What a guard, a mapper of params or an assignment is given. */
export interface Args<M extends AnyStateMachine> {
  readonly context: ContextFrom<M>;
  readonly event: EventFromLogic<M>;
}

export interface Guard<M extends AnyStateMachine> {
  readonly name: string;
  readonly test: (args: Args<M>, params: unknown) => boolean;
  readonly params: Params<M>;
}

type Params<M extends AnyStateMachine> = undefined | { readonly of: (args: Args<M>) => object };

/** One named action of a row: a pure change of context, or an intent for the host. */
export type Effect<M extends AnyStateMachine> =
  | { readonly kind: "assign"; readonly name: string; readonly update: (args: Args<M>) => object }
  | { readonly kind: "intent"; readonly name: string; readonly params: Params<M> };

/** One transition of a chart. */
export interface Row<M extends AnyStateMachine> {
  readonly state: StateValueFrom<M> & string;
  readonly event: EventFromLogic<M>["type"];
  readonly guard: Guard<M> | null;
  /** `null`: the row keeps the state. */
  readonly target: (StateValueFrom<M> & string) | null;
  readonly effects: readonly Effect<M>[];
  readonly description: string;
}

export interface StateInfo {
  readonly description: string;
  readonly final: boolean;
  readonly tags: ReadonlySet<string>;
  readonly output: unknown;
}

/** A flat machine, read as data. */
export interface Chart<M extends AnyStateMachine = AnyStateMachine> {
  readonly id: string;
  readonly description: string;
  readonly machine: M;
  readonly initial: StateValueFrom<M> & string;
  readonly states: ReadonlyMap<string, StateInfo>;
  readonly rows: readonly Row<M>[];
  context(input: InputFrom<M>): ContextFrom<M>;
  output(context: ContextFrom<M>, state: string): OutputFrom<M>;
}

/** Names a row for people and for `rules.ts`: `state event [guard]`. */
export function rowName(row: { state: string; event: string; guard: { name: string } | null }): string {
  return `${row.state} ${row.event}${row.guard ? ` [${row.guard.name}]` : ""}`;
}

/** Thrown by {@link readChart} for a machine that a table cannot represent exactly. */
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
  const { root } = machine;
  const refuse = (state: string, feature: string) => new UnsupportedChart(machine.id, state, feature);
  if (root.type !== "compound") throw refuse(root.key, `a root that is ${root.type}`);
  if (root.transitions.size > 0) throw refuse(root.key, "a root-level transition");
  if (root.initial.actions.length > 0) throw refuse(root.key, "an action of the initial transition");
  if (root.tags.length > 0) throw refuse(root.key, "a root-level tag");

  const states = new Map<string, StateInfo>();
  const rows: Row<M>[] = [];
  for (const node of [root, ...Object.values(root.states)]) {
    // First: XState turns a delay into entry and exit actions.
    if (node.after.length > 0) throw refuse(node.key, "a delayed transition");
    if (node.entry.length > 0) throw refuse(node.key, "an entry action");
    if (node.exit.length > 0) throw refuse(node.key, "an exit action");
    if (node.invoke.length > 0) throw refuse(node.key, "an invoke");
    if (node.always !== undefined && node.always.length > 0) throw refuse(node.key, "an always transition");
    if (node.meta !== undefined) throw refuse(node.key, "meta");
  }
  for (const node of Object.values(root.states)) {
    if (node.type !== "atomic" && node.type !== "final") throw refuse(node.key, `a ${node.type} state`);
    if (typeof node.output === "function") throw refuse(node.key, "an output made by a function");
    states.set(node.key, {
      description: node.description ?? "",
      final: node.type === "final",
      tags: new Set(node.tags),
      output: node.output,
    });
    for (const [event, transitions] of node.transitions) {
      if (event.includes("*")) throw refuse(node.key, "a wildcard event");
      for (const transition of transitions) {
        const targets = transition.target ?? [];
        if (targets.length > 1) throw refuse(node.key, "a transition with several targets");
        if (targets[0] && targets[0].parent !== root) throw refuse(node.key, "a target that is not a sibling");
        rows.push({
          state: node.key,
          event,
          guard: readGuard(machine, node.key, transition.guard),
          target: targets[0]?.key ?? null,
          effects: transition.actions.map((action) => readEffect(machine, node.key, action)),
          description: transition.description ?? "",
        });
      }
    }
  }

  return {
    id: machine.id,
    description: root.description ?? "",
    machine,
    initial: root.initial.target[0]?.key ?? "",
    states,
    rows,
    context(input) {
      const { context } = machine.config;
      return typeof context === "function" ? context({ input }) : (context ?? {});
    },
    output(context, state) {
      const { output } = root;
      if (typeof output !== "function") return output;
      const event = { type: `xstate.done.state.${root.states[state]?.id}`, output: states.get(state)?.output };
      // No `self`: what a chart puts out depends on context and event alone.
      return Reflect.apply(output, undefined, [{ context, event }]);
    },
  };
}

function readGuard<M extends AnyStateMachine>(machine: M, state: string, guard: unknown): Guard<M> | null {
  if (guard === undefined) return null;
  const { name, params } = nameAndParams<M>(machine, state, "guard", guard);
  const test = machine.implementations.guards[name];
  if (typeof test !== "function") throw new UnsupportedChart(machine.id, state, `guard "${name}", not defined,`);
  if ("check" in test) throw new UnsupportedChart(machine.id, state, `guard "${name}", a combination of guards,`);
  return { name, test: (args, given) => test(args, given), params };
}

function readEffect<M extends AnyStateMachine>(machine: M, state: string, action: unknown): Effect<M> {
  const { name, params } = nameAndParams<M>(machine, state, "action", action);
  const implementation = machine.implementations.actions[name];
  if (typeof implementation !== "function") {
    throw new UnsupportedChart(machine.id, state, `action "${name}", not defined,`);
  }
  if ("assignment" in implementation) {
    const { assignment } = implementation;
    if (typeof assignment === "function") {
      return { kind: "assign", name, update: (args) => Reflect.apply(assignment, undefined, [args, params?.of(args)]) };
    }
    const fixed = { ...(typeof assignment === "object" ? assignment : null) };
    if (Object.values(fixed).some((value) => typeof value === "function")) {
      throw new UnsupportedChart(machine.id, state, `action "${name}", an assign with a function per key,`);
    }
    return { kind: "assign", name, update: () => fixed };
  }
  if ("resolve" in implementation) {
    throw new UnsupportedChart(machine.id, state, `action "${name}", a built-in other than assign,`);
  }
  return { kind: "intent", name, params };
}

function nameAndParams<M extends AnyStateMachine>(machine: M, state: string, what: string, reference: unknown) {
  if (typeof reference === "string") return { name: reference, params: undefined };
  if (typeof reference !== "object" || reference === null || !("type" in reference)) {
    throw new UnsupportedChart(machine.id, state, `an inline ${what}`);
  }
  const name = String(reference.type);
  if (!("params" in reference) || reference.params === undefined) return { name, params: undefined };
  const { params } = reference;
  return { name, params: { of: typeof params === "function" ? (args: Args<M>) => params(args) : () => params } };
}
