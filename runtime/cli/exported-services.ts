import { Schema, SchemaError, signatureBytes, TupleSchema } from "../wire/index.ts";

/** A service that a module exports, with what enters its method ids. */
export interface ExportedService {
  readonly name: string;
  readonly methods: readonly ExportedMethod[];
}

export interface ExportedMethod {
  readonly id: bigint;
  readonly name: string;
  readonly signature: Uint8Array;
}

interface ServiceShape {
  readonly name: string;
  readonly methods: ReadonlyMap<unknown, unknown>;
}

/**
 * The services among the exports of a module, known by their shape, in the order of the exports and each once.
 *
 * @throws {SchemaError} for a service made by another copy of this package, whose types mean nothing here
 */
export function servicesOf(module: unknown): ExportedService[] {
  const exported = isObject(module) ? Object.values(module) : [];
  const services = new Set(exported.filter(isService));
  return [...services].map(({ name, methods }) => ({
    name,
    methods: [...methods.values()].map((method) => describe(name, method)),
  }));
}

function isService(value: unknown): value is ServiceShape {
  return isObject(value) && "name" in value && typeof value.name === "string" && hasMethods(value);
}

function hasMethods(value: object): boolean {
  return "methods" in value && value.methods instanceof Map && [...value.methods.values()].every(isMethod);
}

function isMethod(value: unknown): value is { id: bigint; name: string; args: unknown; ok: unknown; err: unknown } {
  if (!isObject(value) || !("id" in value && "name" in value && "args" in value)) return false;
  return typeof value.id === "bigint" && typeof value.name === "string" && "ok" in value && "err" in value;
}

function describe(service: string, method: unknown): ExportedMethod {
  if (!isMethod(method) || !(method.args instanceof TupleSchema) || !(method.ok instanceof Schema)) {
    throw new SchemaError(
      `${service} was made by another copy of roam-xstate than the one that runs now; ` +
        "run the one that the file imports, such as: npx roam-xstate ids FILE",
    );
  }
  const { id, name, args, ok, err } = method;
  return { id, name, signature: signatureBytes(args, err === null ? ok : "result") };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
