import type { Link } from "./link.ts";
import { LinkError } from "./link-error.ts";
import { MessageLink, type MessageLinkOptions, type MessageSink, type MessageTransport } from "./message-link.ts";
import { NORMAL, noBinary, OPEN, tellClose } from "./websocket-close.ts";

/** What a link needs of a WebSocket: that of browsers has it, and those of others made in its likeness. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "message" | "close" | "error", listener: (event: object) => void): void;
}

/** Options of `webSocketLink`. */
export interface WebSocketLinkOptions extends MessageLinkOptions {
  /** Name of the link. Default "websocket". */
  readonly name?: string;
}

/** Bytes waiting in the socket at which `send` returns false, and at which there is room again. */
const HIGH = 512 * 1024;
const LOW = 128 * 1024;
/** Nothing tells when `bufferedAmount` falls: it is looked at this often, in milliseconds, while a sender waits. */
const POLL_MS = 5;
/** The only codes that a page may close with are 1000 and these. */
const COMPLAINT = 4000;

/**
 * A link over an open WebSocket: one binary message, one payload (`transport.websocket`). The socket is the link's from
 * here on.
 *
 * A WebSocket cannot close one direction alone: after `close` a browser drops what the counterpart still sends. Nor can
 * it wait: what a paused link receives is held up to `maxHeld`. Throws LinkError `misuse` unless the socket is open.
 */
export function webSocketLink(socket: WebSocketLike, options: WebSocketLinkOptions = {}): Link {
  const name = options.name ?? "websocket";
  if (socket.readyState !== OPEN) throw new LinkError("misuse", `${name}: the WebSocket is not open`);
  return new MessageLink(name, options, (sink) => new WebSocketTransport(socket, name, sink));
}

class WebSocketTransport implements MessageTransport {
  readonly #socket: WebSocketLike;
  readonly #sink: MessageSink;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(socket: WebSocketLike, name: string, sink: MessageSink) {
    this.#socket = socket;
    this.#sink = sink;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", (event) => {
      const bytes = "data" in event ? bytesOf(event.data) : undefined;
      if (bytes === undefined) sink.last(noBinary(name));
      else sink.message(bytes);
      // Timers of a page in the background go off once a second or less; messages come as ever.
      if (this.#poll !== undefined) this.#look();
    });
    socket.addEventListener("close", (event) => {
      this.#stopPolling();
      const code = "code" in event && typeof event.code === "number" ? event.code : 1006;
      const reason = "reason" in event && typeof event.reason === "string" ? event.reason : "";
      tellClose(sink, name, code, reason);
    });
    // What is to know comes with `close`; a socket in the likeness may want this heard.
    socket.addEventListener("error", () => {});
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  send(payload: Uint8Array): boolean {
    // Closed by the counterpart, which is about to be told.
    if (this.#socket.readyState !== OPEN) return true;
    this.#socket.send(new Uint8Array(payload));
    if (this.#socket.bufferedAmount < HIGH) return true;
    this.#poll ??= setInterval(() => this.#look(), POLL_MS);
    return false;
  }

  end(): void {
    this.#stopPolling();
    this.#socket.close(NORMAL);
  }

  drop(why: LinkError): void {
    this.#stopPolling();
    this.#socket.close(COMPLAINT, why.code);
  }

  #look(): void {
    if (this.#socket.readyState === OPEN && this.#socket.bufferedAmount > LOW) return;
    this.#stopPolling();
    if (this.#socket.readyState === OPEN) this.#sink.room();
  }

  #stopPolling(): void {
    clearInterval(this.#poll);
    this.#poll = undefined;
  }
}

function bytesOf(data: unknown): Uint8Array | undefined {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return data instanceof Uint8Array ? data : undefined;
}
