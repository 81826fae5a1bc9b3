import { DEFAULT_MAX_PAYLOAD, type Link, type LinkEvents, type LinkOptions } from "./link.ts";
import { cannotSend, checkedLimit, LinkError, tooLarge } from "./link-error.ts";
import { PayloadQueue } from "./payload-queue.ts";
import { DeliveryTurn } from "./turn.ts";

/** What a transport of whole messages tells its link; never from inside one of its own methods. */
export interface MessageSink {
  /** One payload came. */
  message(bytes: Uint8Array): void;
  /** There is room again after `send` returned false. */
  room(): void;
  /** Nothing comes any more behind what came: the counterpart's clean end, or what it did wrong. */
  last(error?: LinkError): void;
  /** The transport is gone, with whatever was under way. */
  lost(error: LinkError): void;
}

/** A transport that moves whole messages by itself. */
export interface MessageTransport {
  /** Bytes accepted and not yet taken. */
  readonly buffered: number;
  /** Sends one payload and keeps nothing of the caller's bytes. False: `room` is to come. Silent once it is gone. */
  send(payload: Uint8Array): boolean;
  /** Stops reading, where that is possible. */
  hold?(): void;
  release?(): void;
  /** Where what comes may be sent from this process: runs a task once nobody is in the middle of that. */
  readonly later?: ((task: () => void) => void) | undefined;
  /** A payload of this size went to the owner of the link. */
  taken?(bytes: number): void;
  /** Everything sent goes out, then the end. Again: no effect. */
  end(): void;
  /** Drops everything and tells the counterpart why, where that is possible. */
  drop(why: LinkError): void;
}

/** Options of a link over a transport of messages. */
export interface MessageLinkOptions extends LinkOptions {
  /**
   * Bytes received and not yet taken at which the link fails with LinkError `overflow`, where the transport cannot be
   * told to wait. Default 16 MiB.
   */
  readonly maxHeld?: number;
}

/** Bytes a held-up link lets pile up before it stops reading. */
const READ_AHEAD = 64 * 1024;
const DEFAULT_MAX_HELD = 16 * 1024 * 1024;

/** A link over a transport that moves whole messages: one message, one payload. */
export class MessageLink implements Link {
  readonly name: string;
  readonly maxPayload: number;
  readonly #maxHeld: number;
  readonly #transport: MessageTransport;
  readonly #turn = new DeliveryTurn(() => this.#deliver());
  readonly #inbox = new PayloadQueue();
  #limit: number;
  #events: LinkEvents | undefined;
  #paused = false;
  #holding = false;
  #closing = false;
  #last: { readonly error: LinkError | undefined } | undefined;
  /** Set once, when the link is over. */
  #outcome: { readonly error: LinkError | undefined } | undefined;

  /** `open` takes the transport over, listeners and all. Throws LinkError `misuse` for an impossible limit. */
  constructor(name: string, options: MessageLinkOptions, open: (sink: MessageSink) => MessageTransport) {
    this.name = name;
    this.maxPayload = checkedLimit(options.maxPayload ?? DEFAULT_MAX_PAYLOAD);
    this.#limit = this.maxPayload;
    this.#maxHeld = options.maxHeld ?? DEFAULT_MAX_HELD;
    this.#transport = open({
      message: (bytes) => this.#received(bytes),
      room: () => {
        if (!this.#closing && this.#outcome === undefined) this.#events?.writable();
      },
      last: (error) => {
        this.#last ??= { error };
        this.#arrived();
      },
      lost: (error) => {
        if (this.#last === undefined) this.#fail(error);
      },
    });
  }

  get buffered(): number {
    return this.#outcome === undefined ? this.#transport.buffered : 0;
  }

  start(events: LinkEvents): void {
    if (this.#events !== undefined) throw new LinkError("misuse", `${this.name}: started twice`);
    this.#events = events;
    const outcome = this.#outcome;
    queueMicrotask(() => (outcome === undefined ? this.#deliver() : events.ended(outcome.error)));
  }

  send(payload: Uint8Array): boolean {
    if (this.#closing || this.#outcome !== undefined) throw cannotSend(this.name, this.#outcome !== undefined);
    if (payload.length > this.maxPayload) throw tooLarge(this.name, "send", payload.length, this.maxPayload);
    return this.#transport.send(payload);
  }

  pause(): void {
    if (this.#paused || this.#outcome !== undefined) return;
    this.#paused = true;
    this.#hold();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    queueMicrotask(() => this.#deliver());
  }

  close(): void {
    if (this.#closing || this.#outcome !== undefined) return;
    this.#closing = true;
    this.#transport.end();
  }

  destroy(): void {
    if (this.#outcome !== undefined) return;
    const error = new LinkError("destroyed", `${this.name}: destroyed by this side`);
    this.#drop(error);
    const events = this.#events;
    if (events !== undefined) queueMicrotask(() => events.ended(error));
  }

  limitReceived(bytes: number): void {
    this.#limit = Math.min(checkedLimit(bytes), this.maxPayload);
  }

  #received(bytes: Uint8Array): void {
    if (this.#outcome !== undefined || this.#last !== undefined) return;
    if (bytes.length > this.maxPayload) {
      this.#last = { error: tooLarge(this.name, "receive", bytes.length, this.maxPayload) };
    } else if (this.#inbox.held > this.#maxHeld) {
      const what = `${this.#inbox.held} bytes came that nobody took, the limit maxHeld is ${this.#maxHeld} bytes`;
      this.#fail(new LinkError("overflow", `${this.name}: ${what}`));
    } else {
      this.#inbox.push(bytes);
    }
    if (!this.#paused && !this.#turn.exhausted) this.#arrived();
    if (this.#inbox.held > READ_AHEAD) this.#hold();
  }

  #arrived(): void {
    const { later } = this.#transport;
    if (later === undefined) this.#deliver();
    else later(() => this.#deliver());
  }

  #deliver(): void {
    const events = this.#events;
    if (events === undefined) return;
    this.#turn.begin();
    while (!this.#paused && this.#outcome === undefined && this.#turn.allows()) {
      const payload = this.#inbox.shift();
      if (payload === undefined) {
        this.#turn.end();
        this.#dry();
        return;
      }
      if (payload.length > this.#limit) {
        this.#fail(tooLarge(this.name, "receive", payload.length, this.#limit));
        return;
      }
      this.#transport.taken?.(payload.length);
      events.payload(payload);
      this.#turn.delivered();
    }
  }

  #dry(): void {
    const last = this.#last;
    if (last?.error !== undefined) {
      this.#fail(last.error);
    } else if (last !== undefined) {
      this.#outcome = last;
      this.#transport.end();
      this.#events?.ended();
    } else if (this.#holding) {
      this.#holding = false;
      this.#transport.release?.();
    }
  }

  #hold(): void {
    if (this.#holding) return;
    this.#holding = true;
    this.#transport.hold?.();
  }

  #fail(error: LinkError): void {
    if (this.#outcome !== undefined) return;
    this.#drop(error);
    this.#events?.ended(error);
  }

  #drop(error: LinkError): void {
    this.#outcome = { error };
    this.#inbox.clear();
    this.#transport.drop(error);
  }
}
