import type { OutgoingRequestEvent, OutgoingRequestIntent, outgoingRequest } from "../../machines/outgoing-request.ts";
import { tables } from "../../machines/tables.ts";
import { CallGivenUpError, ConnectionEndedError, InvalidResponseError, type Place, type RoamError } from "../errors.ts";
import {
  DecodeError,
  type Envelope,
  type Message,
  type Metadata,
  Reader,
  type Response,
  readEnvelope,
} from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import type { IncomingChannel } from "./incoming-channel.ts";
import { Life } from "./life.ts";
import type { Method } from "./method.ts";
import type { OutgoingChannel } from "./outgoing-channel.ts";
import type { Waiter } from "./slots.ts";
import type { Timer } from "./timer-wheel.ts";

/** Hears how a call ended; exactly one of the two is called, once. */
export interface CallObserver {
  answered(envelope: Envelope<unknown, unknown>, metadata: Metadata, place: Place): void;
  failed(error: RoamError): void;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call is given up and the counterpart told. None by default. */
  readonly timeoutMs?: number | undefined;
}

/** A call that we make. */
export class OutgoingRequest extends Life<typeof outgoingRequest> implements Waiter {
  readonly connection: Connection;
  readonly id: number;
  readonly method: Method;
  readonly #observer: CallObserver;
  readonly #options: CallOptions;
  /** Channels that this call brings into being, in discovery order. */
  channels: readonly (OutgoingChannel<unknown> | IncomingChannel<unknown>)[] = [];
  isInLine = false;
  #frame: Uint8Array | null = null;
  /** What is to be said about its channels as soon as the Call itself is out. */
  #afterCall: Message[] = [];
  #response: Response | null = null;
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
    options.signal?.addEventListener("abort", this.cancel);
  }

  get place(): Place {
    return { connectionId: this.connection.id, requestId: this.id, state: this.state };
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
    if (this.#frame === null) this.driver.sendUrgent(message, this);
    else this.#afterCall.push(message);
  }

  /** Gives the call up. Idempotent. */
  readonly cancel = (): void => {
    if (this.isAlive) this.deliver({ type: "local.cancel" });
  };

  respond(response: Response): void {
    this.#response = response;
    this.deliver({ type: "peer.response" });
  }

  perform(intent: OutgoingRequestIntent, _event: OutgoingRequestEvent, from: string): void {
    switch (intent.type) {
      case "sendCall":
        this.#sendCall();
        return;
      case "sendCancel":
        this.#disarm();
        this.driver.sendUrgent(
          { kind: "CancelRequest", connection: this.connection.id, request: this.id, metadata: [] },
          this,
        );
        return;
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
        this.connection.requests.freeOutgoing();
        return;
      case "expectLateResponse":
        this.connection.requests.expectLate(this.id);
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
    this.#afterCall = [];
    this.#endChannels("callNotSent", "its call was never sent");
  }

  #sendCall(): void {
    if (this.#frame === null) return;
    this.driver.outbox.send(this.#frame, this);
    this.#frame = null;
    for (const message of this.#afterCall.splice(0)) this.sendUrgent(message);
    for (const channel of this.channels) if ("send" in channel) channel.deliver({ type: "parent.announced" });
  }

  #settle(): void {
    const response = this.#response;
    if (response === null) return;
    this.#response = null;
    const { place } = this;
    let envelope: Envelope<unknown, unknown>;
    try {
      envelope = readEnvelope(new Reader(response.ret), this.method.ok, this.method.err);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const name = this.method.fullName;
      this.#observer.failed(new InvalidResponseError(`${name}: ${error.message}`, { ...place, cause: error }));
      return;
    }
    if (envelope.kind === "unknownMethod" || envelope.kind === "invalidPayload") {
      this.#endChannels("callRefused", "its call was refused");
    }
    this.#observer.answered(envelope, response.metadata, place);
  }

  #endChannels(cause: "callRefused" | "callNotSent", detail: string): void {
    for (const channel of this.channels) {
      if (channel.isAlive) channel.deliver({ type: "parent.ended", ending: { cause, detail } });
    }
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#options.signal?.removeEventListener("abort", this.cancel);
  }

  #whyNot(state: string): RoamError {
    const { gaveUp, ending } = this.snapshot.context;
    const name = `${this.method.fullName} (request ${this.id})`;
    const cause = this.#options.signal?.aborted ? { cause: this.#options.signal.reason } : {};
    const place = { ...this.place, state, ...cause };
    if (gaveUp === "cancelled") return new CallGivenUpError("cancelled", `${name} was cancelled`, place);
    if (gaveUp === "timedOut") {
      const waited = `${this.#options.timeoutMs} ms`;
      return new CallGivenUpError("timed-out", `${name} was given up after ${waited}`, place);
    }
    const lost = ending ?? { cause: "closedHere", detail: "closed" };
    const waitedFor = state === "queued" ? "queued for a free slot" : "awaiting its response";
    return new ConnectionEndedError(`${name}, ${waitedFor}, is lost`, lost, place);
  }
}
