import { stat } from "node:fs/promises";
import type { DialOptions, Link, LinkListener, ListenLinkOptions } from "./link.ts";
import { LinkError } from "./link-error.ts";
import { dial, listen, stopListening } from "./socket.ts";

/** Where to dial. */
export interface DialUnixOptions extends DialOptions {
  /** Path of the socket file; on Windows a `\\.\pipe\NAME` path. */
  readonly path: string;
}

/** Where to listen. */
export interface ListenUnixOptions extends ListenLinkOptions {
  /** Path of the socket file; on Windows a `\\.\pipe\NAME` path. */
  readonly path: string;
}

/** A listening local socket. */
export interface UnixListener extends LinkListener {
  readonly path: string;
  /** Removes the socket file as well. */
  close(): Promise<void>;
}

/** Dials a local link (`transport.stream.local`). Rejects with LinkError `unreachable` or `aborted`. */
export function dialUnix(options: DialUnixOptions): Promise<Link> {
  const { path } = options;
  return dial({ path }, `unix ${path}`, options);
}

/**
 * Listens for local links. Rejects with LinkError `stale-socket` when a dead process left its socket file at the path
 * (it is never removed here: the path is the caller's), and with `listen-failed` otherwise.
 */
export async function listenUnix(options: ListenUnixOptions): Promise<UnixListener> {
  const { path } = options;
  const name = `unix ${path}`;
  try {
    const server = await listen({ path }, name, options, () => name);
    return { url: urlOf(path), path, close: () => stopListening(server) };
  } catch (error) {
    if (!causedBy(error, "EADDRINUSE") || !(await isStale(path))) throw error;
    const advice = "nobody listens on this socket file any more; remove it first";
    throw new LinkError("stale-socket", `${name}: ${advice}`, { cause: error });
  }
}

function urlOf(path: string): string {
  const encoded = encodeURI(path).replace(/[?#]/g, encodeURIComponent);
  return path.startsWith("/") ? `unix://${encoded}` : `unix:${encoded}`;
}

async function isStale(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isSocket()) return false;
    const link = await dialUnix({ path });
    link.destroy();
    return false;
  } catch (error) {
    return causedBy(error, "ECONNREFUSED");
  }
}

function causedBy(error: unknown, code: string): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === code;
}
