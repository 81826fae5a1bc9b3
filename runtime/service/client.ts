import type { Connection } from "../driver/connection.ts";
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

/** The typed caller of a service on a connection (`rpc.caller`). */
export function clientOf<Types extends MethodTypes>(connection: Connection, service: Service<Types>): Client<Types> {
  const close = async (): Promise<void> => {
    await connection.driver.close();
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
      return Call.start(connection, method, args, optionsOf(given[arity]));
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
