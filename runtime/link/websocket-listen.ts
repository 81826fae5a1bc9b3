import type { IncomingMessage, Server } from "node:http";
import type { Server as SecureServer } from "node:https";
import type { Duplex } from "node:stream";
import type { LinkInfo, LinkListener, ListenLinkOptions } from "./link.ts";
import { LinkError } from "./link-error.ts";
import { keptAlive } from "./websocket-dial.ts";
import { nodeWebSocketLink, socketOptions } from "./websocket-node.ts";

/** Web origins whose pages may dial, such as "https://app.example"; "*" for every page there is. */
export type Origins = readonly string[] | "*";

/** Where to listen, and to whom. */
export interface ListenWebSocketOptions extends ListenLinkOptions {
  /** An HTTP or HTTPS server to be mounted on, instead of one of its own at `host` and `port`. It stays the caller's. */
  readonly server?: Server | SecureServer;
  /** Address to bind. Default "127.0.0.1": other machines are let in only when asked for. */
  readonly host?: string;
  /** 0 … 65535; 0 lets the system choose. Default 0. */
  readonly port?: number;
  /** Path of the URL, such as "/rpc". Default: any. */
  readonly path?: string;
  /**
   * Who says to come from a web page is refused with 403 unless its Origin is listed; who says nothing of the kind is
   * no browser and is let in. Default: no page at all.
   */
  readonly origins?: Origins;
}

const LOOPBACK = "127.0.0.1";

/**
 * Listens for WebSocket links (`transport.websocket`), on a server of its own or mounted on another. Compression is
 * off, and a message above `maxPayload` is refused from its header. Rejects with LinkError `listen-failed`.
 */
export async function listenWebSocket(options: ListenWebSocketOptions): Promise<LinkListener> {
  const upgrade = await upgradeWith(options);
  const { server, path = "" } = options;
  if (server !== undefined) {
    const mounted = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (isFor(path, request)) upgrade(request, socket, head);
      else if (server.listenerCount("upgrade") === 1) refuse(socket, "404 Not Found");
    };
    server.on("upgrade", mounted);
    return {
      /** With port 0 while the server does not listen. */
      get url() {
        return urlOf(server, undefined, path);
      },
      close: async () => void server.off("upgrade", mounted),
    };
  }
  const { createServer } = await import("node:http");
  const own = createServer((_request, response) => {
    response.writeHead(426, { connection: "close", upgrade: "websocket" }).end("This is a WebSocket server.\n");
  });
  own.on("upgrade", (request, socket, head) => {
    if (isFor(path, request)) upgrade(request, socket, head);
    else refuse(socket, "404 Not Found");
  });
  await bind(own, options);
  const url = urlOf(own, options.host ?? LOOPBACK, path);
  return { url, close: () => stop(own) };
}

async function upgradeWith(options: ListenWebSocketOptions) {
  const { origins = [] } = options;
  const { WebSocketServer } = await import("ws");
  const acceptor = new WebSocketServer({
    ...socketOptions(options),
    noServer: true,
    clientTracking: false,
    verifyClient: ({ origin }: { origin?: string }, done) => {
      done(origin === undefined || origins === "*" || origins.includes(origin), 403, "Origin not allowed");
    },
  });
  return (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    acceptor.handleUpgrade(request, socket, head, (accepted) => {
      const { remoteAddress = "gone", remotePort = 0 } = request.socket;
      const name = `ws ${bracketed(remoteAddress)}:${remotePort}`;
      options.onLink(nodeWebSocketLink(accepted, keptAlive(socket), name, options), infoOf(request));
    });
  };
}

function infoOf({ headers, socket: { remoteAddress } }: IncomingMessage): LinkInfo {
  const { origin } = headers;
  return {
    headers,
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    ...(origin === undefined ? {} : { origin }),
  };
}

function isFor(path: string, request: IncomingMessage): boolean {
  return path === "" || (request.url ?? "").replace(/[?#].*$/s, "") === path;
}

function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => {});
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function bind(server: Server, { host = LOOPBACK, port = 0, onError }: ListenWebSocketOptions): Promise<void> {
  const name = `ws ${bracketed(host)}:${port}`;
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => {
      reject(new LinkError("listen-failed", `${name}: cannot listen: ${cause.message}`, { cause }));
    };
    server.once("error", failed);
    server.listen({ host, port }, () => {
      server.removeListener("error", failed);
      server.on("error", (cause) => {
        onError?.(new LinkError("lost", `${name}: cannot accept: ${cause.message}`, { cause }));
      });
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  // Not the callback of `close`: that one also waits for every link. Those are no HTTP connections any more.
  server.close();
  server.closeAllConnections();
  return new Promise((resolve) => setImmediate(resolve));
}

function urlOf(server: Server | SecureServer, host: string | undefined, path: string): string {
  const scheme = "setSecureContext" in server ? "wss" : "ws";
  const bound = server.address();
  const { address, port } = bound === null || typeof bound === "string" ? { address: LOOPBACK, port: 0 } : bound;
  return `${scheme}://${bracketed(host ?? address)}:${port}${path}`;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
