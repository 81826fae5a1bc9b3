import type { ConnectionEvent, ConnectionIntent, connection } from "../../machines/connection.ts";
import type { Ending, Settings } from "../../machines/endings.ts";
import { tables } from "../../machines/tables.ts";
import type { Place } from "../errors.ts";
import type { ChannelItem, CloseChannel, Request } from "../wire/index.ts";
import { Channels } from "./channels.ts";
import type { Driver } from "./driver.ts";
import { Life } from "./life.ts";
import type { Dispatcher } from "./method.ts";
import { Requests } from "./requests.ts";

/** One connection: its chart, and the requests and channels that live on it. */
export class Connection extends Life<typeof connection> {
  readonly id: number;
  readonly requests: Requests;
  readonly channels: Channels;
  /** Who answers Calls here; `null` for a connection that only calls. */
  dispatcher: Dispatcher | null;
  /** The message that an event of the chart is about. */
  #atHand: Request | ChannelItem | CloseChannel | null = null;

  constructor(driver: Driver, id: number, settings: Settings, dispatcher: Dispatcher | null) {
    super(driver, tables.connection, { connection: id, profile: driver.policy.profile, settings });
    this.id = id;
    this.dispatcher = dispatcher;
    this.channels = new Channels(this);
    this.requests = new Requests(this);
  }

  get place(): Place {
    return { connectionId: this.id, state: this.state };
  }

  get ending(): Ending | null {
    return this.snapshot.context.ending;
  }

  /** Whether messages about requests and channels make sense here. */
  get isUp(): boolean {
    const { value } = this.snapshot;
    return value === "open" || value === "draining";
  }

  /** Asks the chart about a message that no actor of its own waits for. */
  consult(event: ConnectionEvent, message: Request | ChannelItem | CloseChannel | null = null): void {
    this.#atHand = message;
    this.deliver(event);
    this.#atHand = null;
  }

  perform(intent: ConnectionIntent): void {
    const message = this.#atHand;
    switch (intent.type) {
      case "sendOpen":
        this.driver.send({ kind: "OpenConnection", connection: this.id, settings: this.#local, metadata: [] });
        return;
      case "sendAccept":
        this.driver.send({ kind: "AcceptConnection", connection: this.id, settings: this.#local, metadata: [] });
        return;
      case "sendReject":
        this.driver.send({ kind: "RejectConnection", connection: this.id, metadata: [] });
        return;
      case "sendClose":
        this.driver.send({ kind: "CloseConnection", connection: this.id, metadata: [] });
        return;
      case "askAcceptor":
        // No hook to ask: a peer that serves only its root refuses (`connection.open.rejection`).
        this.deliver({ type: "local.reject" });
        return;
      case "announceOpen":
        this.requests.open(this.snapshot.context.local, this.snapshot.context.remote);
        this.channels.open(this.snapshot.context.local);
        return;
      case "endEverything":
        if (this.ending !== null) this.#endEverything(this.ending);
        return;
      case "admitCall":
        if (message?.kind === "Request") this.requests.admit(message);
        return;
      case "refuseCall":
        if (message?.kind === "Request") this.requests.refuse(message);
        return;
      case "bufferEarly":
        if (message?.kind === "ChannelItem" || message?.kind === "CloseChannel") this.channels.bufferEarly(message);
    }
  }

  get #local(): Settings {
    return this.snapshot.context.local;
  }

  /** Callers learn first, then handlers, then writers, then readers. */
  #endEverything(ending: Ending): void {
    this.requests.end(ending);
    this.channels.end(ending);
  }
}
