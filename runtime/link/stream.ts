import type { Duplex, Readable, Writable } from "node:stream";
import { FrameReader } from "./frame-reader.ts";
import { DEFAULT_MAX_PAYLOAD, type Link, type LinkEvents, type LinkOptions } from "./link.ts";
import { cannotSend, checkedLimit, LinkError, tooLarge } from "./link-error.ts";
import { StreamOutput } from "./stream-output.ts";
import { DeliveryTurn } from "./turn.ts";

/** A reader and a writer that belong together, such as the two pipes of a child process. */
export interface StreamPair {
  readonly readable: Readable;
  readonly writable: Writable;
}

/** Options of `streamLink`. */
export interface StreamLinkOptions extends LinkOptions {
  /** Name of the link. Default "stream". */
  readonly name?: string;
  /** How to drop the transport. Default: destroy the streams. */
  readonly drop?: () => void;
  /** What is written goes to the kernel, and what comes is from there: nothing in this process. Default false. */
  readonly kernel?: boolean;
}

/** Bytes a held-up link lets pile up before it stops reading. */
const READ_AHEAD = 64 * 1024;
/** How long after a clean end a counterpart may take to read what was sent to it. */
const LINGER_MS = 5_000;

/**
 * A link over byte streams (`transport.stream`, `transport.stream.kinds`). The streams are the link's from here on:
 * nobody else may read, write or set an encoding. Throws LinkError `misuse` for an impossible limit.
 */
export function streamLink(streams: Duplex | StreamPair, options: StreamLinkOptions = {}): Link {
  return isPair(streams)
    ? new StreamLink(streams.readable, streams.writable, options)
    : new StreamLink(streams, streams, options);
}

function isPair(streams: Duplex | StreamPair): streams is StreamPair {
  return typeof streams.readable === "object";
}

class StreamLink implements Link {
  readonly name: string;
  readonly maxPayload: number;
  readonly #readable: Readable;
  readonly #isKernel: boolean;
  readonly #drop: () => void;
  readonly #reader: FrameReader;
  readonly #output: StreamOutput;
  readonly #turn = new DeliveryTurn(() => this.#deliver());
  #events: LinkEvents | undefined;
  #paused = false;
  #inputEnded = false;
  #closing = false;
  /** Set once, when the link is over. */
  #outcome: { readonly error: LinkError | undefined } | undefined;

  constructor(readable: Readable, writable: Writable, options: StreamLinkOptions) {
    this.name = options.name ?? "stream";
    this.maxPayload = checkedLimit(options.maxPayload ?? DEFAULT_MAX_PAYLOAD);
    this.#reader = new FrameReader(this.name, this.maxPayload);
    this.#readable = readable;
    this.#isKernel = options.kernel ?? false;
    this.#output = new StreamOutput(writable, this.#isKernel, () => this.#room());
    this.#drop =
      options.drop ??
      (() => {
        readable.destroy();
        writable.destroy();
      });
    // These listeners stay for good: an error that comes after the end must not become an uncaught exception.
    const failed = (cause: Error) => this.#lose(`the stream failed: ${cause.message}`, cause);
    readable.on("error", failed);
    writable.on("error", failed);
    readable.on("end", () => {
      this.#inputEnded = true;
      this.#deliver();
    });
    readable.on("close", () => {
      if (!this.#inputEnded) this.#lose("the stream was closed before its end");
    });
  }

  get buffered(): number {
    return this.#outcome === undefined ? this.#output.buffered : 0;
  }

  start(events: LinkEvents): void {
    if (this.#events !== undefined) throw new LinkError("misuse", `${this.name}: started twice`);
    this.#events = events;
    const outcome = this.#outcome;
    if (outcome !== undefined) queueMicrotask(() => events.ended(outcome.error));
    else this.#readable.on("data", (chunk: Uint8Array) => this.#received(chunk));
  }

  send(payload: Uint8Array): boolean {
    if (this.#closing || this.#outcome !== undefined) throw cannotSend(this.name, this.#outcome !== undefined);
    if (payload.length > this.maxPayload) throw tooLarge(this.name, "send", payload.length, this.maxPayload);
    return this.#output.send(payload);
  }

  hasten(): void {
    if (!this.#closing && this.#outcome === undefined) this.#output.hasten();
  }

  pause(): void {
    if (this.#paused || this.#outcome !== undefined) return;
    this.#paused = true;
    this.#readable.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#deliverSoon();
  }

  close(): void {
    if (this.#closing || this.#outcome !== undefined) return;
    this.#closing = true;
    this.#output.end();
  }

  destroy(): void {
    if (this.#outcome !== undefined) return;
    const error = new LinkError("destroyed", `${this.name}: destroyed by this side`);
    this.#outcome = { error };
    this.#discard();
    const events = this.#events;
    if (events !== undefined) queueMicrotask(() => events.ended(error));
  }

  limitReceived(bytes: number): void {
    this.#reader.limit = Math.min(checkedLimit(bytes), this.maxPayload);
  }

  #received(chunk: Uint8Array): void {
    if (this.#outcome !== undefined) return;
    this.#reader.push(chunk);
    if (this.#paused || this.#turn.exhausted) this.#holdBack();
    else if (this.#isKernel) this.#deliver();
    else {
      // It may come from inside the `send` of a counterpart in this process: nobody is called from there.
      this.#holdBack();
      this.#deliverSoon();
    }
  }

  #holdBack(): void {
    if (this.#reader.held > READ_AHEAD) this.#readable.pause();
  }

  /** Before anything that the streams say from now on. */
  #deliverSoon(): void {
    process.nextTick(() => this.#deliver());
  }

  #deliver(): void {
    const events = this.#events;
    if (events === undefined) return;
    this.#turn.begin();
    while (!this.#paused && this.#outcome === undefined && this.#turn.allows()) {
      const payload = this.#reader.next();
      if (payload === undefined) {
        this.#turn.end();
        this.#dry();
        return;
      }
      events.payload(payload);
      this.#turn.delivered();
    }
  }

  #dry(): void {
    const { refused } = this.#reader;
    if (refused !== undefined) {
      this.#fail(refused);
    } else if (!this.#inputEnded) {
      if (this.#readable.isPaused()) this.#readable.resume();
    } else {
      const truncation = this.#reader.truncation();
      if (truncation !== undefined) this.#fail(truncation);
      else this.#leave();
    }
  }

  /** After a clean end what we sent may still go out, but a counterpart that never reads must not hold the stream. */
  #leave(): void {
    this.#output.end();
    const linger = setTimeout(() => this.#drop(), LINGER_MS);
    linger.unref();
    this.#output.onceClosed(() => clearTimeout(linger));
    this.#finish();
  }

  #room(): void {
    if (!this.#closing && this.#outcome === undefined) this.#events?.writable();
  }

  #lose(what: string, cause?: Error): void {
    this.#fail(new LinkError("lost", `${this.name}: ${what}`, cause === undefined ? undefined : { cause }));
  }

  #fail(error: LinkError): void {
    if (this.#outcome !== undefined) return;
    this.#discard();
    this.#finish(error);
  }

  #discard(): void {
    this.#output.discard();
    this.#drop();
  }

  #finish(error?: LinkError): void {
    this.#outcome = { error };
    this.#events?.ended(error);
  }
}
