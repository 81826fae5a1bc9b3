import type { OutgoingRequestEvent, OutgoingRequestIntent, outgoingRequest } from "../../machines/outgoing-request.ts";
import { tables } from "../../machines/tables.ts";
import { CallGivenUpError, ConnectionEndedError, InvalidResponseError, type Place, type RoamError } from "../errors.ts";
import type { LifeFacts } from "../explanation.ts";
import {
  DecodeError,
  type Envelope,
  emptyMetadata,
  isRefusal,
  type Message,
  type Metadata,
  type Response,
  readEnvelope,
} from "../wire/index.ts";
import { type CallChannel, NO_CHANNELS } from "./channels.ts";
import type { Connection } from "./connection.ts";
import { Life } from "./life.ts";
import type { Method } from "./method.ts";
import type { Waiter } from "./slots.ts";
import type { Timer } from "./timer-wheel.ts";

/** Hears how a call ended; exactly one of the two is called, once. */
export interface CallObserver {
  answered(envelope: Envelope<unknown, unknown>, metadata: Metadata, request: OutgoingRequest): void;
  failed(error: RoamError): void;
  /** In place of `answered`: takes the Response as it came. */
  relayed?(response: Response): void;
  /** The Call is on the wire. */
  sent?(): void;
  /** What came with the answer. */
  readonly metadata?: Metadata;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call is given up and the counterpart told. None by default. */
  readonly timeoutMs?: number | undefined;
}

const RESPONSE = { type: "peer.response" } as const;

/** A call that we make. */
export class OutgoingRequest extends Life<typeof outgoingRequest> implements Waiter {
  readonly connection: Connection;
  readonly id: number;
  readonly method: Method;
  readonly #observer: CallObserver;
  #options: CallOptions & { readonly cancelMetadata?: Metadata };
  /** Channels that this call brings into being, in discovery order. */
  channels: readonly CallChannel[] = NO_CHANNELS;
  isInLine = false;
  #frame: Uint8Array | null = null;
  /** What is to be said about its channels as soon as the Call itself is out. */
  #afterCall: Message[] | null = null;
  /** What came, as a message or already read. */
  #response: Response | Envelope<unknown, unknown> | null = null;
  #timer: Timer | null = null;

  constructor(connection: Connection, id: number, method: Method, observer: CallObserver, options: CallOptions) {
    const { driver } = connection;
    const input = { connection: connection.id, request: id, method: method.fullName };
    super(driver, tables.outgoingRequest, input, driver.pools.outgoingRequest);
    this.connection = connection;
    this.id = id;
    this.method = method;
    this.#observer = observer;
    this.#options = options;
    if (options.timeoutMs !== undefined) {
      this.#timer = this.driver.timers.arm(options.timeoutMs, () => this.deliver({ type: "timer.deadline" }));
    }
    options.signal?.addEventListener("abort", this);
  }

  get place(): Place {
    return { connectionId: this.connection.id, requestId: this.id, state: this.state, timeline: this.timeline };
  }

  facts(state: string): LifeFacts {
    const { connection, driver } = this;
    const { timeoutMs, signal } = this.#options;
    return {
      kind: "outgoingRequest",
      connection: connection.id,
      request: this.id,
      method: this.method.fullName,
      state,
      since: this.since(state),
      limit: connection.snapshot.context.remote?.maxConcurrentRequests ?? 0,
      isBlocked: driver.outbox.isFull,
      // A wait that is over needs no warning.
      isBounded: state !== this.state || timeoutMs !== undefined || signal !== undefined || driver.keepalive !== null,
    };
  }

  /** What came with the answer; empty before. */
  get answerMetadata(): Metadata {
    return this.#observer.metadata ?? emptyMetadata;
  }

  get withdrawn(): boolean {
    return this.snapshot.value !== "queued";
  }

  /** The Request as bytes, kept until there is a slot for it. */
  hold(frame: Uint8Array): void {
    this.#frame = frame;
  }

  /** Sends a message about one of its channels: ahead of what waits for the link, but never ahead of the Call. */
  sendUrgent(message: Message): void {
    if (this.#frame === null) {
      this.driver.sendUrgent(message, this);
      return;
    }
    this.#afterCall ??= [];
    this.#afterCall.push(message);
  }

  /** Gives the call up. Idempotent. */
  cancel(): void {
    if (this.isAlive) this.deliver({ type: "local.cancel" });
  }

  /** Hears the signal of its options: a listener of its own for each call would be a closure for each call. */
  handleEvent(): void {
    this.cancel();
  }

  /** The same, with metadata for the counterpart. */
  cancelWith(metadata: Metadata): void {
    this.#options = { ...this.#options, cancelMetadata: metadata };
    this.cancel();
  }

  /** A call that never ran has bound none of its channels there, whether or not its answer still matters here. */
  noteRefusal({ ret }: Response): void {
    if (isRefusal(ret)) this.#endChannels("callRefused", "its call was refused");
  }

  /**
   * A Response without channels and metadata came; its result begins at `offset` of its frame. False where more is to be
   * done with it, or said about it, than to settle: it must then come as a message.
   */
  respondIn(frame: Uint8Array, offset: number): boolean {
    if (this.channels.length > 0 || this.#observer.relayed !== undefined) return false;
    try {
      this.#response = readEnvelope(this.driver.reader.over(frame, offset), this.method.ok, this.method.err);
    } catch (error) {
      if (error instanceof DecodeError) return false;
      throw error;
    }
    this.deliver(RESPONSE);
    return true;
  }

  respond(response: Response): void {
    this.#response = response;
    this.deliver(RESPONSE);
    // The caller learns first: the last channel may take the connection along.
    this.noteRefusal(response);
    // The Call is out, so nothing can overtake it: a channel may live long, and need not keep its call.
    for (const channel of this.channels) if ("introducedBy" in channel) channel.introducedBy = null;
  }

  perform(intent: OutgoingRequestIntent, _event: OutgoingRequestEvent, from: string): void {
    switch (intent.type) {
      case "sendCall":
        this.#sendCall();
        return;
      case "sendCancel": {
        this.#disarm();
        const { cancelMetadata = emptyMetadata } = this.#options;
        this.driver.sendUrgent(
          { kind: "CancelRequest", connection: this.connection.id, request: this.id, metadata: cancelMetadata },
          this,
        );
        return;
      }
      case "settle":
        this.#settle();
        return;
      case "reject":
        this.#observer.failed(this.#whyNot(from));
        return;
      case "armGiveUp": {
        const { giveUpMs } = this.driver.policy.limits;
        this.#timer = this.driver.timers.arm(giveUpMs, () => this.deliver({ type: "timer.giveUp" }));
        return;
      }
      case "freeSlot":
        this.connection.requests.starts.freeCall();
        return;
      case "expectLateResponse":
        this.connection.requests.expectLate(this);
    }
  }

  protected override retireUnseen(): void {
    this.connection.requests.retireOutgoing(this.id);
  }

  /** The actor has ended. */
  retire(): void {
    this.#disarm();
    if (this.#frame === null) return;
    this.#frame = null;
    this.#afterCall = null;
    this.#endChannels("callNotSent", "its call was never sent");
  }

  #sendCall(): void {
    if (this.#frame === null) return;
    this.driver.outbox.send(this.#frame, this);
    this.#frame = null;
    const after = this.#afterCall;
    this.#afterCall = null;
    if (after !== null) for (const message of after) this.sendUrgent(message);
    for (const channel of this.channels) if ("send" in channel) channel.deliver({ type: "parent.announced" });
    this.#observer.sent?.();
  }

  #settle(): void {
    const response = this.#response;
    if (response === null) return;
    this.#response = null;
    if (response.kind !== "Response") {
      this.#observer.answered(response, emptyMetadata, this);
      return;
    }
    if (this.#observer.relayed !== undefined) {
      this.#observer.relayed(response);
      return;
    }
    let envelope: Envelope<unknown, unknown>;
    try {
      envelope = readEnvelope(this.driver.reader.over(response.ret, 0), this.method.ok, this.method.err);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const name = this.method.fullName;
      this.#observer.failed(new InvalidResponseError(`${name}: ${error.message}`, { ...this.place, cause: error }));
      return;
    }
    this.#observer.answered(envelope, response.metadata, this);
  }

  #endChannels(cause: "callRefused" | "callNotSent", detail: string): void {
    for (const channel of this.channels) {
      if (channel.isAlive) channel.deliver({ type: "parent.ended", ending: { cause, detail } });
    }
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#options.signal?.removeEventListener("abort", this);
  }

  #whyNot(state: string): RoamError {
    const { gaveUp, ending } = this.snapshot.context;
    const { fullName } = this.method;
    const { signal, timeoutMs } = this.#options;
    if (gaveUp === "cancelled") {
      const cause = signal?.aborted ? signal.reason : undefined;
      return new CallGivenUpError("cancelled", `${fullName} was cancelled`, { ...this.place, state, cause });
    }
    const place = this.placeIn(state);
    if (gaveUp === "timedOut") {
      return new CallGivenUpError("timed-out", `${fullName} was given up after ${timeoutMs} ms`, place);
    }
    return new ConnectionEndedError(fullName, ending ?? { cause: "closedHere", detail: "closed" }, place);
  }
}
