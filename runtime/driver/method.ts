import type { Place } from "../errors.ts";
import type { AnySchema, Metadata, TupleSchema } from "../wire/index.ts";
import type { CallContext } from "./call-context.ts";
import type { Channels } from "./channels.ts";
import type { Connection } from "./connection.ts";
import type { IncomingRequest } from "./incoming-request.ts";

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
  /** Calling it twice does no more than calling it once. */
  readonly idempotent: boolean;
}

/** A method with the code that serves it. */
export interface ServedMethod {
  readonly method: Method;
  /** May throw, may return a promise. A fallible method gives `{ ok: true, value }` or `{ ok: false, error }`. */
  run(args: readonly unknown[], context: CallContext): unknown;
  /** In place of `run`: takes the call over, and calls its `respond` or `fail`. */
  begin?(request: IncomingRequest): void;
}

/** What answers the Calls of a connection (`rpc.one-service-per-connection`). */
export interface Dispatcher {
  find(id: bigint, channels: number): ServedMethod | undefined;
  /** The same by the halves of the id, as signed integers, for a call without channels; may leave some to `find`. */
  findByHalves?(low: number, high: number): ServedMethod | undefined;
  /** Makes what the handler of a call is given. */
  context(connection: Connection, request: number, metadata: Metadata, method: Method): CallContext;
  /** A handler threw, or its result does not fit its method: the caller learns only `Cancelled`. */
  failed(error: unknown, context: CallContext): void;
  /** A handler still runs long after it was told to stop. */
  leaked(context: CallContext, place: Place): void;
  /** Makes what keeps the channels, for a connection that does not know their types. */
  channels?(connection: Connection): Channels;
}
