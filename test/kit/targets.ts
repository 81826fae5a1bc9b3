import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dialUrl, listenAtUrl, urlOf } from "../../runtime/link/addresses-node.ts";
import type { Link, LinkListener } from "../../runtime/link/link.ts";
import type { PeerUnderTest } from "./peer.ts";

export interface TargetOptions {
  /** Which part of the handshake the peer plays. */
  readonly role?: PeerUnderTest["role"];
  /** How long the peer may take to come; default 5,000. */
  readonly connectMs?: number;
}

/** A peer that listens at an address such as `tcp://127.0.0.1:9000`. By default it waits for Hello. */
export function peerAt(address: string, { role = "acceptor" }: TargetOptions = {}): PeerUnderTest {
  const url = urlOf(address);
  return { name: address, role, connect: () => dialUrl(url, {}) };
}

/** A peer that dials the kit, again for each conversation. By default it says Hello. */
export async function peerThatDials(address: string, options: TargetOptions = {}): Promise<PeerUnderTest> {
  const { role = "initiator", connectMs = 5_000 } = options;
  const callers = new Callers();
  const listener = await listenAtUrl(urlOf(address), { onLink: (link) => callers.came(link) });
  return {
    name: listener.url,
    role,
    connect: () => callers.next(connectMs),
    async close() {
      callers.leave();
      await listener.close();
    },
  };
}

/**
 * A peer that a command starts, as roam's own tests start theirs: it finds `HOST:PORT` in PEER_ADDR, dials it, says
 * Hello, and serves until it is killed. One process for each conversation.
 */
export function peerCommand(command: string, options: TargetOptions = {}): PeerUnderTest {
  const { role = "initiator", connectMs = 5_000 } = options;
  const running = new Map<Link, () => Promise<void>>();
  return {
    name: command,
    role,
    async connect() {
      const callers = new Callers();
      const listener = await listenAtUrl(new URL("tcp://127.0.0.1:0"), { onLink: (link) => callers.came(link) });
      const child = start(command, listener);
      const stop = () => Promise.all([kill(child), listener.close()]).then(() => {});
      try {
        const link = await callers.next(connectMs, child);
        running.set(link, stop);
        return link;
      } catch (error) {
        await stop();
        throw error;
      }
    },
    async leave(link) {
      await running.get(link)?.();
      running.delete(link);
    },
  };
}

/** In a process group of its own, so that what a shell starts ends with it. */
function start(command: string, { url }: LinkListener): ChildProcess {
  const env = { ...process.env, PEER_ADDR: new URL(url).host };
  return spawn("sh", ["-c", command], { env, detached: true, stdio: ["ignore", "ignore", "ignore"] });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  process.kill(-child.pid, "SIGKILL");
  await exit;
}

/** Links that came, and whoever waits for one. */
class Callers {
  readonly #links: Link[] = [];
  #wake: () => void = () => {};

  came(link: Link): void {
    this.#links.push(link);
    this.#wake();
  }

  /** Nobody will be taken any more. */
  leave(): void {
    for (const link of this.#links.splice(0)) link.destroy();
  }

  async next(ms: number, child?: ChildProcess): Promise<Link> {
    const deadline = performance.now() + ms;
    for (;;) {
      const link = this.#links.shift();
      if (link !== undefined) return link;
      if (child !== undefined && child.exitCode !== null)
        throw new Error(`the peer exited (${child.exitCode}) before it dialled`);
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`the peer did not dial within ${ms} ms`);
      const before = this.#wake;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 50));
        this.#wake = () => {
          clearTimeout(timer);
          before();
          resolve();
        };
      });
    }
  }
}
