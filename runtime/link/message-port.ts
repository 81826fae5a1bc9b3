import type { Link } from "./link.ts";
import { LinkError } from "./link-error.ts";
import { MessageLink, type MessageLinkOptions, type MessageSink, type MessageTransport } from "./message-link.ts";
import { OVERHEAD, PayloadQueue } from "./payload-queue.ts";
import { listenTo, type PortLike, release } from "./port-like.ts";
import { PacketWriter, readPacket } from "./port-packet.ts";

/** Options of `portLink`. */
export interface PortLinkOptions extends MessageLinkOptions {
  /** Name of the link. Default "port". */
  readonly name?: string;
}

/** Bytes that may be on their way in one direction, {@link OVERHEAD} for each payload included; one payload may cross it. */
const WINDOW = 256 * 1024;
/** What was taken is told in pieces of this size. */
const TELL_AT = WINDOW / 4;
/** How long after the counterpart's end it may take what was sent to it. */
const LINGER_MS = 5_000;

/** Nothing comes after this number. */
const END = 0;
/** Instead of an end: the sender dropped the link. */
const DROPPED = -1;

/**
 * A link over a MessagePort, a Worker, or a worker's scope. The other side must be a `portLink` too. A port is the
 * link's from here on and closed with it; a Worker is not ended.
 *
 * On the wire payloads go in packets, each an ArrayBuffer, transferred, and everything else is a number:
 * - above 0: so many bytes of yours were taken, 64 more for each payload; no more than 256 KiB go out without
 * - 0: nothing comes after this
 * - -1: dropped
 */
export function portLink(port: PortLike, options: PortLinkOptions = {}): Link {
  const name = options.name ?? "port";
  return new MessageLink(name, options, (sink) => new PortTransport(port, name, sink));
}

class PortTransport implements MessageTransport {
  readonly #port: PortLike;
  readonly #sink: MessageSink;
  readonly #packets: PacketWriter;
  /** What waits for credit. */
  readonly #queue = new PayloadQueue();
  /** Bytes that may still go into packets; below 0 after a payload that crossed the window. */
  #credit = WINDOW;
  /** Bytes that the owner took and the counterpart was not told of. */
  #taken = 0;
  #isFull = false;
  #ending = false;
  #endPosted = false;
  #endReceived = false;
  #isOver = false;
  #linger: ReturnType<typeof setTimeout> | undefined;

  constructor(port: PortLike, name: string, sink: MessageSink) {
    this.#port = port;
    this.#sink = sink;
    this.#packets = new PacketWriter((packet) => port.postMessage(packet, [packet]));
    const bad = (what: string) => sink.last(new LinkError("bad-message", `${name}: the counterpart sent ${what}`));
    const gone = (cause?: unknown) => {
      this.#leave();
      sink.lost(new LinkError("lost", `${name}: the counterpart is gone`, cause === undefined ? {} : { cause }));
    };
    const payload = (bytes: Uint8Array) => sink.message(bytes);
    listenTo(port, {
      message: (value) => {
        if (this.#isOver) return;
        if (value instanceof ArrayBuffer && !this.#endReceived) {
          if (!readPacket(value, payload)) bad("a packet that is cut off");
        } else if (value === END) {
          this.#endReceived = true;
          sink.last();
          this.#leaveWhenDone();
        } else if (value === DROPPED) {
          gone();
        } else if (typeof value === "number" && value > 0 && value <= WINDOW - this.#credit) {
          this.#credit += value;
          this.#pump();
        } else {
          bad("neither a payload nor a number that means something");
        }
      },
      unreadable: () => bad("what cannot be read here"),
      gone: (cause) => {
        if (!this.#isOver) gone(cause);
      },
    });
  }

  get buffered(): number {
    return this.#queue.held + this.#packets.pending;
  }

  send(payload: Uint8Array): boolean {
    if (this.#isOver) return true;
    if (this.#credit > 0) this.#pack(payload);
    else this.#queue.push(new Uint8Array(payload));
    this.#isFull = this.#credit <= 0;
    return !this.#isFull;
  }

  taken(bytes: number): void {
    this.#taken += bytes + OVERHEAD;
    if (this.#taken < TELL_AT || this.#isOver) return;
    this.#port.postMessage(this.#taken, []);
    this.#taken = 0;
  }

  end(): void {
    this.#ending = true;
    this.#pump();
    if (!this.#endReceived || this.#isOver) return;
    this.#linger ??= setTimeout(() => this.#leave(), LINGER_MS);
  }

  drop(): void {
    if (!this.#isOver) this.#port.postMessage(DROPPED, []);
    this.#leave();
  }

  #pump(): void {
    if (this.#isOver) return;
    while (this.#credit > 0) {
      const payload = this.#queue.shift();
      if (payload === undefined) {
        this.#dry();
        return;
      }
      this.#pack(payload);
    }
  }

  #pack(payload: Uint8Array): void {
    this.#credit -= payload.length + OVERHEAD;
    this.#packets.push(payload);
  }

  #dry(): void {
    if (this.#ending && !this.#endPosted) {
      this.#endPosted = true;
      this.#packets.flush();
      this.#port.postMessage(END, []);
      this.#leaveWhenDone();
    } else if (this.#isFull) {
      this.#isFull = false;
      this.#sink.room();
    }
  }

  #leaveWhenDone(): void {
    if (this.#endPosted && this.#endReceived) this.#leave();
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#linger);
    this.#queue.clear();
    this.#packets.discard();
    release(this.#port);
  }
}
