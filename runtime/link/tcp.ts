import type { Socket } from "node:net";
import type { DialOptions, Link, LinkListener, ListenLinkOptions } from "./link.ts";
import { LinkError } from "./link-error.ts";
import { dial, listen, stopListening } from "./socket.ts";

/** Where to dial. */
export interface DialTcpOptions extends DialOptions {
  /** Name or address. Default "127.0.0.1". */
  readonly host?: string;
  /** 1 … 65535. */
  readonly port: number;
}

/** Where to listen. */
export interface ListenTcpOptions extends ListenLinkOptions {
  /** Address to bind. Default "127.0.0.1": other machines are let in only when asked for. */
  readonly host?: string;
  /** 0 … 65535; 0 lets the system choose. Default 0. */
  readonly port?: number;
}

/** A listening TCP socket. */
export interface TcpListener extends LinkListener {
  /** Address bound. */
  readonly address: string;
  /** Port bound. */
  readonly port: number;
}

const LOOPBACK = "127.0.0.1";

/**
 * Dials a TCP link (`transport.stream.kinds`), with TCP_NODELAY and keep-alive on.
 * Rejects with LinkError `unreachable` or `aborted`.
 */
export function dialTcp(options: DialTcpOptions): Promise<Link> {
  const { host = LOOPBACK, port } = options;
  return dial({ host, port }, tcpName(host, port), options);
}

/** Listens for TCP links, with the same socket options. Rejects with LinkError `listen-failed`. */
export async function listenTcp(options: ListenTcpOptions): Promise<TcpListener> {
  const { host = LOOPBACK, port = 0 } = options;
  const server = await listen({ host, port }, tcpName(host, port), options, remoteName);
  const bound = server.address();
  if (bound === null || typeof bound === "string") {
    throw new LinkError("listen-failed", `${tcpName(host, port)}: no address after listening`);
  }
  const url = `tcp://${host.includes(":") ? `[${host}]` : host}:${bound.port}`;
  return { url, address: bound.address, port: bound.port, close: () => stopListening(server) };
}

function remoteName(socket: Socket): string {
  return tcpName(socket.remoteAddress ?? "gone", socket.remotePort ?? 0);
}

function tcpName(host: string, port: number): string {
  return host.includes(":") ? `tcp [${host}]:${port}` : `tcp ${host}:${port}`;
}
