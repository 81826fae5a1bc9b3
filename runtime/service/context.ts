import { CallContext } from "../driver/call-context.ts";
import type { Connection as DriverConnection } from "../driver/connection.ts";
import type { Method } from "../driver/method.ts";
import type { Metadata } from "../wire/index.ts";
import { Connection } from "./connection.ts";

/** What a handler is given behind its arguments. */
export interface HandlerContext extends CallContext {
  /** Where the call came in; `connection.client(Other)` calls back. */
  readonly connection: Connection;
}

/** The context of one call. */
export class ServiceContext extends CallContext implements HandlerContext {
  readonly #connection: DriverConnection;

  constructor(connection: DriverConnection, request: number, metadata: Metadata, method: Method | undefined) {
    super(connection.id, request, metadata, method);
    this.#connection = connection;
  }

  get connection(): Connection {
    return Connection.of(this.#connection);
  }
}
