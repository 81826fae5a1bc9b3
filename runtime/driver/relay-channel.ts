import type { Ending } from "../../machines/endings.ts";
import {
  type ChannelItem,
  type CloseChannel,
  emptyMetadata,
  type GrantCredit,
  type ResetChannel,
} from "../wire/index.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import type { RelayChannels } from "./relay-channels.ts";
import { RelaySink, RelaySource } from "./relay-ends.ts";

export type ChannelMessage = ChannelItem | CloseChannel | ResetChannel | GrantCredit;

interface Side {
  readonly channels: RelayChannels;
  readonly id: number;
  /** Our Call that announced the channel here, at the callee's side. */
  readonly introducedBy: OutgoingRequest | null;
}

/** Bytes that a message without an item counts for while it is kept. */
const OVERHEAD = 64;

/**
 * A channel of a relayed call: an id on the caller's side, another on the callee's. A Call does not tell which of the
 * two sends, so nothing but the ids is known until the first message: an Item or Close comes from the sender, a Reset
 * or GrantCredit from the receiver. Then both ends become actors. Until the Call is on the wire on the callee's side,
 * what the caller says is kept, within the limit `undeliveredBytes`.
 */
export class RelayedChannel {
  readonly id: number;
  readonly #near: Side;
  #far: Side | null = null;
  #kept: ChannelMessage[] = [];
  #keptBytes = 0;
  #isAnnounced = false;
  #isOver = false;
  #ends: { readonly source: RelaySource; readonly sink: RelaySink } | null = null;

  constructor(near: RelayChannels, id: number) {
    this.id = id;
    this.#near = { channels: near, id, introducedBy: null };
  }

  get isAlive(): boolean {
    return !this.#isOver;
  }

  /** The callee's side knows it by this id. */
  bind(channels: RelayChannels, id: number, introducedBy: OutgoingRequest): void {
    this.#far = { channels, id, introducedBy };
  }

  /** The Call is on the wire: the callee may hear of the channel. */
  announced(): void {
    this.#isAnnounced = true;
    const kept = this.#kept;
    this.#forgetKept();
    if (this.#isOver) this.#resetUndecided(this.#far);
    else for (const message of kept) this.#near.channels.receive(message);
  }

  /** A message that decides who sends. */
  take(from: RelayChannels, message: ChannelMessage): void {
    if (!this.#isAnnounced) this.#keep(message);
    else if (this.#far !== null) {
      this.#decide(from === this.#near.channels, this.#far, message);
      from.receive(message);
    }
  }

  /** Nobody will use it: both sides are told as far as they know of it. */
  abandon(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forgetKept();
    if (this.#ends !== null) {
      this.#ends.source.breakOff(emptyMetadata);
      this.#ends.sink.breakOff(emptyMetadata);
      return;
    }
    this.#resetUndecided(this.#near);
    if (this.#isAnnounced) this.#resetUndecided(this.#far);
  }

  /** The call was refused: caller and callee know by themselves that its channels are over. */
  drop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#forgetKept();
    if (this.#ends === null) {
      this.#near.channels.forget([this.#near.id]);
      this.#far?.channels.forget([this.#far.id]);
      return;
    }
    const ending: Ending = { cause: "callRefused", detail: "its call was refused" };
    for (const end of [this.#ends.source, this.#ends.sink])
      if (end.isAlive) end.deliver({ type: "parent.ended", ending });
  }

  /** The call that it belongs to was never sent. */
  deliver(_event: { readonly type: "parent.ended"; readonly ending: Ending }): void {
    this.abandon();
  }

  #decide(isFromNear: boolean, far: Side, message: ChannelMessage): void {
    const isFromSource = message.kind === "ChannelItem" || message.kind === "CloseChannel";
    const [from, to] = isFromNear === isFromSource ? [this.#near, far] : [far, this.#near];
    const source = new RelaySource(from.channels, from.id, from.introducedBy);
    const sink = new RelaySink(to.channels, to.id);
    from.channels.adoptSource(source);
    to.channels.adoptSink(sink);
    this.#ends = { source, sink };
    source.connect(sink);
    sink.connect(source);
  }

  #keep(message: ChannelMessage): void {
    const bytes = OVERHEAD + (message.kind === "ChannelItem" ? message.item.length : 0);
    if (this.#near.channels.noRoomFor(bytes) !== undefined) {
      this.abandon();
      return;
    }
    this.#near.channels.undeliveredBytes += bytes;
    this.#keptBytes += bytes;
    this.#kept.push(message.kind === "ChannelItem" ? { ...message, item: message.item.slice() } : message);
  }

  #forgetKept(): void {
    this.#kept = [];
    this.#near.channels.undeliveredBytes -= this.#keptBytes;
    this.#keptBytes = 0;
  }

  #resetUndecided(side: Side | null): void {
    if (side === null) return;
    const { channels, id, introducedBy } = side;
    channels.forget([id]);
    const message = { kind: "ResetChannel", connection: channels.connection.id, channel: id, metadata: [] } as const;
    if (introducedBy === null) channels.connection.driver.sendUrgent(message);
    else introducedBy.sendUrgent(message);
  }
}
