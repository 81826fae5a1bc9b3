import { mayGoUnseen } from "../deferred.ts";
import type { Connection } from "../driver/connection.ts";
import { ConnectionEndedError } from "../errors.ts";
import { Call, type CallOptions } from "./call.ts";
import type { ArgumentsOf, MethodTypes, ResultOf, Service } from "./definition.ts";

const CONNECTION: unique symbol = Symbol("roam.connection");

type Methods<Types extends MethodTypes> = {
  readonly [Name in keyof Types]: (
    ...args: [...ArgumentsOf<Types[Name]>, options?: CallOptions]
  ) => Call<ResultOf<Types[Name]>>;
};

/** Methods of a service as functions; `close()` unless the service has a method of that name. */
export type Client<Types extends MethodTypes = MethodTypes> = Methods<Types> &
  ClientInternals &
  (Types extends { readonly close: unknown } ? unknown : { close(): Promise<void> });

export interface ClientInternals extends AsyncDisposable {
  readonly [CONNECTION]: Connection;
}

/** What holds for every call of a client, unless the call says otherwise. */
export interface ClientOptions {
  /** Milliseconds after which a call is given up. None by default: a call may wait for ever. */
  readonly timeoutMs?: number | undefined;
}

/**
 * The typed caller of a service on a connection (`rpc.caller`). It stands for one handle of the connection: closing
 * it releases the handle, and the last release closes the connection (`rpc.caller.liveness.refcounted`).
 */
export function clientOf<Types extends MethodTypes>(
  connection: Connection,
  service: Service<Types>,
  { timeoutMs }: ClientOptions = {},
): Client<Types> {
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (!isClosed) {
      isClosed = true;
      connection.release();
    }
    if (connection.handles > 0 && connection.isAlive) return;
    await (connection.id === 0 && connection.driver.connections.virtual === 0
      ? connection.driver.closed
      : connection.closed);
  };
  const client: object = Object.create(null, {
    [CONNECTION]: { value: connection },
    [Symbol.asyncDispose]: { value: close },
    close: { value: close, configurable: true },
  });
  for (const [name, method] of service.methods) {
    const arity = method.args.elements.length;
    const call = (...given: unknown[]) => {
      const args = given.length > arity ? given.slice(0, arity) : given;
      if (isClosed && connection.isAlive) {
        const ending = { cause: "released", detail: "this client was closed" } as const;
        return mayGoUnseen(Promise.reject(new ConnectionEndedError(method.fullName, ending, connection.place)));
      }
      const options = optionsOf(given[arity]);
      const needsDefault = timeoutMs !== undefined && options.timeoutMs === undefined;
      return Call.start(connection, method, args, needsDefault ? { ...options, timeoutMs } : options);
    };
    Object.defineProperty(client, name, { value: call, enumerable: true });
  }
  // The properties were made from the same definition that the type is inferred from.
  return client as Client<Types>;
}

/** The connection behind a client. */
export function connectionOf(client: ClientInternals): Connection {
  return client[CONNECTION];
}

function optionsOf(value: unknown): CallOptions {
  return typeof value === "object" && value !== null ? value : {};
}
