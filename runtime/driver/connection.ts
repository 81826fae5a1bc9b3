import type { ConnectionEvent, ConnectionIntent, connection } from "../../machines/connection.ts";
import type { Ending, Settings } from "../../machines/endings.ts";
import { tables } from "../../machines/tables.ts";
import { type Deferred, deferred, mayGoUnseen } from "../deferred.ts";
import { ConnectionEndedError, ConnectionRejectedError, type Place } from "../errors.ts";
import type { LifeFacts } from "../explanation.ts";
import { type ChannelItem, type CloseChannel, emptyMetadata, type Metadata, type Request } from "../wire/index.ts";
import { Channels } from "./channels.ts";
import type { Driver } from "./driver.ts";
import { Life } from "./life.ts";
import type { Dispatcher } from "./method.ts";
import { Requests } from "./requests.ts";

/** Messages for what has ended. A Cancel is counted as such. */
const LATE: ReadonlySet<string> = new Set([
  "peer.item.ended",
  "peer.item.afterClose",
  "peer.close.ended",
  "peer.close.afterClose",
  "peer.reset.ended",
  "peer.grant.ended",
]);

/** One connection: its chart, and the requests and channels that live on it. */
export class Connection extends Life<typeof connection> {
  readonly id: number;
  readonly requests: Requests;
  channels: Channels;
  /** Who answers Calls here; `null` for a connection that only calls. */
  dispatcher: Dispatcher | null;
  /** What the counterpart sent with its Open, Accept or Reject; for the root, with its handshake. */
  remoteMetadata: Metadata = emptyMetadata;
  /** What the counterpart sent with its Close. */
  closeMetadata: Metadata = emptyMetadata;
  /** Resolves when calls can be made; rejects when it never comes to that. */
  readonly opened: Promise<void>;
  /** Until the verdict. */
  #opening: Deferred<void> | null;
  /** Made when somebody asks. */
  #closed: Deferred<Ending> | null = null;
  /** Travels with what is said next about the connection itself. */
  #metadata: Metadata = emptyMetadata;
  /** The message that an event of the chart is about. */
  #atHand: Request | ChannelItem | CloseChannel | null = null;
  /** Whoever made the connection holds it first (`rpc.caller.liveness.refcounted`). */
  #handles = 1;

  constructor(driver: Driver, id: number, settings: Settings, dispatcher: Dispatcher | null) {
    super(driver, tables.connection, { connection: id, profile: driver.policy.profile, settings });
    this.id = id;
    this.dispatcher = dispatcher;
    this.channels = dispatcher?.channels?.(this) ?? new Channels(this);
    this.requests = new Requests(this);
    const opening = deferred<void>();
    this.#opening = opening;
    this.opened = mayGoUnseen(opening.promise);
  }

  get place(): Place {
    return { connectionId: this.id, state: this.state, timeline: this.timeline };
  }

  facts(state: string): LifeFacts {
    return {
      kind: "connection",
      connection: this.id,
      state,
      since: this.since(state),
      calls: this.requests.outgoing.size,
      handlers: this.requests.incoming.size,
      channels: this.channels.live,
    };
  }

  get ending(): Ending | null {
    return this.snapshot.context.ending;
  }

  /** Whether messages about requests and channels make sense here. */
  get isUp(): boolean {
    const { value } = this.snapshot;
    return value === "open" || value === "draining";
  }

  /** Why the connection ended, once it has. */
  get closed(): Promise<Ending> {
    this.#closed ??= deferred();
    const { output } = this.snapshot;
    if (output !== undefined) this.#closed.resolve(output.ending);
    return this.#closed.promise;
  }

  /** Handles that keep the connection alive: clients, and channels that are bound. */
  get handles(): number {
    return this.#handles;
  }

  retain(): void {
    this.#handles++;
  }

  /** The last release closes a virtual connection, and the root inside (`rpc.caller.liveness.*`). */
  release(): void {
    if (--this.#handles > 0 || !this.isAlive) return;
    this.deliver({ type: "local.release" });
    if (this.id === 0) this.driver.releaseRoot();
  }

  // What the user decides about the connection itself. The metadata travels with the message that says so.

  open(metadata: Metadata): void {
    this.#say({ type: "local.open" }, metadata);
  }

  accept(dispatcher: Dispatcher | null, settings: Settings, metadata: Metadata): void {
    this.dispatcher = dispatcher;
    this.channels = dispatcher?.channels?.(this) ?? this.channels;
    this.#say({ type: "local.accept", settings }, metadata);
  }

  reject(metadata: Metadata): void {
    this.#say({ type: "local.reject" }, metadata);
  }

  close(metadata: Metadata = emptyMetadata): void {
    this.#say({ type: "local.close" }, metadata);
  }

  /** Asks the chart about a message that no actor of its own waits for. */
  consult(event: ConnectionEvent, message: Request | ChannelItem | CloseChannel | null = null): void {
    if (LATE.has(event.type) && !this.driver.toll.late(this.place)) return;
    this.#atHand = message;
    this.deliver(event);
    this.#atHand = null;
  }

  perform(intent: ConnectionIntent, event: ConnectionEvent): void {
    const { driver, id } = this;
    const { local, remote } = this.snapshot.context;
    const message = this.#atHand;
    switch (intent.type) {
      case "sendOpen":
        driver.send({ kind: "OpenConnection", connection: id, settings: local, metadata: this.#said() });
        return;
      case "sendAccept":
        driver.sendVerdict({ kind: "AcceptConnection", connection: id, settings: local, metadata: this.#said() });
        return;
      case "sendReject":
        if (driver.session.state !== "draining" && !driver.toll.abort(this.place)) return;
        driver.sendVerdict({ kind: "RejectConnection", connection: id, metadata: this.#said() });
        return;
      case "sendClose":
        driver.send({ kind: "CloseConnection", connection: id, metadata: this.#said() });
        return;
      case "askAcceptor":
        driver.askAcceptor(this);
        return;
      case "announceOpen":
        this.requests.open(local, remote);
        this.channels.open(local);
        this.#opening?.resolve();
        this.#opening = null;
        return;
      case "endEverything":
        if (this.ending !== null) this.#endEverything(this.ending);
        return;
      case "admitCall":
        if (message?.kind === "Request") this.requests.admit(message);
        return;
      case "refuseCall":
        if (message?.kind !== "Request") return;
        if ("breach" in event) this.requests.refuseFor(event.breach, message);
        else this.requests.refuse(message);
        return;
      case "bufferEarly":
        if (message?.kind === "ChannelItem" || message?.kind === "CloseChannel") this.channels.bufferEarly(message);
    }
  }

  /** The actor has ended. */
  retire(outcome: "closed" | "rejected", ending: Ending): void {
    this.#opening?.reject(
      outcome === "rejected"
        ? new ConnectionRejectedError(this.remoteMetadata, this.place)
        : new ConnectionEndedError(`connection ${this.id} was not opened`, ending, this.placeBefore),
    );
    this.#opening = null;
    this.#closed?.resolve(ending);
  }

  #say(event: ConnectionEvent, metadata: Metadata): void {
    this.driver.checkMetadata(metadata, this.place);
    this.#metadata = metadata;
    this.deliver(event);
  }

  #said(): Metadata {
    const metadata = this.#metadata;
    this.#metadata = emptyMetadata;
    return metadata;
  }

  /** Callers learn first, then handlers, then writers, then readers. */
  #endEverything(ending: Ending): void {
    this.requests.end(ending);
    this.channels.end(ending);
  }
}
