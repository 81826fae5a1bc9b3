import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Duplex, duplexPair, PassThrough } from "node:stream";
import { WebSocket } from "ws";
import type { Link } from "../../runtime/link/link.ts";
import { memoryPair } from "../../runtime/link/memory.ts";
import { listenMemory } from "../../runtime/link/memory-listen.ts";
import { dialMemory } from "../../runtime/link/memory-registry.ts";
import { portLink } from "../../runtime/link/message-port.ts";
import { stdioLink } from "../../runtime/link/stdio.ts";
import { streamLink } from "../../runtime/link/stream.ts";
import { dialTcp, listenTcp } from "../../runtime/link/tcp.ts";
import { dialUnix, listenUnix } from "../../runtime/link/unix.ts";
import { webSocketLink } from "../../runtime/link/websocket.ts";
import { dialWebSocket } from "../../runtime/link/websocket-dial.ts";
import { listenWebSocket } from "../../runtime/link/websocket-listen.ts";
import { nodeWebSocketLink } from "../../runtime/link/websocket-node.ts";

export interface Pair {
  readonly a: Link;
  readonly b: Link;
  close(): Promise<void>;
}

export interface PairKind {
  readonly kind: string;
  /** Whether the counterpart of a destroyed link can tell it from a clean end. */
  readonly tellsDestroyed: boolean;
  /** Whether end `b` cannot have its counterpart wait: it fails when it holds too much. */
  readonly cannotWait?: boolean;
  make(maxPayload?: number): Promise<Pair>;
}

function pair(a: Link, b: Link, more: () => Promise<void> = async () => {}): Pair {
  const close = async () => {
    a.destroy();
    b.destroy();
    await more();
  };
  return { a, b, close };
}

const limit = (maxPayload: number | undefined) => (maxPayload === undefined ? {} : { maxPayload });

function acceptOne(): { onLink: (link: Link) => void; accepted: Promise<Link> } {
  let onLink: (link: Link) => void = () => {};
  const accepted = new Promise<Link>((resolve) => {
    onLink = resolve;
  });
  return { onLink, accepted };
}

async function tcp(maxPayload?: number): Promise<Pair> {
  const { onLink, accepted } = acceptOne();
  const listener = await listenTcp({ ...limit(maxPayload), onLink });
  const a = await dialTcp({ port: listener.port, ...limit(maxPayload) });
  return pair(a, await accepted, () => listener.close());
}

async function unix(maxPayload?: number): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), "link-"));
  const path = join(folder, "socket");
  const { onLink, accepted } = acceptOne();
  const listener = await listenUnix({ path, ...limit(maxPayload), onLink });
  const a = await dialUnix({ path, ...limit(maxPayload) });
  return pair(a, await accepted, async () => {
    await listener.close();
    await rm(folder, { recursive: true });
  });
}

/** A duplexPair of Node 20 keeps the destruction of one half from the other. */
function joined(): [Duplex, Duplex] {
  const [left, right] = duplexPair();
  left.once("close", () => right.destroy());
  right.once("close", () => left.destroy());
  return [left, right];
}

async function duplex(maxPayload?: number): Promise<Pair> {
  const [left, right] = joined();
  return pair(streamLink(left, limit(maxPayload)), streamLink(right, limit(maxPayload)));
}

async function stdio(maxPayload?: number): Promise<Pair> {
  const down = new PassThrough();
  const up = new PassThrough();
  const a = stdioLink({ input: up, output: down, ...limit(maxPayload) });
  return pair(a, stdioLink({ input: down, output: up, ...limit(maxPayload) }));
}

async function memory(maxPayload?: number): Promise<Pair> {
  return pair(...memoryPair(limit(maxPayload)));
}

async function registry(maxPayload?: number): Promise<Pair> {
  const { onLink, accepted } = acceptOne();
  const listener = await listenMemory({ name: "pairs", ...limit(maxPayload), onLink });
  const a = await dialMemory({ name: "pairs", ...limit(maxPayload) });
  return pair(a, await accepted, () => listener.close());
}

async function webSocket(maxPayload?: number): Promise<Pair> {
  const { onLink, accepted } = acceptOne();
  const listener = await listenWebSocket({ ...limit(maxPayload), onLink });
  const a = await dialWebSocket(listener.url, limit(maxPayload));
  return pair(a, await accepted, () => listener.close());
}

function opened(socket: WebSocket): Promise<WebSocket> {
  return new Promise((resolve, reject) => socket.once("open", () => resolve(socket)).once("error", reject));
}

/** Dialled with a socket that has the face of a browser's and nothing more. */
async function webSocketFace(maxPayload?: number): Promise<Pair> {
  const { onLink, accepted } = acceptOne();
  const listener = await listenWebSocket({ ...limit(maxPayload), onLink });
  const socket = await opened(new WebSocket(listener.url, { perMessageDeflate: false }));
  return pair(webSocketLink(socket, limit(maxPayload)), await accepted, () => listener.close());
}

/** The client's WebSocket over streams in this process, and the server's link, as one that is mounted on another has it. */
export async function webSocketOver([left, right]: readonly [Duplex, Duplex], maxPayload?: number) {
  const { onLink, accepted } = acceptOne();
  const server = createServer();
  await listenWebSocket({ ...limit(maxPayload), server, onLink });
  server.emit("connection", right);
  const socket = await opened(new WebSocket("ws://here/", { perMessageDeflate: false, createConnection: () => left }));
  return { socket, accepted: await accepted };
}

async function webSocketOverStream(maxPayload?: number): Promise<Pair> {
  const streams = joined();
  const { socket, accepted } = await webSocketOver(streams, maxPayload);
  return pair(nodeWebSocketLink(socket, streams[0], "ws here", limit(maxPayload)), accepted);
}

async function port(maxPayload?: number): Promise<Pair> {
  const { port1, port2 } = new MessageChannel();
  return pair(portLink(port1, limit(maxPayload)), portLink(port2, limit(maxPayload)));
}

/** The same pair from the other side. */
function turned(make: PairKind["make"]): PairKind["make"] {
  return async (maxPayload) => {
    const { a, b, close } = await make(maxPayload);
    return { a: b, b: a, close };
  };
}

/** Every kind of link that has both ends in this process. */
export const PAIRS: readonly PairKind[] = [
  { kind: "memory", tellsDestroyed: true, make: memory },
  { kind: "tcp", tellsDestroyed: true, make: tcp },
  { kind: "unix", tellsDestroyed: false, make: unix },
  { kind: "duplex", tellsDestroyed: true, make: duplex },
  { kind: "stdio", tellsDestroyed: true, make: stdio },
  { kind: "memory: address", tellsDestroyed: true, make: registry },
  { kind: "websocket", tellsDestroyed: true, make: webSocket },
  { kind: "accepted websocket", tellsDestroyed: true, make: turned(webSocket) },
  { kind: "browser websocket", tellsDestroyed: true, make: webSocketFace },
  { kind: "websocket to a browser", tellsDestroyed: true, cannotWait: true, make: turned(webSocketFace) },
  { kind: "websocket over a stream", tellsDestroyed: true, make: webSocketOverStream },
  { kind: "message port", tellsDestroyed: true, make: port },
];
