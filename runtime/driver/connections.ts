import type { ConnectionOutput } from "../../machines/connection.ts";
import { type Ending, otherParity, type Settings } from "../../machines/endings.ts";
import { LimitError } from "../errors.ts";
import type { Metadata, OpenConnection } from "../wire/index.ts";
import { Connection } from "./connection.ts";
import type { Driver } from "./driver.ts";
import { EndedIds, IdAllocator, parityOf } from "./ids.ts";
import type { Dispatcher } from "./method.ts";

/** The connections of one session, by id: the root and the virtual ones. */
export class Connections {
  readonly #driver: Driver;
  readonly #live = new Map<number, Connection>();
  readonly #ended = new EndedIds<"closedHere" | "closedThere">();
  #ids = new IdAllocator("odd");

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  get(id: number): Connection | undefined {
    return this.#live.get(id);
  }

  values(): IterableIterator<Connection> {
    return this.#live.values();
  }

  get size(): number {
    return this.#live.size;
  }

  /** How many beside the root. */
  get virtual(): number {
    return this.#live.size - (this.#live.has(0) ? 1 : 0);
  }

  /** The handshake is done: the root opens with its settings. */
  openRoot(local: Settings, remote: Settings, metadata: Metadata, dispatcher: Dispatcher | null): Connection {
    this.#ids = new IdAllocator(local.parity);
    const root = this.#add(0, local, dispatcher);
    root.remoteMetadata = metadata;
    root.deliver({ type: "parent.established", settings: remote });
    return root;
  }

  /**
   * Opens a virtual connection (`connection.open`). Its `opened` tells the verdict.
   *
   * @throws {LimitError} when there are too many
   */
  open(settings: Settings, metadata: Metadata, dispatcher: Dispatcher | null): Connection {
    const { virtualConnections, pendingOpens } = this.#driver.policy.limits;
    const { place } = this.#driver.session;
    if (this.virtual >= virtualConnections) {
      throw new LimitError("virtualConnections", virtualConnections, "the session has too many connections", place);
    }
    if (this.#countIn("awaitingAccept") >= pendingOpens) {
      throw new LimitError("pendingOpens", pendingOpens, "too many connections wait for their verdict", place);
    }
    const connection = this.#add(this.#ids.allocate(), settings, dispatcher);
    connection.open(metadata);
    return connection;
  }

  /** The limit that forbids the connection that the counterpart has just opened, if any. */
  noRoomForTheirs(): "virtualConnections" | "pendingOpens" | undefined {
    const { virtualConnections, pendingOpens } = this.#driver.policy.limits;
    if (this.virtual > virtualConnections) return "virtualConnections";
    return this.#countIn("deciding") > pendingOpens ? "pendingOpens" : undefined;
  }

  onOpen({ connection: id, settings, metadata }: OpenConnection): void {
    const { local } = this.#driver.session.snapshot.context;
    const isTaken = this.#live.has(id) || this.#ended.get(id) !== undefined;
    if (id === 0 || isTaken || parityOf(id) === local.parity) {
      this.#driver.violate("session", "peer.open.wrongId", { connectionId: id });
      return;
    }
    const { requestsInFlight } = this.#driver.policy.limits;
    const ours = { parity: otherParity(settings.parity), maxConcurrentRequests: requestsInFlight };
    const connection = this.#add(id, ours, null);
    connection.remoteMetadata = metadata;
    connection.deliver({ type: "peer.open", settings });
  }

  /** A message names a connection that is not alive. */
  onStray(id: number): void {
    const how = this.#ended.get(id);
    const { session } = this.#driver;
    if (how !== undefined && !this.#driver.toll.late({ connectionId: id })) return;
    if (how === undefined) session.deliver({ type: "peer.stray.unknown" });
    else if (how === "closedThere") session.deliver({ type: "peer.stray.closedThere" });
    else session.deliver({ type: "peer.stray.closedHere" });
  }

  end(ending: Ending): void {
    for (const connection of this.#live.values()) connection.deliver({ type: "parent.ended", ending });
  }

  drain(): void {
    for (const connection of this.#live.values()) connection.deliver({ type: "local.drain" });
  }

  /** A connection's actor has ended. */
  retire({ connection: id, outcome, ending }: ConnectionOutput): void {
    this.#live.get(id)?.retire(outcome, ending);
    this.#live.delete(id);
    this.#ended.add(id, ending.cause === "closedThere" ? "closedThere" : "closedHere");
    this.#driver.session.deliver({ type: "parent.connectionEnded", connections: this.virtual });
  }

  #countIn(state: string): number {
    let count = 0;
    for (const connection of this.#live.values()) if (connection.state === state) count++;
    return count;
  }

  #add(id: number, settings: Settings, dispatcher: Dispatcher | null): Connection {
    const connection = new Connection(this.#driver, id, settings, dispatcher);
    this.#live.set(id, connection);
    // Whoever was told of it may have ended the session before it was in the map.
    const { ending } = this.#driver.session.snapshot.context;
    if (ending !== null) connection.deliver({ type: "parent.ended", ending });
    return connection;
  }
}
