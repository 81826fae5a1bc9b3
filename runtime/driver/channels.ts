import type { Ending, Settings } from "../../machines/endings.ts";
import { LimitError, MisuseError } from "../errors.ts";
import { breachOf } from "../limits.ts";
import type {
  ChannelItem,
  ChannelSchema,
  CloseChannel,
  FoundChannel,
  GrantCredit,
  ResetChannel,
} from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import { EarlyBuffer } from "./early-buffer.ts";
import { IdTable } from "./id-table.ts";
import { EndedIds, IdAllocator } from "./ids.ts";
import { IncomingChannel } from "./incoming-channel.ts";
import { OutgoingChannel } from "./outgoing-channel.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import { PAIR, Pair } from "./pair.ts";
import type { RelayedChannel } from "./relay-channel.ts";
import { Rx } from "./rx.ts";
import { Tx } from "./tx.ts";

/** What a call keeps of a channel in its arguments. */
export type CallChannel = OutgoingChannel<unknown> | IncomingChannel<unknown> | RelayedChannel;

/** `sent`: we were the sender. `closed`: the counterpart's Close came. `reset`: Items may still be on their way. */
type HowEnded = "sent" | "closed" | "reset";

const NO_IDS: readonly number[] = [];

/** Of a call without any. */
export const NO_CHANNELS: readonly CallChannel[] = [];

/** The channels of one connection, by id. */
export class Channels {
  readonly outgoing = new IdTable<OutgoingChannel<unknown>>();
  readonly incoming = new IdTable<IncomingChannel<unknown>>();
  readonly #connection: Connection;
  /** How the latest ones ended, ours and theirs apart: the two halves of the id space grow at their own pace. */
  readonly #endedOwn = new EndedIds<HowEnded>();
  readonly #endedTheirs = new EndedIds<HowEnded>();
  protected readonly early: EarlyBuffer;
  protected ids = new IdAllocator("odd");
  #undeliveredBytes = 0;
  #isOver = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.early = new EarlyBuffer(connection.driver.policy.limits);
  }

  open(local: Settings): void {
    this.ids = new IdAllocator(local.parity);
  }

  get live(): number {
    return this.outgoing.size + this.incoming.size;
  }

  /** Bytes of items that came and were not taken. Counted for the whole session too, while the connection lives. */
  get undeliveredBytes(): number {
    return this.#undeliveredBytes;
  }

  set undeliveredBytes(bytes: number) {
    if (!this.#isOver) this.#connection.driver.undeliveredBytes += bytes - this.#undeliveredBytes;
    this.#undeliveredBytes = bytes;
  }

  /** The limit that forbids to keep so many bytes more, if any. */
  noRoomFor(bytes: number): "undeliveredBytes" | "undeliveredBytesPerSession" | undefined {
    const { driver } = this.#connection;
    const { undeliveredBytes, undeliveredBytesPerSession } = driver.policy.limits;
    if (this.#undeliveredBytes + bytes > undeliveredBytes) return "undeliveredBytes";
    return driver.undeliveredBytes + bytes > undeliveredBytesPerSession ? "undeliveredBytesPerSession" : undefined;
  }

  /** Checks the handles in the arguments of a call of ours and takes an id for each (`rpc.channel.allocation`). */
  allocate(found: readonly FoundChannel[]): readonly number[] {
    if (found.length === 0) return NO_IDS;
    this.#checkCount(found.length);
    this.checkHandles(found);
    return found.map(() => this.#freeId());
  }

  /** @throws {MisuseError} for what is no free end of a channel */
  protected checkHandles(found: readonly FoundChannel[]): void {
    const { place } = this.#connection;
    const seen = new Set<unknown>();
    for (const { schema, value } of found) {
      const fits = value instanceof (schema.direction === "rx" ? Rx : Tx);
      if (!fits) throw new MisuseError(`an argument must be the ${schema.direction} end that channel() made`, place);
      const pair = value[PAIR];
      if (pair.isBound || seen.has(pair)) throw new MisuseError("a channel end can be given to one call only", place);
      seen.add(pair);
    }
  }

  /** Brings the channels of a call of ours to life: the other end of each pair works from now on. */
  bindOwn(found: readonly FoundChannel[], ids: readonly number[], request: OutgoingRequest): readonly CallChannel[] {
    if (found.length === 0) return NO_CHANNELS;
    return found.map(({ schema, value }, index) => {
      const id = ids[index] ?? 0;
      if (value instanceof Rx) {
        const sender = this.#send(id, schema);
        value[PAIR].sender = sender;
        if (value[PAIR].isGivenUp) void sender.close();
        return sender;
      }
      const receiver = this.#receive(id, schema, request);
      if (value instanceof Tx) value[PAIR].receiver = receiver;
      receiver.deliver({ type: "local.bind", queued: 0 });
      if (value instanceof Tx && value[PAIR].isGivenUp) receiver.abandon();
      return receiver;
    });
  }

  /** Whether the ids of a Call may be used: not zero, not live, not twice; of our half only in compat. */
  areFree(ids: readonly number[]): boolean {
    const isStrict = this.#connection.driver.policy.profile === "strict";
    return ids.every(
      (id, index) => id !== 0 && !this.isLive(id) && ids.indexOf(id) === index && !(isStrict && this.ids.owns(id)),
    );
  }

  /** Makes the handle for a channel in the arguments of a Call (`rpc.channel.binding.callee-args`). */
  bindTheirs(id: number, schema: ChannelSchema): { readonly handle: unknown; readonly channel: CallChannel } {
    const pair = new Pair<unknown>();
    if (schema.direction === "tx") {
      pair.sender = this.#send(id, schema);
      pair.sender.deliver({ type: "parent.announced" });
      return { handle: new Tx(pair), channel: pair.sender };
    }
    pair.receiver = this.#receive(id, schema, null);
    const early = this.early.take(id);
    for (const item of early?.items ?? []) pair.receiver.item(item);
    if (early?.closed) pair.receiver.deliver({ type: "peer.close", queued: pair.receiver.queued });
    return { handle: new Rx(pair), channel: pair.receiver };
  }

  /** The ids of a Call that will not be bound: what comes for them is dropped. */
  forget(ids: readonly number[]): void {
    for (const id of ids) {
      this.early.take(id);
      if (!this.isLive(id)) this.ended(id).add(id, "reset");
    }
  }

  onItem(message: ChannelItem): void {
    const channel = this.incoming.get(message.channel);
    if (channel !== undefined) channel.item(message.item);
    else this.#consult("item", message);
  }

  onClose(message: CloseChannel): void {
    const channel = this.incoming.get(message.channel);
    if (channel !== undefined) channel.deliver({ type: "peer.close", queued: channel.queued });
    else this.#consult("close", message);
  }

  onReset({ channel }: ResetChannel): void {
    const life = this.outgoing.get(channel) ?? this.incoming.get(channel);
    if (life !== undefined) life.deliver({ type: "peer.reset" });
    else this.#connection.consult({ type: this.#hasEnded(channel) ? "peer.reset.ended" : "peer.reset.unknown" });
  }

  onGrant({ channel, additional }: GrantCredit): void {
    const life = this.outgoing.get(channel);
    if (life !== undefined) life.grant(additional);
    else this.#connection.consult({ type: this.#hasEnded(channel) ? "peer.grant.ended" : "peer.grant.unknown" });
  }

  bufferEarly(message: ChannelItem | CloseChannel): void {
    const limit =
      message.kind === "ChannelItem"
        ? this.early.isClosed(message.channel)
          ? undefined
          : this.early.item(message.channel, message.item)
        : this.early.close(message.channel);
    if (limit === undefined) return;
    const breach = breachOf(limit, this.#connection.driver.policy.limits[limit]);
    this.#connection.consult({ type: "peer.item.flood", breach });
  }

  /** A channel's actor has ended. */
  retire(id: number, direction: "outgoing" | "incoming", outcome: string): void {
    this[direction].delete(id);
    this.#connection.release();
    this.ended(id).add(id, direction === "outgoing" ? "sent" : outcome === "closed" ? "closed" : "reset");
  }

  end(ending: Ending): void {
    this.#connection.driver.undeliveredBytes -= this.#undeliveredBytes;
    this.#isOver = true;
    for (const channel of [...this.outgoing.values(), ...this.incoming.values()]) {
      if (channel.isAlive) channel.deliver({ type: "parent.ended", ending });
    }
  }

  #checkCount(count: number): void {
    const { limits } = this.#connection.driver.policy;
    const { place } = this.#connection;
    if (count > limits.channelsPerCall) {
      throw new LimitError("channelsPerCall", limits.channelsPerCall, "the call has too many channels", place);
    }
    if (this.live + count > limits.channels) {
      throw new LimitError("channels", limits.channels, "the connection has too many channels", place);
    }
  }

  #send(id: number, schema: ChannelSchema): OutgoingChannel<unknown> {
    const channel = new OutgoingChannel(this.#connection, id, schema);
    this.outgoing.set(id, channel);
    this.#connection.retain();
    return channel;
  }

  #receive(id: number, schema: ChannelSchema, introducedBy: OutgoingRequest | null): IncomingChannel<unknown> {
    const channel = new IncomingChannel(this.#connection, id, schema, introducedBy);
    this.incoming.set(id, channel);
    this.#connection.retain();
    return channel;
  }

  protected isLive(id: number): boolean {
    return this.outgoing.has(id) || this.incoming.has(id);
  }

  #hasEnded(id: number): boolean {
    return this.ended(id).get(id) !== undefined;
  }

  /** The next of our half; one that a Call of the counterpart took, as compat lets it, is passed over. */
  #freeId(): number {
    let id = this.ids.allocate();
    while (this.isLive(id)) id = this.ids.allocate();
    return id;
  }

  protected ended(id: number): EndedIds<HowEnded> {
    return this.ids.owns(id) ? this.#endedOwn : this.#endedTheirs;
  }

  #consult(what: "item" | "close", message: ChannelItem | CloseChannel): void {
    const how = this.ended(message.channel).get(message.channel);
    if (how === "closed") this.#connection.consult({ type: `peer.${what}.afterClose` });
    else if (how === "reset" || how === "forgotten") this.#connection.consult({ type: `peer.${what}.ended` });
    // An id of ours that is not live, or one that we send on: nobody may send Items there.
    else if (how === "sent" || this.outgoing.has(message.channel) || this.ids.owns(message.channel)) {
      this.#connection.consult({ type: `peer.${what}.unknown` });
    } else this.#connection.consult({ type: `peer.${what}.unannounced` }, message);
  }
}
