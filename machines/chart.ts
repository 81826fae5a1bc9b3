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

/**
 * A flat machine with named guards and actions, as a list of rows. Takes for granted that a table can do what it does:
 * `readChart` makes sure, and a test does for ours.
 */
export function chartOf<M extends AnyStateMachine>(machine: M): Chart<M> {
  const { root } = machine;
  const states = new Map<string, StateInfo>();
  const rows: Row<M>[] = [];
  for (const node of Object.values(root.states)) {
    states.set(node.key, {
      description: node.description ?? "",
      final: node.type === "final",
      tags: new Set(node.tags),
      output: node.output,
    });
    for (const [event, transitions] of node.transitions) {
      for (const { guard, target, actions, description } of transitions) {
        rows.push({
          state: node.key,
          event,
          guard: guard === undefined ? null : guardOf(machine, guard),
          target: target?.[0]?.key ?? null,
          effects: actions.map((action) => effectOf(machine, action)),
          description: description ?? "",
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

function guardOf<M extends AnyStateMachine>(machine: M, reference: unknown): Guard<M> {
  const { name, params } = named<M>(reference);
  const test = machine.implementations.guards[name];
  if (typeof test !== "function") throw new TypeError(`no guard "${name}"`);
  return { name, test: (args, given) => test(args, given), params };
}

function effectOf<M extends AnyStateMachine>(machine: M, reference: unknown): Effect<M> {
  const { name, params } = named<M>(reference);
  const implementation = machine.implementations.actions[name];
  if (typeof implementation !== "function") throw new TypeError(`no action "${name}"`);
  if (!("assignment" in implementation)) return { kind: "intent", name, params };
  const { assignment } = implementation;
  if (typeof assignment === "function") {
    return { kind: "assign", name, update: (args) => Reflect.apply(assignment, undefined, [args, params?.of(args)]) };
  }
  const fixed = { ...(typeof assignment === "object" ? assignment : null) };
  return { kind: "assign", name, update: () => fixed };
}

function named<M extends AnyStateMachine>(reference: unknown): { readonly name: string; readonly params: Params<M> } {
  if (typeof reference !== "object" || reference === null || !("type" in reference)) {
    return { name: String(reference), params: undefined };
  }
  const name = String(reference.type);
  if (!("params" in reference) || reference.params === undefined) return { name, params: undefined };
  const { params } = reference;
  return { name, params: { of: typeof params === "function" ? (args: Args<M>) => params(args) : () => params } };
}
