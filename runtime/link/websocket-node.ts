import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Link, LinkOptions } from "./link.ts";
import { DEFAULT_MAX_PAYLOAD } from "./link.ts";
import { checkedLimit, LinkError } from "./link-error.ts";
import { MessageLink, type MessageSink, type MessageTransport } from "./message-link.ts";
import { StreamRoom } from "./stream-room.ts";
import { TurnWrites } from "./turn-writes.ts";
import { NORMAL, noBinary, OPEN, tellClose } from "./websocket-close.ts";

/** How long a counterpart that was told what it did wrong may take to hang up. */
const LINGER_MS = 5_000;
const COMPLAINTS: Readonly<Partial<Record<LinkError["code"], number>>> = {
  "frame-too-large": 1009,
  "bad-message": 1003,
  overflow: 1008,
};

/** Options of every WebSocket of the package ws that becomes a link. */
export function socketOptions(options: LinkOptions) {
  const maxPayload = checkedLimit(options.maxPayload ?? DEFAULT_MAX_PAYLOAD);
  // 0 means no limit there; the link itself refuses that one byte.
  return { maxPayload: Math.max(maxPayload, 1), perMessageDeflate: false } as const;
}

/** A link over an open WebSocket of the package ws and the stream below it. */
export function nodeWebSocketLink(socket: WebSocket, stream: Duplex, name: string, options: LinkOptions): Link {
  const limit = options.maxPayload ?? DEFAULT_MAX_PAYLOAD;
  return new MessageLink(name, options, (sink) => new NodeWebSocketTransport(socket, stream, { name, limit, sink }));
}

interface Owner {
  readonly name: string;
  readonly limit: number;
  readonly sink: MessageSink;
}

class NodeWebSocketTransport implements MessageTransport {
  readonly later: MessageTransport["later"];
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  /** The stream is corked while some are pending. */
  readonly #writes: TurnWrites;
  readonly #room: StreamRoom;

  constructor(socket: WebSocket, stream: Duplex, { name, limit, sink }: Owner) {
    this.#socket = socket;
    this.#stream = stream;
    // What TLS is given in the middle of a turn holds back the rest of it, and below it may be any stream.
    const isPlainSocket = stream instanceof Socket && !("encrypted" in stream);
    this.later = isPlainSocket ? undefined : process.nextTick;
    this.#writes = new TurnWrites(isPlainSocket, () => {
      stream.uncork();
      this.#room.look();
    });
    socket.on("message", (data, isBinary) => {
      if (isBinary && data instanceof Uint8Array) sink.message(data);
      else sink.last(noBinary(name));
    });
    socket.on("close", (code, reason) => tellClose(sink, name, code, reason.toString()));
    socket.on("error", (cause) => {
      if ("code" in cause && cause.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") {
        const what = `will not receive a payload above the limit of ${limit} bytes`;
        sink.last(new LinkError("frame-too-large", `${name}: ${what}`, { cause }));
      } else {
        sink.lost(new LinkError("lost", `${name}: the WebSocket failed: ${cause.message}`, { cause }));
      }
    });
    this.#room = new StreamRoom(stream, () => sink.room());
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  send(payload: Uint8Array): boolean {
    // Closed by the counterpart, which is about to be told.
    if (this.#socket.readyState !== OPEN) return true;
    // A copy: what a server sends goes to the stream as it is.
    const message = Buffer.from(payload);
    if (this.#writes.pending === 0) this.#stream.cork();
    this.#socket.send(message);
    this.#writes.add(message.length + 1);
    return !this.#room.isFull;
  }

  hold(): void {
    this.#socket.pause();
  }

  release(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#writes.flush();
    this.#socket.close(NORMAL);
  }

  drop(why: LinkError): void {
    const complaint = COMPLAINTS[why.code];
    if (complaint === undefined) {
      this.#socket.terminate();
      return;
    }
    this.#writes.flush();
    this.#socket.close(complaint, why.code);
    // A paused socket would not hear the answer.
    this.#socket.resume();
    const linger = setTimeout(() => this.#socket.terminate(), LINGER_MS);
    linger.unref();
    this.#socket.once("close", () => clearTimeout(linger));
  }
}
