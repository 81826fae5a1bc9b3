import type { IncomingChannelEvent, IncomingChannelIntent, incomingChannel } from "../../machines/incoming-channel.ts";
import { tables } from "../../machines/tables.ts";
import { deferred, mayGoUnseen } from "../deferred.ts";
import {
  ChannelError,
  ConnectionEndedError,
  InvalidItemError,
  LimitError,
  type Place,
  type RoamError,
} from "../errors.ts";
import { type ChannelSchema, DecodeError, type Message, Reader, type Schema } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import { ReceiveCredit } from "./credit.ts";
import { Fifo } from "./fifo.ts";
import { Life } from "./life.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";

interface Item<T> {
  readonly value: T;
  readonly bytes: number;
}

interface WaitingReader<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: RoamError) => void;
}

const END: IteratorResult<never, undefined> = Object.freeze({ value: undefined, done: true });

/** The receiving end: items go straight to the queue while the chart is in a state tagged `data`. */
export class IncomingChannel<T> extends Life<typeof incomingChannel> {
  readonly connection: Connection;
  readonly id: number;
  /** N of the channel's type, in items. */
  readonly initialCredit: number;
  /** The call of ours that brought the channel into being, if it was ours. */
  readonly introducedBy: OutgoingRequest | null;
  readonly #element: Schema<T>;
  readonly #credit: ReceiveCredit;
  readonly #items = new Fifo<Item<T>>();
  readonly #readers = new Fifo<WaitingReader<T>>();
  /** No more items will come; readers that find the queue empty get this. */
  #end: { error: RoamError | null } | null = null;
  #failure: RoamError | null = null;

  constructor(connection: Connection, id: number, schema: ChannelSchema<T>, introducedBy: OutgoingRequest | null) {
    const { profile } = connection.driver.policy;
    super(connection.driver, tables.incomingChannel, { connection: connection.id, channel: id, profile });
    this.connection = connection;
    this.id = id;
    this.introducedBy = introducedBy;
    this.initialCredit = schema.initialCredit;
    this.#element = schema.element;
    this.#credit = new ReceiveCredit(schema.initialCredit);
  }

  get place(): Place {
    return { connectionId: this.connection.id, channelId: this.id, state: this.state };
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
    else this.#accept(bytes);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.connection.channels.undeliveredBytes -= item.bytes;
      this.#taken();
      return Promise.resolve({ value: item.value, done: false });
    }
    if (this.#end !== null) {
      const { error } = this.#end;
      // An error is told once; whoever reads on finds the end.
      this.#end = { error: null };
      return error === null ? Promise.resolve(END) : mayGoUnseen(Promise.reject(error));
    }
    const { promise, resolve, reject } = deferred<IteratorResult<T, undefined>>();
    this.#readers.push({ resolve, reject });
    return mayGoUnseen(promise);
  }

  /** The application wants no more. */
  abandon(): void {
    if (this.isAlive) this.deliver({ type: "local.reset" });
    else this.#drop();
  }

  perform(intent: IncomingChannelIntent, _event: IncomingChannelEvent, from: string): void {
    switch (intent.type) {
      case "sendReset":
        this.#sendUrgent({ kind: "ResetChannel", connection: this.connection.id, channel: this.id, metadata: [] });
        return;
      case "finishReaders":
        this.#finish(null);
        return;
      case "failReaders":
        this.#finish(this.#whyLost(from));
        return;
      case "dropItems":
        this.#drop();
        this.#finish(this.#failure);
    }
  }

  #accept(bytes: Uint8Array): void {
    let value: T;
    try {
      const reader = new Reader(bytes);
      value = this.#element.decode(reader);
      reader.finish("item");
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#fail(new InvalidItemError(`channel ${this.id}: ${error.message}`, this.place));
      return;
    }
    const waiting = this.#readers.shift();
    if (waiting !== undefined) {
      this.#taken();
      waiting.resolve({ value, done: false });
      return;
    }
    const { channels } = this.connection;
    const limit = this.driver.policy.limits.undeliveredBytes;
    if (channels.undeliveredBytes + bytes.length > limit) {
      this.#fail(new LimitError("undeliveredBytes", limit, `channel ${this.id} was reset`, this.place));
      return;
    }
    channels.undeliveredBytes += bytes.length;
    this.#items.push({ value, bytes: bytes.length });
  }

  #fail(error: RoamError): void {
    this.#failure = error;
    this.deliver({ type: "local.reset" });
  }

  /** The application took an item: grant credit, or see the end of what is left. */
  #taken(): void {
    const additional = this.#credit.consume();
    if (additional > 0 && this.isOpenForData) {
      this.#sendUrgent({ kind: "GrantCredit", connection: this.connection.id, channel: this.id, additional });
    }
    if (this.#items.length === 0 && this.snapshot.value === "draining") this.deliver({ type: "local.drained" });
  }

  #sendUrgent(message: Message): void {
    if (this.introducedBy === null) this.driver.sendUrgent(message);
    else this.introducedBy.sendUrgent(message);
  }

  #drop(): void {
    for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) {
      this.connection.channels.undeliveredBytes -= item.bytes;
    }
  }

  #finish(error: RoamError | null): void {
    const first = this.#readers.shift();
    this.#end = { error: first === undefined ? error : null };
    if (error === null) first?.resolve(END);
    else first?.reject(error);
    for (let reader = this.#readers.shift(); reader !== undefined; reader = this.#readers.shift()) reader.resolve(END);
  }

  #whyLost(state: string): RoamError {
    const { ending } = this.snapshot.context;
    const place = { ...this.place, state };
    const what = `channel ${this.id}`;
    if (ending !== null) return new ConnectionEndedError(`${what} is lost`, ending, place);
    return new ChannelError("channel-reset", `${what} was broken off by its sender`, place);
  }
}
