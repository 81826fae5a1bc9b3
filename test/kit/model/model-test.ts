import fc from "fast-check";
import type { AnyStateMachine } from "xstate";
import { type Client, connectionOf } from "../../../runtime/service/client.ts";
import type { MethodTypes, Service } from "../../../runtime/service/definition.ts";
import { type Command, commandsOf, isTestable, wordsOf } from "./command.ts";
import { Mismatch, MOST_WORLDS, type World, worldsAfter } from "./judge.ts";
import { type Behaviour, behaviourOf, type MachineModel, type StateModel } from "./model.ts";
import { perform } from "./perform.ts";
import { TwiceShrunk } from "./twice-shrunk.ts";

export interface ModelTestOptions<Types extends MethodTypes, State, Machine extends AnyStateMachine> {
  /** A client of a service in its first state; called for each run, and closed after it. */
  readonly peer: () => Client<Types> | Promise<Client<Types>>;
  /** What the service should do. Methods that it does not name are not called. */
  readonly model: StateModel<Types, State> | MachineModel<Types, Machine>;
  /** Makes a run again; random by default, and told by the error. */
  readonly seed?: number;
  /** Default 100. */
  readonly runs?: number;
  /** Calls in one run at most; default 20. */
  readonly calls?: number;
  /** How long one call may take, in milliseconds; default 2,000. */
  readonly timeoutMs?: number;
  /** Whether calls are cancelled and streams left early; default true. A service that stops halfway needs false. */
  readonly cancels?: boolean;
  /** Arguments of single methods, in place of arbitrary values of their types. For a channel to send on: its items. */
  readonly arguments?: { readonly [Name in keyof Types]?: fc.Arbitrary<readonly unknown[]> };
}

/** What a test did, when it found nothing. */
export interface ModelTestResult {
  readonly seed: number;
  readonly runs: number;
  readonly calls: number;
}

/** The service and its model differ. The message holds the shortest calls found that show it, and the seed. */
export class ModelTestError extends Error {
  override readonly name = "ModelTestError";
  readonly seed: number;
  /** The calls, in words. */
  readonly steps: readonly string[];

  constructor(service: string, seed: number, steps: readonly string[], cause: unknown) {
    const why = cause instanceof Mismatch ? `expected ${cause.expected}\n     got ${cause.actual}` : String(cause);
    const shown = steps.map((step, index) => `  ${index + 1}. ${step}`).join("\n");
    super(`${service} and its model differ (seed ${seed}):\n${shown}\n     ${why}`, { cause });
    this.seed = seed;
    this.steps = steps;
  }
}

/**
 * Makes arbitrary calls of a service, with streams, cancels and streams left early, and compares what comes of them
 * with a model. Calls are made one after another.
 *
 * @throws {ModelTestError} where they differ
 * @example
 * await modelTest(Counter, {
 *   peer: () => connect(url, Counter),
 *   model: { initial: () => ({ n: 0 }), methods: { add: (state, by) => (state.n += by) } },
 * });
 */
export async function modelTest<Types extends MethodTypes, State, Machine extends AnyStateMachine>(
  service: Service<Types>,
  options: ModelTestOptions<Types, State, Machine>,
): Promise<ModelTestResult> {
  const { seed, runs = 100, calls: most = 20, cancels = true } = options;
  const behaviour = behaviourOf(options.model);
  const commands = [...service.methods.values()]
    .filter((method) => behaviour.methods.has(method.name))
    .map((method) => {
      if (!isTestable(method)) throw new TypeError(`${method.fullName}: its channels stand inside other types`);
      return commandsOf(method, { cancels, values: options.arguments?.[method.name] });
    });
  if (commands.length === 0) throw new TypeError(`the model names no method of ${service.name}`);
  let made = 0;
  const anyRun = new TwiceShrunk(fc.array(fc.oneof(...commands), { maxLength: most, size: "max" }));
  const property = fc.asyncProperty(anyRun, async (run) => {
    made += await play(run, behaviour, options);
  });
  const found = await fc.check(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
  if (!found.failed) return { seed: found.seed, runs: found.numRuns, calls: made };
  const steps = upTo(found.counterexample?.[0] ?? [], found.errorInstance).map(wordsOf);
  throw new ModelTestError(service.name, found.seed, steps, found.errorInstance);
}

/** The calls up to the one that shows the difference. */
function upTo(run: readonly Command[], cause: unknown): readonly Command[] {
  if (!(cause instanceof Mismatch)) return run;
  const last = run.findIndex((command) => wordsOf(command) === cause.step);
  return last === -1 ? run : run.slice(0, run.findLastIndex((command) => wordsOf(command) === cause.step) + 1);
}

/** Each call that may still have its effect multiplies what has to be tried. */
const isCrowded = (worlds: readonly World[]) => worlds.some(({ pending }) => pending.length >= 3);

/** Plays one run against a service in its first state; gives the number of calls made. */
async function play<Types extends MethodTypes, State, Machine extends AnyStateMachine>(
  run: readonly Command[],
  behaviour: Behaviour,
  { peer, timeoutMs = 2_000 }: ModelTestOptions<Types, State, Machine>,
): Promise<number> {
  const client = await peer();
  const connection = connectionOf(client);
  let worlds: World[] = [{ state: behaviour.initial(), pending: [] }];
  let made = 0;
  try {
    for (const command of run) {
      const { method, args } = command;
      if (!worlds.every(({ state }) => behaviour.allows(state, method.name, args))) continue;
      const chosen: Command =
        worlds.length > MOST_WORLDS || isCrowded(worlds) ? { ...command, manner: "whole" } : command;
      const actual = await perform(connection, chosen, timeoutMs);
      worlds = worldsAfter(behaviour, worlds, chosen, actual);
      made++;
    }
  } finally {
    await client[Symbol.asyncDispose]();
  }
  return made;
}
