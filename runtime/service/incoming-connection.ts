import type { Connection as DriverConnection } from "../driver/connection.ts";
import type { Metadata } from "../wire/index.ts";
import { Connection } from "./connection.ts";
import type { MethodTypes, Service } from "./definition.ts";
import { type HandlerObserver, type HandlerOptions, type Handlers, servedBy } from "./handlers.ts";
import { type MetadataInit, metadataOf } from "./metadata.ts";

/** A virtual connection that the other side wants to open (`rpc.virtual-connection.accept`). */
export class IncomingConnection {
  readonly #connection: DriverConnection;
  readonly #observer: HandlerObserver;

  constructor(connection: DriverConnection, observer: HandlerObserver) {
    this.#connection = connection;
    this.#observer = observer;
  }

  get id(): number {
    return this.#connection.id;
  }

  /** What the opener sent along. */
  get metadata(): Metadata {
    return this.#connection.remoteMetadata;
  }

  /**
   * Takes it, serving a service on it; or, without one, only to call the other side.
   *
   * @throws {TypeError} when the handlers do not fit the service
   */
  accept(options?: { metadata?: MetadataInit }): Connection;
  accept<Types extends MethodTypes>(
    service: Service<Types>,
    handlers: NoInfer<Handlers<Types>>,
    options?: { metadata?: MetadataInit } & HandlerOptions,
  ): Connection;
  accept<Types extends MethodTypes>(
    first?: Service<Types> | { metadata?: MetadataInit },
    handlers?: Handlers<Types>,
    options: { metadata?: MetadataInit } & HandlerOptions = {},
  ): Connection {
    const connection = this.#connection;
    const { local } = connection.snapshot.context;
    if (first !== undefined && "methods" in first && handlers !== undefined) {
      connection.accept(
        servedBy(first, [first, handlers, options], this.#observer),
        local,
        metadataOf(options.metadata),
      );
    } else {
      const metadata = first !== undefined && !("methods" in first) ? first.metadata : options.metadata;
      connection.accept(null, local, metadataOf(metadata));
    }
    return Connection.of(connection);
  }

  /** Refuses it, with metadata that may say why (`connection.open.rejection`). Harmless once decided. */
  reject(metadata?: MetadataInit): void {
    if (this.#connection.state === "deciding") this.#connection.reject(metadataOf(metadata));
  }
}
