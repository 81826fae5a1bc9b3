import { EventEmitter } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { type ClientOptions, WebSocket } from "ws";
import type { Link, LinkInfo } from "../../runtime/link/link.ts";
import { type ListenWebSocketOptions, listenWebSocket } from "../../runtime/link/websocket-listen.ts";

const cleanups: (() => unknown)[] = [];

/** Has something closed after the test. */
export function later(clean: () => unknown): void {
  cleanups.push(clean);
}

/** Closes what the test opened. For `afterEach`. */
export async function closeEverything(): Promise<void> {
  for (const clean of cleanups.splice(0).reverse()) await clean();
}

type Accepted = { readonly link: Link; readonly info: LinkInfo };

/** Listens; `accepted` gives the first link. */
export async function listening(options: Partial<ListenWebSocketOptions> = {}) {
  const came = new EventEmitter();
  const first = new Promise<Accepted>((resolve) => came.once("link", resolve));
  const listener = await listenWebSocket({
    ...options,
    onLink: (link, info) => {
      later(() => link.destroy());
      came.emit("link", { link, info });
    },
  });
  later(() => listener.close());
  return { listener, accepted: () => first };
}

/** A bare WebSocket, so that the test decides what is on the wire. */
export function bare(url: string, options: ClientOptions = {}): WebSocket {
  const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
  socket.on("error", () => {});
  later(() => socket.terminate());
  return socket;
}

/** A bare stream behind its handshake, so that the test writes the bytes. */
export function handShaken(url: string): Socket {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port) });
  later(() => socket.destroy());
  const fields = ["Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
  socket.write(`GET / HTTP/1.1\r\n${fields.join("\r\n")}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
  return socket;
}

export const opened = (socket: WebSocket) => new Promise((resolve) => socket.once("open", resolve));

/** Code and reason that a socket is closed with. */
export const closed = (socket: WebSocket) =>
  new Promise<string>((resolve) => socket.once("close", (code, why) => resolve(`${code} ${why.toString()}`)));

/** Status of the answer to a handshake that is refused. */
export function refusal(socket: WebSocket): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    socket.once("unexpected-response", (_request, response) => resolve(response.resume().statusCode));
    socket.once("open", () => reject(new Error("it was let in")));
  });
}

/** Listens on a port that the system chose; gives it. */
export async function portOf(server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): string | AddressInfo | null;
}): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}
