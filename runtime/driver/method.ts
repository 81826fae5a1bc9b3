import type { AnySchema, Metadata, TupleSchema } from "../wire/index.ts";

/** A method as both sides of the wire know it. */
export interface Method {
  readonly service: string;
  readonly name: string;
  /** `Service.method`. */
  readonly fullName: string;
  /** Computed from names and types (`rpc.method-id`). */
  readonly id: bigint;
  readonly args: TupleSchema<readonly unknown[]>;
  readonly ok: AnySchema;
  /** `null`: the method cannot fail by itself. */
  readonly err: AnySchema | null;
}

/** What a handler learns about its call, and tells with its answer. */
export interface HandlerContext {
  /** Aborted when the caller cancels or the connection ends. */
  readonly signal: AbortSignal;
  /** Sent by the caller, in order, duplicates kept. */
  readonly metadata: Metadata;
  /** Travels with the answer. */
  responseMetadata: Metadata;
  readonly service: string;
  readonly method: string;
  readonly connectionId: number;
  readonly requestId: number;
}

/** A method with the code that serves it. */
export interface ServedMethod {
  readonly method: Method;
  /** May throw, may return a promise. A fallible method gives `{ ok: true, value }` or `{ ok: false, error }`. */
  run(args: readonly unknown[], context: HandlerContext): unknown;
}

/** What answers the Calls of a connection (`rpc.one-service-per-connection`). */
export interface Dispatcher {
  find(id: bigint): ServedMethod | undefined;
  /** A handler threw, or its result does not fit its method: the caller learns only `Cancelled`. */
  failed(error: unknown, context: HandlerContext): void;
  /** A handler still runs long after it was told to stop. */
  leaked(context: HandlerContext): void;
}
