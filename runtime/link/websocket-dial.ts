import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContextOptions } from "node:tls";
import type { DialOptions, Link } from "./link.ts";
import { givenUp, LinkError, unreachable } from "./link-error.ts";
import { nameOf } from "./websocket-close.ts";
import { nodeWebSocketLink, socketOptions } from "./websocket-node.ts";

/** Options of `dialWebSocket`. */
export interface DialWebSocketOptions extends DialOptions {
  /** Headers of the request, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Subprotocols to offer. Default none: roam has none of its own. */
  readonly protocols?: readonly string[];
  /** For `wss:`: what Node's TLS takes. */
  readonly tls?: Pick<SecureContextOptions, "ca" | "cert" | "key" | "passphrase"> & {
    readonly rejectUnauthorized?: boolean;
    readonly servername?: string;
  };
}

/** How long a server may take to accept. */
const HANDSHAKE_MS = 10_000;

/**
 * Dials a WebSocket link (`transport.websocket`), with TCP_NODELAY and keep-alive on.
 * Rejects with LinkError `unreachable` or `aborted`.
 */
export async function dialWebSocket(url: string | URL, options: DialWebSocketOptions = {}): Promise<Link> {
  const address = new URL(url);
  const name = nameOf(address);
  const { signal, protocols = [], headers, tls } = options;
  const { WebSocket } = await import("ws");
  if (signal?.aborted) throw givenUp(name, signal.reason);
  const socket = new WebSocket(address, [...protocols], {
    ...tls,
    ...socketOptions(options),
    ...(headers === undefined ? {} : { headers }),
    handshakeTimeout: HANDSHAKE_MS,
  });
  return new Promise((resolve, reject) => {
    let stream: Duplex | undefined;
    const aborted = () => {
      socket.terminate();
      reject(givenUp(name, signal?.reason));
    };
    signal?.addEventListener("abort", aborted, { once: true });
    socket.on("error", (cause) => {
      signal?.removeEventListener("abort", aborted);
      reject(unreachable(name, cause));
    });
    socket.once("upgrade", (response) => {
      stream = keptAlive(response.socket);
    });
    socket.once("open", () => {
      signal?.removeEventListener("abort", aborted);
      if (stream === undefined) reject(new LinkError("unreachable", `${name}: opened without a stream`));
      else resolve(nodeWebSocketLink(socket, stream, name, options));
    });
  });
}

/** Has the system look after a quiet connection, as with every other socket here. */
export function keptAlive(stream: Duplex): Duplex {
  if (stream instanceof Socket) stream.setKeepAlive(true, 30_000);
  return stream;
}
