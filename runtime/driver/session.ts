import type { Settings } from "../../machines/endings.ts";
import { PROTOCOL_VERSION, type SessionEvent, type SessionIntent, type session } from "../../machines/session.ts";
import { tables } from "../../machines/tables.ts";
import type { Place } from "../errors.ts";
import type { LifeFacts } from "../explanation.ts";
import { emptyMetadata, type Metadata } from "../wire/index.ts";
import { brief } from "./brief.ts";
import type { Driver } from "./driver.ts";
import { Life } from "./life.ts";

/** The session's chart, and what it asks for. */
export class Session extends Life<typeof session> {
  /** What the counterpart sent with its Hello or HelloYourself. */
  remoteMetadata: Metadata = emptyMetadata;
  readonly #metadata: Metadata;

  constructor(driver: Driver, settings: Settings, metadata: Metadata) {
    super(driver, tables.session, { profile: driver.policy.profile, settings });
    this.#metadata = metadata;
  }

  get place(): Place {
    return { state: this.state, timeline: this.timeline };
  }

  facts(state: string): LifeFacts {
    const { link, connections } = this.driver;
    const { requests, channels } = this.driver.snapshot().context;
    return {
      kind: "session",
      state,
      since: this.since(state),
      link: link.name,
      connections: connections.size,
      requests,
      channels,
      waitingBytes: this.driver.outbox.bytes,
    };
  }

  get isUp(): boolean {
    return this.snapshot.hasTag("up");
  }

  override deliver(event: SessionEvent): void {
    const before = this.state;
    super.deliver(event);
    if (this.state !== before && this.isAlive) this.driver.actor.send({ type: "driver.phase", phase: this.state });
  }

  /** A message of the handshake came. */
  hear(metadata: Metadata, event: SessionEvent): void {
    if (!this.isUp) this.remoteMetadata = metadata;
    this.deliver(event);
  }

  perform(intent: SessionIntent): void {
    const { driver } = this;
    const { local, remote, ending } = this.snapshot.context;
    switch (intent.type) {
      case "sendHello":
        driver.send({
          kind: "Hello",
          connection: 0,
          version: PROTOCOL_VERSION,
          settings: local,
          metadata: this.#metadata,
        });
        return;
      case "sendHelloYourself":
        driver.send({ kind: "HelloYourself", connection: 0, settings: local, metadata: this.#metadata });
        return;
      case "establish":
        if (remote !== null) driver.establish(local, remote);
        return;
      case "sendPong":
        driver.sendUrgent({ kind: "Pong", connection: 0, nonce: intent.params.nonce });
        return;
      case "sendProtocolError":
        driver.sendUrgent({
          kind: "ProtocolError",
          connection: 0,
          description: brief(intent.params.description, driver.maxPayload),
        });
        return;
      case "closeLink":
        driver.closeLink();
        return;
      case "askAcceptor":
        driver.askWhetherToAccept();
        return;
      case "armDrain":
        driver.armDrain();
        return;
      case "endEverything":
        if (ending !== null) driver.endEverything(ending);
    }
  }
}
