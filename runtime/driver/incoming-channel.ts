import type { IncomingChannelEvent, IncomingChannelIntent, incomingChannel } from "../../machines/incoming-channel.ts";
import { tables } from "../../machines/tables.ts";
import { InvalidItemError, LimitError, type Place } from "../errors.ts";
import type { LifeFacts } from "../explanation.ts";
import { type ChannelSchema, DecodeError, type Message, type Schema } from "../wire/index.ts";
import { beyondU32, inUse, whyNoItems } from "./channel-errors.ts";
import type { Connection } from "./connection.ts";
import { ReceiveCredit } from "./credit.ts";
import { ItemQueue } from "./item-queue.ts";
import { Life } from "./life.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import { Readers } from "./readers.ts";

/** The receiving end: items go straight to the queue while the chart is in a state tagged `data`. */
export class IncomingChannel<T> extends Life<typeof incomingChannel> {
  readonly connection: Connection;
  readonly id: number;
  /** N of the channel's type, in items. */
  readonly initialCredit: number;
  /** The call of ours that brought the channel into being and may not be on the wire yet. */
  introducedBy: OutgoingRequest | null;
  readonly #element: Schema<T>;
  readonly #credit: ReceiveCredit;
  readonly #items: ItemQueue<T>;
  readonly #readers = new Readers<T>();
  /** Takes each item as it comes, in place of readers. */
  #use: ((value: T) => void) | null = null;
  /** Why we broke the stream off, if not by choice. */
  #failure: { readonly error: unknown } | null = null;

  constructor(connection: Connection, id: number, schema: ChannelSchema<T>, introducedBy: OutgoingRequest | null) {
    const { profile } = connection.driver.policy;
    super(connection.driver, tables.incomingChannel, { connection: connection.id, channel: id, profile });
    this.connection = connection;
    this.id = id;
    this.introducedBy = introducedBy;
    this.initialCredit = schema.initialCredit;
    this.#element = schema.element;
    this.#items = new ItemQueue(connection.channels);
    this.#credit = new ReceiveCredit(schema.initialCredit);
  }

  get place(): Place {
    return { connectionId: this.connection.id, channelId: this.id, state: this.state, timeline: this.timeline };
  }

  facts(state: string): LifeFacts {
    return {
      kind: "incomingChannel",
      connection: this.connection.id,
      channel: this.id,
      state,
      since: this.since(state),
      queued: this.queued,
      credit: this.credit,
      waiting: this.waitingReaders,
    };
  }

  get queued(): number {
    return this.#items.length;
  }

  /** What the sender may still send. */
  get credit(): number {
    return this.#credit.outstanding;
  }

  get waitingReaders(): number {
    return this.#readers.length;
  }

  /** An Item came. */
  item(bytes: Uint8Array): void {
    if (!this.isOpenForData) this.deliver({ type: "peer.item" });
    else if (!this.#credit.arrive()) this.deliver({ type: "peer.item.overrun" });
    else this.#accept(bytes, 0);
  }

  /** An Item came; its value begins at `offset` of its frame. */
  itemIn(frame: Uint8Array, offset: number): void {
    if (!this.isOpenForData || !this.#credit.arrive()) this.item(frame.subarray(offset));
    else this.#accept(frame, offset);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#use !== null) return Promise.reject(inUse(this.place));
    const item = this.#items.shift();
    if (item === undefined) return this.#readers.wait();
    this.#taken(1);
    return Promise.resolve({ value: item.value, done: false });
  }

  /** What is queued, at most `max`; waits for one item when there is none. Empty at the end. */
  take(max: number): Promise<T[]> {
    if (this.#use !== null) return Promise.reject(inUse(this.place));
    if (this.#items.length === 0) return this.#readers.waitForBatch();
    const batch = this.#items.take(max);
    this.#taken(batch.length);
    return Promise.resolve(batch);
  }

  /** Calls `use` with each item, at once when it comes; credit follows when `use` has returned. */
  forEach(use: (value: T) => void): Promise<void> {
    if (this.#use !== null || this.#readers.length > 0) return Promise.reject(inUse(this.place));
    this.#use = use;
    for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) this.#apply(use, item.value);
    return this.#readers.waitForEnd();
  }

  /**
   * A grant by hand. Nothing happens when no items can come any more.
   *
   * @throws {MisuseError} when the sender could come to hold more than a u32
   */
  grant(additional: number): void {
    if (!this.isOpenForData) return;
    if (!this.#credit.grant(additional)) throw beyondU32(additional, this.place);
    this.#sendGrant(additional);
  }

  /** The application wants no more. */
  abandon(): void {
    this.#breakOff(null);
  }

  perform(intent: IncomingChannelIntent, _event: IncomingChannelEvent, from: string): void {
    switch (intent.type) {
      case "sendReset":
        this.#sendUrgent({ kind: "ResetChannel", connection: this.connection.id, channel: this.id, metadata: [] });
        return;
      case "finishReaders":
        this.#readers.finish(null);
        return;
      case "failReaders":
        this.#readers.finish({ error: whyNoItems(this.snapshot.context.ending, this.placeIn(from)) });
        return;
      case "dropItems":
        this.#items.clear();
        this.#readers.finish(this.#failure);
    }
  }

  #accept(frame: Uint8Array, offset: number): void {
    const reader = this.driver.reader.over(frame, offset);
    let value: T;
    try {
      value = this.#element.decode(reader);
      reader.finish("item");
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      if (offset > 0) {
        // Once more, so that the error counts bytes from the beginning of the item.
        this.#accept(frame.subarray(offset), 0);
        return;
      }
      this.#breakOff({ error: new InvalidItemError(`channel ${this.id}: ${error.message}`, this.place) });
      return;
    }
    if (this.#use !== null) {
      this.#apply(this.#use, value);
      return;
    }
    if (this.#readers.hand(value)) {
      this.#taken(1);
      return;
    }
    const size = frame.length - offset;
    const limit = this.connection.channels.noRoomFor(size);
    if (limit !== undefined) {
      const figure = this.driver.policy.limits[limit];
      this.#breakOff({ error: new LimitError(limit, figure, `channel ${this.id} was reset`, this.place) });
      return;
    }
    this.#items.push({ value, bytes: size });
  }

  #apply(use: (value: T) => void, value: T): void {
    try {
      use(value);
    } catch (error) {
      this.#breakOff({ error });
      return;
    }
    this.#taken(1);
  }

  #breakOff(failure: { readonly error: unknown } | null): void {
    this.#failure = failure;
    if (this.isAlive) this.deliver({ type: "local.reset" });
    else {
      this.#items.clear();
      this.#readers.finish(failure);
    }
  }

  /** The application took items: grant credit, or see the end of what is left. */
  #taken(items: number): void {
    const additional = this.#credit.consume(items);
    if (additional > 0 && this.isOpenForData) this.#sendGrant(additional);
    if (this.#items.length === 0 && this.snapshot.value === "draining") this.deliver({ type: "local.drained" });
  }

  #sendGrant(additional: number): void {
    this.#sendUrgent({ kind: "GrantCredit", connection: this.connection.id, channel: this.id, additional });
  }

  #sendUrgent(message: Message): void {
    if (this.introducedBy === null) this.driver.sendUrgent(message);
    else this.introducedBy.sendUrgent(message);
  }
}
