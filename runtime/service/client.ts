import type { Connection } from "../driver/connection.ts";
import { ConnectionEndedError, MisuseError } from "../errors.ts";
import { Call, type CallOptions } from "./call.ts";
import type { ArgumentsOf, MethodTypes, ResultOf, Service } from "./definition.ts";
import { failEnds } from "./failed-ends.ts";
import { type ClientInterceptor, checkInterceptors } from "./interceptor.ts";
import { InterceptedCalls } from "./interceptor-client.ts";

const NO_OPTIONS: CallOptions = Object.freeze({});

const CONNECTION: unique symbol = Symbol("roam.connection");

type Methods<Types extends MethodTypes> = {
  readonly [Name in keyof Types]: (
    ...args: [...ArgumentsOf<Types[Name]>, options?: CallOptions]
  ) => Call<ResultOf<Types[Name]>>;
};

/** Methods of a service as functions; `close()` unless the service has a method of that name. */
export type Client<Types extends MethodTypes = MethodTypes> = Methods<Types> &
  ClientHandle &
  (Types extends { readonly close: unknown } ? unknown : { close(): Promise<void> });

/** What every client is, whatever its service. */
export interface ClientHandle extends AsyncDisposable {
  readonly [CONNECTION]: Connection;
}

/** What holds for every call of a client, unless the call says otherwise. */
export interface ClientOptions {
  /** Milliseconds after which a call is given up. None by default: a call may wait for ever. */
  readonly timeoutMs?: number | undefined;
  /** Stand around every call, the first outermost. */
  readonly interceptors?: readonly ClientInterceptor[] | undefined;
}

/**
 * The typed caller of a service on a connection (`rpc.caller`). It stands for one handle of the connection: closing
 * it releases the handle, and the last release closes the connection (`rpc.caller.liveness.refcounted`).
 */
export function clientOf<Types extends MethodTypes>(
  connection: Connection,
  service: Service<Types>,
  { timeoutMs, interceptors = [] }: ClientOptions = {},
): Client<Types> {
  checkInterceptors(interceptors);
  const intercepted = interceptors.length === 0 ? null : new InterceptedCalls(connection, interceptors);
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (!isClosed) {
      isClosed = true;
      connection.release();
    }
    // Others hold the connection, or virtual ones hold the session: nothing to wait for.
    if (connection.id !== 0) return;
    if (!connection.driver.session.isAlive) await connection.driver.closed;
  };
  const client: object = Object.create(null, {
    [CONNECTION]: { value: connection },
    [Symbol.asyncDispose]: { value: close },
    close: { value: close, configurable: true },
  });
  for (const [name, method] of service.methods) {
    const arity = method.args.elements.length;
    const call = (...given: unknown[]) => {
      if (isClosed && connection.isAlive) {
        const ending = { cause: "released", detail: "this client was closed" } as const;
        const error = new ConnectionEndedError(method.fullName, ending, connection.place);
        failEnds(method, given.slice(0, arity), error);
        return Call.refused(error);
      }
      const wrong = mistakeIn(given, arity);
      if (wrong !== undefined) return Call.refused(new MisuseError(`${method.fullName} ${wrong}`, connection.place));
      const args = given.length > arity ? given.slice(0, arity) : given;
      const options: CallOptions = given[arity] === undefined ? NO_OPTIONS : Object(given[arity]);
      const needsDefault = timeoutMs !== undefined && options.timeoutMs === undefined;
      const chosen = needsDefault ? { ...options, timeoutMs } : options;
      return intercepted === null
        ? Call.start(connection, method, args, chosen)
        : intercepted.start(method, args, chosen);
    };
    Object.defineProperty(client, name, { value: call, enumerable: true });
  }
  // The properties were made from the same definition that the type is inferred from.
  return client as Client<Types>;
}

export function isClient(handle: object): handle is ClientHandle {
  return CONNECTION in handle;
}

/** The connection behind a client. */
export function connectionOf(client: ClientHandle): Connection {
  return client[CONNECTION];
}

/** What JavaScript lets pass and TypeScript would not. */
function mistakeIn(given: readonly unknown[], arity: number): string | undefined {
  const options = given[arity];
  if (given.length < arity || given.length > arity + 1) {
    return `takes ${arity} arguments, and options behind them: ${given.length} given`;
  }
  if (options === undefined) return undefined;
  if (typeof options !== "object" || options === null) return `takes ${arity} arguments: what follows must be options`;
  if (!("timeoutMs" in options) || options.timeoutMs === undefined) return undefined;
  const isTime = typeof options.timeoutMs === "number" && options.timeoutMs >= 0;
  return isTime ? undefined : "takes a timeoutMs of at least 0 milliseconds";
}
