import type { ListenOptions, NetConnectOpts, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import type { DialOptions, Link, LinkOptions, ListenLinkOptions } from "./link.ts";
import { givenUp, LinkError, unreachable } from "./link-error.ts";
import { streamLink } from "./stream.ts";

/** A half-closed socket stays writable until the link itself ends it, so that what was sent before still goes out. */
const SOCKET_OPTIONS = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 } as const;

/** Wraps a connected socket. */
function socketLink(socket: Socket, name: string, options: LinkOptions): Link {
  // A reset, where there is one, keeps the counterpart from taking a dropped link for a clean end.
  const drop = () => (socket.remoteFamily === undefined ? socket.destroy() : socket.resetAndDestroy());
  return streamLink(socket, { ...options, name, drop, kernel: true });
}

/** Dials; rejects with LinkError `unreachable` or `aborted`. */
export function dial(target: NetConnectOpts, name: string, options: DialOptions): Promise<Link> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    const aborted = () => {
      socket.destroy();
      reject(givenUp(name, signal?.reason));
    };
    const failed = (cause: Error) => {
      signal?.removeEventListener("abort", aborted);
      reject(unreachable(name, cause));
    };
    const socket = connect({ ...SOCKET_OPTIONS, ...target });
    socket.once("error", failed);
    socket.once("connect", () => {
      signal?.removeEventListener("abort", aborted);
      const link = socketLink(socket, name, options);
      socket.removeListener("error", failed);
      resolve(link);
    });
    if (signal?.aborted) aborted();
    else signal?.addEventListener("abort", aborted, { once: true });
  });
}

/** Listens; rejects with LinkError `listen-failed`. `nameOf` names an accepted link. */
export function listen(
  where: ListenOptions,
  name: string,
  options: ListenLinkOptions,
  nameOf: (socket: Socket) => string,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(SOCKET_OPTIONS, (socket) => {
      const { remoteAddress } = socket;
      options.onLink(socketLink(socket, nameOf(socket), options), remoteAddress === undefined ? {} : { remoteAddress });
    });
    const failed = (cause: Error) => {
      reject(new LinkError("listen-failed", `${name}: cannot listen: ${cause.message}`, { cause }));
    };
    server.once("error", failed);
    server.listen(where, () => {
      server.removeListener("error", failed);
      server.on("error", (cause) => {
        options.onError?.(new LinkError("lost", `${name}: cannot accept: ${cause.message}`, { cause }));
      });
      resolve(server);
    });
  });
}

/** Stops accepting. Resolves when the address is free again; links already accepted live on. */
export function stopListening(server: Server): Promise<void> {
  // Not the callback of `close`: that one also waits for every accepted socket.
  server.close();
  return new Promise((resolve) => setImmediate(resolve));
}
