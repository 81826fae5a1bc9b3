import type { DialOptions, Link } from "./link.ts";
import { givenUp, LinkError, unreachable } from "./link-error.ts";
import type { MessageLinkOptions } from "./message-link.ts";
import { webSocketLink } from "./websocket.ts";
import { nameOf } from "./websocket-close.ts";

/** Options of `dialWebSocket`. */
export interface DialWebSocketOptions extends DialOptions, MessageLinkOptions {
  /** Subprotocols to offer. Default none: roam has none of its own. */
  readonly protocols?: readonly string[];
}

/**
 * Dials with the platform's own WebSocket (`transport.websocket`). Rejects with LinkError `unreachable`, for which
 * browsers tell no reason, or `aborted`.
 */
export async function dialWebSocket(url: string | URL, options: DialWebSocketOptions = {}): Promise<Link> {
  const address = new URL(url);
  const name = nameOf(address);
  const { signal, protocols = [] } = options;
  if (signal?.aborted) throw givenUp(name, signal.reason);
  if (typeof WebSocket === "undefined") throw new LinkError("misuse", `${name}: this platform has no WebSocket`);
  const socket = open(name, address, protocols);
  socket.binaryType = "arraybuffer";
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const once = { once: true, signal: settled.signal };
    const fail = (error: LinkError) => {
      settled.abort();
      socket.close();
      reject(error);
    };
    signal?.addEventListener("abort", () => fail(givenUp(name, signal.reason)), once);
    socket.addEventListener("error", () => fail(unreachable(name, new Error("the WebSocket did not open"))), once);
    socket.addEventListener("close", () => fail(unreachable(name, new Error("the WebSocket was closed"))), once);
    const opened = () => {
      settled.abort();
      resolve(webSocketLink(socket, { ...options, name }));
    };
    socket.addEventListener("open", opened, once);
  });
}

function open(name: string, address: URL, protocols: readonly string[]): WebSocket {
  try {
    return new WebSocket(address, [...protocols]);
  } catch (error) {
    // A page that came over TLS may not dial without.
    throw unreachable(name, error instanceof Error ? error : new Error(String(error)));
  }
}
