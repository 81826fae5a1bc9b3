import type { Ending } from "../../machines/endings.ts";
import type { Connection as DriverConnection } from "../driver/connection.ts";
import type { Metadata } from "../wire/index.ts";
import { type Client, type ClientOptions, clientOf } from "./client.ts";
import type { MethodTypes, Service } from "./definition.ts";
import { type MetadataInit, metadataOf } from "./metadata.ts";
import { Session } from "./session.ts";

const wrappers = new WeakMap<DriverConnection, Connection>();

/** A connection: its own ids, one service on each side, both may call. The root has id 0. */
export class Connection implements AsyncDisposable {
  readonly #connection: DriverConnection;

  private constructor(connection: DriverConnection) {
    this.#connection = connection;
  }

  /** The one wrapper of a driver's connection. */
  static of(connection: DriverConnection): Connection {
    const known = wrappers.get(connection);
    if (known !== undefined) return known;
    const made = new Connection(connection);
    wrappers.set(connection, made);
    return made;
  }

  /** The driver's connection behind a wrapper. */
  static behind(wrapper: Connection): DriverConnection {
    return wrapper.#connection;
  }

  get id(): number {
    return this.#connection.id;
  }

  /** What the other side sent when the connection was made. */
  get metadata(): Metadata {
    return this.#connection.remoteMetadata;
  }

  /** What the other side sent when it closed the connection; empty before, and for the root. */
  get closeMetadata(): Metadata {
    return this.#connection.closeMetadata;
  }

  get session(): Session {
    return Session.of(this.#connection.driver);
  }

  /** Why it ended, once it has. */
  get closed(): Promise<Ending> {
    return this.#connection.closed;
  }

  /** What {@link explain} says of it. */
  explain(): string {
    return this.#connection.explain();
  }

  /** The XState actor, to watch. */
  get actor(): DriverConnection["actor"] {
    return this.#connection.actor;
  }

  /** The caller of a service that the other side serves here. It is a handle: close it when done. */
  client<Types extends MethodTypes>(service: Service<Types>, options?: ClientOptions): Client<Types> {
    this.#connection.retain();
    return clientOf(this.#connection, service, options);
  }

  /**
   * Ends a virtual connection and everything on it, whoever else holds it (`connection.close`). On the root, which no
   * message can close, it ends the session. Idempotent.
   */
  async close(metadata?: MetadataInit): Promise<void> {
    if (this.#connection.id === 0) await this.#connection.driver.close();
    else this.#connection.close(metadataOf(metadata));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
