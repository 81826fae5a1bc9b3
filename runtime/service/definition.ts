import type { Dispatcher, Method } from "../driver/method.ts";
import { type AnySchema, type Infer, methodId, Schema, tuple } from "../wire/index.ts";

/** Arguments, result and, for a fallible method, error of one method. Made by `t.method` and `t.fallible`. */
export interface MethodType<
  Args extends readonly AnySchema[] = readonly AnySchema[],
  Ok extends AnySchema = AnySchema,
  Err extends AnySchema | null = AnySchema | null,
> {
  readonly args: Args;
  readonly ok: Ok;
  readonly err: Err;
  readonly idempotent?: boolean;
}

/** Where a service that stands for any other keeps what answers for it. */
export const TAKES_ALL: unique symbol = Symbol("roam.takes-all");

export type MethodTypes = { readonly [name: string]: MethodType };

/** A service as both peers know it. Made by {@link defineService}. */
export interface Service<Methods extends MethodTypes = MethodTypes> {
  readonly name: string;
  readonly types: Methods;
  /** By name, in the order of definition. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly byId: ReadonlyMap<bigint, Method>;
  readonly [TAKES_ALL]?: (failed: (error: unknown) => void) => Dispatcher;
}

/** What a fallible method resolves to, and what its handler returns. */
export type Outcome<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** The JavaScript values of a method's arguments. */
export type ArgumentsOf<M> = M extends MethodType<infer Args> ? { -readonly [I in keyof Args]: Infer<Args[I]> } : never;

/** What a call of the method resolves to. */
export type ResultOf<M> =
  M extends MethodType<readonly AnySchema[], infer Ok, infer Err>
    ? Err extends AnySchema
      ? Outcome<Infer<Ok>, Infer<Err>>
      : Infer<Ok>
    : never;

/** @throws {TypeError} for anything that `defineService` did not make, which JavaScript lets pass. */
export function checkService(service: unknown): void {
  const isService = typeof service === "object" && service !== null && "methods" in service;
  if (!isService || !(service.methods instanceof Map)) throw new TypeError("expected a service made by defineService");
}

const RESERVED = ["then", "catch", "finally", "constructor", "__proto__"];

/**
 * Defines a service: its name and its methods, whose ids follow from names and types (`rpc.method-id`). Names may be
 * written as JavaScript does: `echoPoint` and `echo_point` are the same method.
 *
 * @throws {TypeError} for a method named `then` or the like, which would make the client something else, and for two
 * methods with one id.
 * @example
 * const Calculator = defineService("Calculator", { add: t.method([t.i32, t.i32], t.i32) });
 */
export function defineService<const Methods extends MethodTypes>(name: string, types: Methods): Service<Methods> {
  if (name === "") throw new TypeError("a service needs a name");
  const methods = new Map<string, Method>();
  const byId = new Map<bigint, Method>();
  for (const [key, type] of Object.entries(types)) {
    if (RESERVED.includes(key)) throw new TypeError(`${name}.${key}: a method cannot have this name`);
    checkMethodType(`${name}.${key}`, type);
    const id = methodId(name, key, type.args, type.err === null ? type.ok : "result");
    const method: Method = {
      service: name,
      name: key,
      fullName: `${name}.${key}`,
      id,
      args: tuple(type.args),
      ok: type.ok,
      err: type.err,
      idempotent: type.idempotent ?? false,
    };
    const other = byId.get(id);
    if (other !== undefined) throw new TypeError(`${name}.${key} and ${name}.${other.name} have the same id`);
    if (type.ok.hasChannels || type.err?.hasChannels) {
      throw new TypeError(`${name}.${key}: channels may only be arguments (rpc.channel.placement)`);
    }
    if (method.idempotent && method.args.hasChannels) {
      throw new TypeError(
        `${name}.${key}: a method with channels cannot be idempotent, a channel serves one call only`,
      );
    }
    methods.set(key, method);
    byId.set(id, method);
  }
  return { name, types, methods, byId };
}

function checkMethodType(name: string, { args, ok, err }: MethodType): void {
  if (!Array.isArray(args)) throw new TypeError(`${name}: the argument types must be an array`);
  const types: [string, unknown][] = [...args.map((type, index): [string, unknown] => [`argument ${index + 1}`, type])];
  types.push(["the result", ok]);
  if (err !== null) types.push(["the error", err]);
  for (const [what, type] of types) {
    if (!(type instanceof Schema)) throw new TypeError(`${name}: ${what} is no type of \`t\``);
  }
}
