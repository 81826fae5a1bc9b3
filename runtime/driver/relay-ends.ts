import type { IncomingChannelIntent } from "../../machines/incoming-channel.ts";
import type { OutgoingChannelIntent } from "../../machines/outgoing-channel.ts";
import { emptyMetadata, type Message, type Metadata, writeItemHeader } from "../wire/index.ts";
import { IncomingChannel } from "./incoming-channel.ts";
import { OutgoingChannel } from "./outgoing-channel.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import type { RelayChannels } from "./relay-channels.ts";
import { unknownChannel } from "./relay-method.ts";

// The two ends of a relayed channel. Each is the actor of its side, and so shows its state there: open or flowing,
// closed, reset, lost. Nothing is queued and no credit counted, so neither is ever `draining` or `stalled`: what comes
// in at one end goes out at the other, items one way, grants the other way, and the ends' own peers keep the credit.

/** Where items come in. */
export class RelaySource extends IncomingChannel<unknown> {
  readonly #side: RelayChannels;
  #sink: RelaySink | null = null;
  /** What its sender sent with Close or Reset. */
  heard: Metadata = emptyMetadata;
  #said: Metadata = emptyMetadata;

  constructor(side: RelayChannels, id: number, introducedBy: OutgoingRequest | null) {
    super(side.connection, id, unknownChannel, introducedBy);
    this.#side = side;
  }

  connect(sink: RelaySink): void {
    this.#sink = sink;
    this.deliver({ type: "local.bind", queued: 0 });
  }

  override item(bytes: Uint8Array): void {
    if (!this.isOpenForData) this.deliver({ type: "peer.item" });
    else if (this.#sink?.pass(bytes) === false) this.breakOff(emptyMetadata);
    this.#side.flow?.check();
  }

  override itemIn(frame: Uint8Array, offset: number): void {
    this.item(frame.subarray(offset));
  }

  /** The receiver, at the other end, grants credit. */
  passGrant(additional: number): void {
    if (!this.isOpenForData) return;
    this.#urgent({ kind: "GrantCredit", connection: this.connection.id, channel: this.id, additional });
  }

  /** The receiver, at the other end, wants no more. */
  breakOff(metadata: Metadata): void {
    this.#said = metadata;
    if (this.isAlive) this.deliver({ type: "local.reset" });
  }

  override perform(intent: IncomingChannelIntent): void {
    switch (intent.type) {
      case "sendReset": {
        const { connection, id } = this;
        this.#urgent({ kind: "ResetChannel", connection: connection.id, channel: id, metadata: this.#said });
        return;
      }
      case "finishReaders":
        this.#sink?.finish(this.heard);
        return;
      case "failReaders":
        // With its connection the other one ends too, and all that is on it.
        if (this.snapshot.context.ending === null) this.#sink?.breakOff(this.heard);
    }
  }

  #urgent(message: Message): void {
    if (this.introducedBy === null) this.driver.sendUrgent(message);
    else this.introducedBy.sendUrgent(message);
  }
}

/** Where items go out. */
export class RelaySink extends OutgoingChannel<unknown> {
  readonly #side: RelayChannels;
  #source: RelaySource | null = null;
  /** What its receiver sent with Reset. */
  heard: Metadata = emptyMetadata;
  #said: Metadata = emptyMetadata;
  #isBroken = false;

  constructor(side: RelayChannels, id: number) {
    super(side.connection, id, unknownChannel);
    this.#side = side;
  }

  connect(source: RelaySource): void {
    this.#source = source;
    this.deliver({ type: "parent.announced" });
  }

  /** False, and nothing sent, for an item that is larger than this side's frames. */
  pass(bytes: Uint8Array): boolean {
    if (!this.isOpenForData) return true;
    const { writer, outbox, maxPayload } = this.driver;
    writer.reset();
    writeItemHeader(writer, this.connection.id, this.id);
    writer.raw(bytes);
    if (writer.length > maxPayload) {
      this.breakOff(emptyMetadata);
      return false;
    }
    outbox.send(writer.view());
    return true;
  }

  override grant(additional: number): void {
    this.#source?.passGrant(additional);
    this.#side.flow?.check();
  }

  /** The sender, at the other end, has closed. */
  finish(metadata: Metadata): void {
    this.#said = metadata;
    if (this.isAlive) this.deliver({ type: "local.close" });
  }

  /** The sender, at the other end, has broken the stream off. */
  breakOff(metadata: Metadata): void {
    this.#isBroken = true;
    this.finish(metadata);
  }

  override perform(intent: OutgoingChannelIntent): void {
    if (intent.type === "sendClose") {
      const kind = this.#isBroken ? "ResetChannel" : "CloseChannel";
      this.driver.send({ kind, connection: this.connection.id, channel: this.id, metadata: this.#said });
    } else if (intent.type === "failWriters" && this.snapshot.context.ending === null) {
      this.#source?.breakOff(this.heard);
    }
  }
}
