import type { OutgoingChannelEvent, OutgoingChannelIntent, outgoingChannel } from "../../machines/outgoing-channel.ts";
import { tables } from "../../machines/tables.ts";
import { deferred, mayGoUnseen } from "../deferred.ts";
import { ChannelError, ConnectionEndedError, LimitError, type Place, type RoamError } from "../errors.ts";
import { type ChannelSchema, type Schema, writeItemHeader } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import { SendCredit } from "./credit.ts";
import { Fifo } from "./fifo.ts";
import { Life } from "./life.ts";

interface WaitingWriter<T> {
  readonly value: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const SENT = Promise.resolve();

/** The sending end: items go straight to the outbox while the chart is in a state tagged `data`. */
export class OutgoingChannel<T> extends Life<typeof outgoingChannel> {
  readonly connection: Connection;
  readonly id: number;
  /** N of the channel's type, in items. */
  readonly initialCredit: number;
  readonly #element: Schema<T>;
  readonly #credit: SendCredit;
  readonly #writers = new Fifo<WaitingWriter<T>>();
  #closing: { promise: Promise<void>; done: () => void } | null = null;

  constructor(connection: Connection, id: number, schema: ChannelSchema<T>) {
    super(connection.driver, tables.outgoingChannel, { connection: connection.id, channel: id });
    this.connection = connection;
    this.id = id;
    this.initialCredit = schema.initialCredit;
    this.#element = schema.element;
    this.#credit = new SendCredit(schema.initialCredit);
  }

  get place(): Place {
    return { connectionId: this.connection.id, channelId: this.id, state: this.state };
  }

  get credit(): number {
    return this.#credit.available;
  }

  get waitingWriters(): number {
    return this.#writers.length;
  }

  send(value: T, signal?: AbortSignal): Promise<void> {
    if (this.#writers.length > 0 || !this.#maySend()) return this.#wait(value, signal);
    try {
      this.#emit(value);
      return SENT;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  close(): Promise<void> {
    if (this.#closing !== null) return this.#closing.promise;
    if (!this.isAlive) return SENT;
    const { promise, resolve } = deferred<void>();
    this.#closing = { promise, done: resolve };
    if (this.#writers.length === 0) this.deliver({ type: "local.close" });
    return promise;
  }

  /** GrantCredit came. */
  grant(additional: number): void {
    if (!this.#credit.grant(additional)) this.deliver({ type: "peer.grant.overflow" });
    else if (!this.isOpenForData) this.deliver({ type: "peer.grant" });
  }

  /** Lets waiting writers on, as far as credit and the outbox go. */
  pump(): void {
    while (this.#writers.length > 0 && this.#maySend()) {
      const writer = this.#writers.shift();
      if (writer === undefined) break;
      try {
        this.#emit(writer.value);
        writer.resolve();
      } catch (error) {
        writer.reject(error);
      }
    }
    this.#afterWriters();
  }

  perform(intent: OutgoingChannelIntent, _event: OutgoingChannelEvent, from: string): void {
    switch (intent.type) {
      case "startWriters":
        this.pump();
        return;
      case "sendClose":
        this.driver.send({ kind: "CloseChannel", connection: this.connection.id, channel: this.id, metadata: [] });
        this.#closing?.done();
        return;
      case "failWriters":
        for (let writer = this.#writers.shift(); writer !== undefined; writer = this.#writers.shift()) {
          writer.reject(this.#whyNot(from));
        }
        this.#closing?.done();
    }
  }

  #maySend(): boolean {
    return this.#credit.available > 0 && this.isOpenForData && this.driver.outbox.hasRoom;
  }

  #emit(value: T): void {
    const { writer, outbox, maxPayload } = this.driver;
    writer.reset();
    writeItemHeader(writer, this.connection.id, this.id);
    this.#element.encode(writer, value);
    if (writer.length > maxPayload) throw new LimitError("frame", maxPayload, "the item is too large", this.place);
    this.#credit.take();
    outbox.send(writer.view());
  }

  #wait(value: T, signal: AbortSignal | undefined): Promise<void> {
    if (!this.isAlive) return mayGoUnseen(Promise.reject(this.#whyNot(this.state)));
    if (this.#closing !== null)
      return mayGoUnseen(
        Promise.reject(new ChannelError("channel-closed", `channel ${this.id} is closed`, this.place)),
      );
    if (signal?.aborted) return mayGoUnseen(Promise.reject(signal.reason));
    const { promise, resolve, reject } = deferred<void>();
    const writer: WaitingWriter<T> = { value, resolve, reject };
    this.#writers.push(writer);
    if (signal !== undefined) this.#withdrawOn(signal, writer, promise);
    this.#afterWriters();
    return mayGoUnseen(promise);
  }

  #withdrawOn(signal: AbortSignal, writer: WaitingWriter<T>, promise: Promise<void>): void {
    const withdraw = () => {
      this.#writers.remove(writer);
      writer.reject(signal.reason);
      if (this.#writers.length === 0 && this.state === "stalled") this.deliver({ type: "local.withdraw" });
      this.#afterWriters();
    };
    signal.addEventListener("abort", withdraw, { once: true });
    const forget = () => signal.removeEventListener("abort", withdraw);
    promise.then(forget, forget);
  }

  /** Tells the chart, or the driver, what the writers now wait for. */
  #afterWriters(): void {
    if (this.#writers.length > 0) {
      if (!this.isOpenForData) return;
      if (this.#credit.available === 0) this.deliver({ type: "local.stall" });
      else this.driver.awaitRoom(this);
    } else if (this.#closing !== null && this.isAlive) this.deliver({ type: "local.close" });
  }

  #whyNot(state: string): RoamError {
    const { snapshot } = this;
    const place = { ...this.place, state };
    const what = `channel ${this.id}`;
    if (snapshot.value === "reset")
      return new ChannelError("channel-reset", `${what} was reset by its receiver`, place);
    const { ending } = snapshot.context;
    if (ending !== null) return new ConnectionEndedError(`${what} is lost`, ending, place);
    return new ChannelError("channel-closed", `${what} is closed`, place);
  }
}
