import type { Ending, Parity } from "../../machines/endings.ts";
import type { Cut, Driver } from "../driver/driver.ts";
import type { Metadata } from "../wire/index.ts";
import { type Client, type ClientOptions, clientOf } from "./client.ts";
import { Connection } from "./connection.ts";
import type { MethodTypes, Service } from "./definition.ts";
import { type HandlerObserver, type Served, servedBy } from "./handlers.ts";
import { type MetadataInit, metadataOf } from "./metadata.ts";

export interface OpenOptions<Answered extends MethodTypes = MethodTypes> extends ClientOptions, HandlerObserver {
  /** Seen by the other side's accept hook. */
  readonly metadata?: MetadataInit | undefined;
  /** What we announce for this connection: our half of its ids (default `odd`), and the calls we take at a time. */
  readonly settings?: { readonly parity?: Parity; readonly maxConcurrentRequests?: number } | undefined;
  /** What this side answers on the connection. */
  readonly serve?: Served<Answered> | undefined;
  /** Gives up waiting for the verdict. */
  readonly signal?: AbortSignal | undefined;
}

const wrappers = new WeakMap<Driver, Session>();

/** A session over one link: the root connection, and virtual ones on demand. */
export class Session implements AsyncDisposable {
  readonly #driver: Driver;

  private constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** The one wrapper of a driver. */
  static of(driver: Driver): Session {
    const known = wrappers.get(driver);
    if (known !== undefined) return known;
    const made = new Session(driver);
    wrappers.set(driver, made);
    return made;
  }

  /** What the other side sent with its Hello or HelloYourself. */
  get metadata(): Metadata {
    return this.#driver.session.remoteMetadata;
  }

  /** Why it ended, once it and its link are over. */
  get closed(): Promise<Ending> {
    return this.#driver.closed;
  }

  /** The XState parent of every actor of the session; its snapshot counts them. */
  get actor(): Driver["actor"] {
    return this.#driver.actor;
  }

  /** What is behind it, for inspectors. */
  get driver(): Driver {
    return this.#driver;
  }

  /**
   * Opens a virtual connection and gives the client of the service that the other side serves there
   * (`rpc.virtual-connection.open`).
   *
   * @throws {ConnectionRejectedError} when the other side refuses; `metadata` is what it said
   * @throws {ConnectionEndedError} when the session ends first
   * @throws {LimitError} when there are too many
   */
  async open<Types extends MethodTypes, Answered extends MethodTypes = MethodTypes>(
    service: Service<Types>,
    options: OpenOptions<Answered> = {},
  ): Promise<Client<Types>> {
    const { settings, serve, signal, metadata } = options;
    signal?.throwIfAborted();
    const { requestsInFlight } = this.#driver.policy.limits;
    const { parity = "odd", maxConcurrentRequests = requestsInFlight } = settings ?? {};
    const dispatcher = servedBy(service, serve, options);
    const connection = this.#driver.open({ parity, maxConcurrentRequests }, metadataOf(metadata), dispatcher);
    const giveUp = () => connection.close();
    signal?.addEventListener("abort", giveUp);
    try {
      await connection.opened;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
    return clientOf(connection, service, options);
  }

  /** The virtual connections and the root, as long as they live. */
  get connections(): Connection[] {
    return [...this.#driver.connections.values()].map(Connection.of);
  }

  /** Ends everything at once. Resolves when the link is over. Idempotent. */
  async close(): Promise<void> {
    await this.#driver.close();
  }

  /**
   * Takes nothing new, lets what runs finish, then closes. New calls are answered Cancelled, unrun.
   * Resolves with what still ran after `timeoutMs` milliseconds and had to be cut.
   */
  drain({ timeoutMs }: { timeoutMs: number }): Promise<Cut> {
    return this.#driver.drain(timeoutMs);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
