import { isDeepStrictEqual } from "node:util";
import { type AnyStateMachine, initialTransition, type SnapshotFrom, transition } from "xstate";
import type { MethodType } from "../../../runtime/index.ts";
import type { MethodTypes, ResultOf } from "../../../runtime/service/definition.ts";
import type { ChannelSchema, Infer } from "../../../runtime/wire/index.ts";

/** An argument as a model sees it: of a channel that the handler receives on, its items; of one it sends on, an array to fill. */
type ModelArgument<S> = S extends ChannelSchema<infer Item> ? Item[] : Infer<S>;

type ModelArguments<M> =
  M extends MethodType<infer Args> ? { -readonly [I in keyof Args]: ModelArgument<Args[I]> } : never;

/** What each method gives. Synchronous; a throw means that the call has no result. */
export type ModelMethods<Types extends MethodTypes, State> = {
  readonly [Name in keyof Types]?: (state: State, ...args: ModelArguments<Types[Name]>) => ResultOf<Types[Name]>;
};

/** A model with a state of plain data, which its methods change. */
export interface StateModel<Types extends MethodTypes, State> {
  readonly initial: () => State;
  readonly methods: ModelMethods<Types, State>;
}

/**
 * A model with a machine of the service's own states: each call is the event `{ type: METHOD, args }`, made only where
 * the machine has a transition for it. Methods are given the snapshot before the event, and change nothing.
 */
export interface MachineModel<Types extends MethodTypes, Machine extends AnyStateMachine> {
  readonly machine: Machine;
  readonly methods: ModelMethods<Types, SnapshotFrom<Machine>>;
}

/** What a call came to: a result, or none. */
export type Result =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "failed"; readonly why: string };

/** What a model says of a call in one state. */
export interface Prediction {
  readonly state: unknown;
  readonly result: Result;
  /** Per argument: what the handler sends on that channel; `null` for what is no such channel. */
  readonly streams: readonly (readonly unknown[] | null)[];
}

/** Either kind of model, without its types. States are plain data. */
export interface Behaviour {
  readonly methods: ReadonlyMap<string, unknown>;
  initial(): unknown;
  allows(state: unknown, method: string, args: readonly unknown[]): boolean;
  /** What the methods are given for a state. */
  shown(state: unknown): unknown;
  /** The state after a call, told what was shown to the method. */
  next(state: unknown, shown: unknown, method: string, args: readonly unknown[]): unknown;
}

export function behaviourOf<Types extends MethodTypes, State, Machine extends AnyStateMachine>(
  model: StateModel<Types, State> | MachineModel<Types, Machine>,
): Behaviour {
  const methods = new Map<string, unknown>(Object.entries(model.methods));
  if ("initial" in model) {
    return {
      methods,
      initial: () => model.initial(),
      allows: () => true,
      shown: (state) => structuredClone(state),
      next: (_, shown) => shown,
    };
  }
  const machine: AnyStateMachine = model.machine;
  const snapshotOf = (state: unknown) => {
    if (!isResting(state)) throw new TypeError("a state of the model's machine was expected");
    return machine.resolveState(state);
  };
  return {
    methods,
    initial: () => resting(initialTransition(machine)[0]),
    allows: (state, type, args) => snapshotOf(state).can({ type, args }),
    shown: snapshotOf,
    next: (state, _, type, args) => resting(transition(machine, snapshotOf(state), { type, args })[0]),
  };
}

/** A machine's state as plain data. */
interface Resting {
  readonly value: string;
  readonly context: object;
}

const resting = ({ value, context }: { value: unknown; context: unknown }) => ({ value, context });

function isResting(state: unknown): state is Resting {
  return typeof state === "object" && state !== null && "value" in state && "context" in state;
}

/** What the model says of a call. The state given stays as it is. */
export function predict(
  behaviour: Behaviour,
  state: unknown,
  method: string,
  args: readonly unknown[],
  isOutput: (index: number) => boolean,
): Prediction {
  const run = behaviour.methods.get(method);
  if (typeof run !== "function") throw new TypeError(`the model has no method ${method}`);
  const shown = behaviour.shown(state);
  const given = args.map((value, index): unknown => (isOutput(index) ? [] : value));
  let result: Result;
  try {
    result = { kind: "value", value: Reflect.apply(run, undefined, [shown, ...given]) };
  } catch (error) {
    result = { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
  const streams = given.map((value, index) => (isOutput(index) && Array.isArray(value) ? value : null));
  return { state: behaviour.next(state, shown, method, args), result, streams };
}

/** The same once each. */
export function distinct<T>(all: readonly T[]): T[] {
  return all.filter((one, at) => all.findIndex((other) => isDeepStrictEqual(other, one)) === at);
}
