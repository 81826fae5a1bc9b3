import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair, PassThrough } from "node:stream";
import type { Link } from "../../runtime/link/link.ts";
import { memoryPair } from "../../runtime/link/memory.ts";
import { stdioLink } from "../../runtime/link/stdio.ts";
import { streamLink } from "../../runtime/link/stream.ts";
import { dialTcp, listenTcp } from "../../runtime/link/tcp.ts";
import { dialUnix, listenUnix } from "../../runtime/link/unix.ts";

export interface Pair {
  readonly a: Link;
  readonly b: Link;
  close(): Promise<void>;
}

export interface PairKind {
  readonly kind: string;
  /** Whether the counterpart of a destroyed link can tell it from a clean end. */
  readonly tellsDestroyed: boolean;
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

async function duplex(maxPayload?: number): Promise<Pair> {
  const [left, right] = duplexPair();
  // A duplexPair of Node 20 keeps the destruction of one half from the other.
  const drop = () => {
    left.destroy();
    right.destroy();
  };
  return pair(streamLink(left, { ...limit(maxPayload), drop }), streamLink(right, { ...limit(maxPayload), drop }));
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

/** Every kind of link that has both ends in this process. */
export const PAIRS: readonly PairKind[] = [
  { kind: "memory", tellsDestroyed: true, make: memory },
  { kind: "tcp", tellsDestroyed: true, make: tcp },
  { kind: "unix", tellsDestroyed: false, make: unix },
  { kind: "duplex", tellsDestroyed: true, make: duplex },
  { kind: "stdio", tellsDestroyed: true, make: stdio },
];
