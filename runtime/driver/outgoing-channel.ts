import type { OutgoingChannelEvent, OutgoingChannelIntent, outgoingChannel } from "../../machines/outgoing-channel.ts";
import { tables } from "../../machines/tables.ts";
import { type Deferred, deferred, mayGoUnseen } from "../deferred.ts";
import { InvalidValueError, LimitError, type Place } from "../errors.ts";
import type { LifeFacts } from "../explanation.ts";
import { type ChannelSchema, type Schema, writeItemHeader } from "../wire/index.ts";
import { closedHere, whyNoWrites } from "./channel-errors.ts";
import type { Connection } from "./connection.ts";
import { SendCredit } from "./credit.ts";
import { type EndWatcher, EndWatchers } from "./end-watchers.ts";
import { Life } from "./life.ts";
import { Writers } from "./writers.ts";

const SENT = Promise.resolve();

/** The sending end: items go straight to the outbox while the chart is in a state tagged `data`. */
export class OutgoingChannel<T> extends Life<typeof outgoingChannel> {
  readonly connection: Connection;
  readonly id: number;
  /** N of the channel's type, in items. */
  readonly initialCredit: number;
  readonly #element: Schema<T>;
  readonly #credit: SendCredit;
  readonly #writers = new Writers<T>();
  #sent = 0;
  #closing: Deferred<void> | null = null;
  #watchers: EndWatchers | null = null;

  constructor(connection: Connection, id: number, schema: ChannelSchema<T>) {
    super(connection.driver, tables.outgoingChannel, { connection: connection.id, channel: id });
    this.connection = connection;
    this.id = id;
    this.initialCredit = schema.initialCredit;
    this.#element = schema.element;
    this.#credit = new SendCredit(schema.initialCredit);
  }

  get place(): Place {
    return { connectionId: this.connection.id, channelId: this.id, state: this.state, timeline: this.timeline };
  }

  facts(state: string): LifeFacts {
    return {
      kind: "outgoingChannel",
      connection: this.connection.id,
      channel: this.id,
      state,
      since: this.since(state),
      sent: this.#sent,
      credit: this.credit,
      waiting: this.waitingWriters,
    };
  }

  get credit(): number {
    return this.#credit.available;
  }

  get waitingWriters(): number {
    return this.#writers.length;
  }

  send(value: T, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return mayGoUnseen(Promise.reject(signal.reason));
    if (this.#writers.length > 0 || !this.#maySend()) return this.#wait(value, signal);
    try {
      this.#emit(value);
      return SENT;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Sends now, or returns false when it would have to wait. Throws what `send` rejects with. */
  trySend(value: T): boolean {
    if (this.#writers.length > 0 || !this.#maySend()) {
      this.check();
      return false;
    }
    this.#emit(value);
    return true;
  }

  /** Throws what a write is told once none can succeed any more. */
  check(): void {
    if (!this.isAlive) throw this.#whyNot(this.state);
    if (this.#closing !== null) throw closedHere(this.place);
  }

  /** Tells `watcher` of the end, at once or later; returns how to call it off. */
  watch(watcher: EndWatcher): () => void {
    if (!this.isAlive) watcher(this.state === "closed" ? null : this.#whyNot(this.state));
    this.#watchers ??= new EndWatchers();
    return this.#watchers.add(watcher);
  }

  close(): Promise<void> {
    if (this.#closing !== null) return this.#closing.promise;
    if (!this.isAlive) return SENT;
    const closing = deferred<void>();
    this.#closing = closing;
    if (this.#writers.length === 0) this.deliver({ type: "local.close" });
    return closing.promise;
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
        this.#closing?.resolve();
        this.#watchers?.tell(null);
        return;
      case "failWriters":
        this.#writers.fail(() => this.#whyNot(from));
        this.#closing?.resolve();
        // Closed over the heads of writers: `sendClose` follows.
        if (this.snapshot.value !== "closed") this.#watchers?.tell(this.#whyNot(from));
    }
  }

  #maySend(): boolean {
    return this.#credit.available > 0 && this.isOpenForData && this.driver.outbox.hasRoom;
  }

  #emit(value: T): void {
    const { writer, outbox, maxPayload } = this.driver;
    writer.reset();
    writeItemHeader(writer, this.connection.id, this.id);
    try {
      this.#element.encode(writer, value);
    } catch (error) {
      throw InvalidValueError.from(error, this.place);
    }
    if (writer.length > maxPayload) throw new LimitError("frame", maxPayload, "the item is too large", this.place);
    this.#credit.take();
    this.#sent++;
    outbox.send(writer.view());
  }

  #wait(value: T, signal: AbortSignal | undefined): Promise<void> {
    try {
      this.check();
    } catch (error) {
      return mayGoUnseen(Promise.reject(error));
    }
    const waiting = this.#writers.add(value, signal, () => this.#afterWithdrawal());
    this.#afterWriters();
    return waiting;
  }

  #afterWithdrawal(): void {
    if (this.#writers.length === 0 && this.state === "stalled") this.deliver({ type: "local.withdraw" });
    this.#afterWriters();
  }

  /** Tells the chart, or the driver, what the writers now wait for. */
  #afterWriters(): void {
    if (this.#writers.length > 0) {
      if (!this.isOpenForData) return;
      if (this.#credit.available === 0) this.deliver({ type: "local.stall" });
      else this.driver.awaitRoom(this);
    } else if (this.#closing !== null && this.isAlive) this.deliver({ type: "local.close" });
  }

  #whyNot(state: string) {
    const { value, context } = this.snapshot;
    return whyNoWrites(value === "reset", context.ending, this.placeIn(state));
  }
}
