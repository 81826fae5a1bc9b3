import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { answerTo } from "./drive/desk.ts";
import { createFeed, type Feed, type FeedOptions } from "./feed.ts";
import { Gate } from "./server/gate.ts";
import { pageFile } from "./server/page-file.ts";
import { Viewer } from "./server/viewer.ts";
import { software } from "./software.ts";

export interface InspectorOptions extends FeedOptions {
  /** What it shows; without one it makes a feed with these options. */
  readonly feed?: Feed | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Lets viewers act as a program could: cancel calls, end channels, connections and sessions. Default: they only look. */
  readonly drive?: boolean | undefined;
}

/** A page on this machine that shows a feed. */
export interface Inspector extends AsyncDisposable {
  readonly feed: Feed;
  /** The page's address. Whoever knows it sees everything that the feed tells. */
  readonly url: string;
  close(): Promise<void>;
}

/** Viewers at a time. */
const MAX_VIEWERS = 16;
/** How long a viewer may take to read the rest when the inspector closes. Milliseconds. */
const PATIENCE_MS = 500;
/** Viewers have little to say. */
const MAX_MESSAGE = 65_536;

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "content-security-policy":
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/**
 * Starts an inspector: a page on 127.0.0.1 behind a random token, and the feed over a WebSocket at `/feed`.
 *
 * @throws Error when the port cannot be bound
 * @example
 * const inspector = await openInspector();
 * const server = await serve("tcp://127.0.0.1:0", Calculator, handlers, { inspect: inspector.feed });
 * console.log(`Open ${inspector.url}`);
 */
export async function openInspector(options: InspectorOptions = {}): Promise<Inspector> {
  const feed = options.feed ?? createFeed(options);
  const isOwn = options.feed === undefined;
  const isDriven = options.drive === true;
  const token = randomBytes(24).toString("base64url");
  const gate = new Gate(token);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
  const viewers = new Map<WebSocket, Viewer>();
  sockets.on("connection", (socket: WebSocket) => {
    // A socket that breaks is over; there is nobody to tell.
    socket.on("error", () => socket.terminate());
    socket.on("close", () => viewers.delete(socket));
    const viewer = new Viewer(feed, socket, software());
    viewers.set(socket, viewer);
    if (isDriven) viewer.tell({ type: "driven" });
    socket.on("message", (data) => viewer.tell(answerTo(feed, isDriven, String(data))));
  });
  const server = createServer((request, response) => void answer(gate, request, response));
  server.on("upgrade", (request, socket, head) => {
    if (gate.check(request) !== "/feed" || sockets.clients.size >= MAX_VIEWERS) refuse(socket);
    else sockets.handleUpgrade(request, socket, head, (joined) => sockets.emit("connection", joined, request));
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  gate.listen(port);
  // An inspector is no reason for a program to stay alive.
  server.unref();

  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    await dismiss(viewers);
    if (isOwn) feed.close();
    server.closeAllConnections();
    await closed;
  };
  return { feed, url: `http://127.0.0.1:${port}/?token=${token}`, close, [Symbol.asyncDispose]: close };
}

/** Resolves when every viewer has been told the rest and has gone, and does not wait long for one that does not read. */
async function dismiss(viewers: ReadonlyMap<WebSocket, Viewer>): Promise<void> {
  const patience = setTimeout(() => {
    for (const socket of viewers.keys()) socket.terminate();
  }, PATIENCE_MS);
  const gone = [...viewers.keys()].map((socket) => once(socket, "close"));
  for (const viewer of viewers.values()) viewer.finish();
  await Promise.all(gone);
  clearTimeout(patience);
}

async function answer(gate: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = gate.check(request);
  if (path === 401 || path === 403) response.writeHead(path).end();
  else if (path !== "/") response.writeHead(404).end();
  else if (request.method !== "GET" && request.method !== "HEAD") response.writeHead(405).end();
  else response.writeHead(200, HEADERS).end(request.method === "HEAD" ? "" : await pageFile());
}

function refuse(socket: Duplex): void {
  socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
}
