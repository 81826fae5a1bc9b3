import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Link } from "../../runtime/index.ts";
import { dialTcp, listenTcp } from "../../runtime/link/tcp.ts";
import { dialUnix, listenUnix } from "../../runtime/link/unix.ts";

/** Somewhere we listen. */
export interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

/** One kind of link, from our side; the Rust peer knows it by `--link NAME`. */
export interface Transport {
  readonly name: string;
  /** An address that Rust can listen on. */
  free(): string;
  /** Dials the address that Rust says it listens on. */
  dial(address: string): Promise<Link>;
  /** Listens on an address that Rust can dial. */
  listen(onLink: (link: Link) => void): Promise<Listening>;
}

const tcp: Transport = {
  name: "tcp",
  free: () => "127.0.0.1:0",
  dial: (address) => dialTcp({ port: Number(address.split(":")[1]) }),
  async listen(onLink) {
    const { port, close } = await listenTcp({ onLink });
    return { address: `127.0.0.1:${port}`, close };
  },
};

const unix: Transport = {
  name: "unix",
  free: () => join(tmpdir(), `roam-${randomUUID()}.sock`),
  dial: (path) => dialUnix({ path }),
  async listen(onLink) {
    const { path, close } = await listenUnix({ path: unix.free(), onLink });
    return { address: path, close };
  },
};

/** Every link that both sides have. WebSocket is one more line, as soon as runtime/link has it. */
export const TRANSPORTS: readonly Transport[] = [tcp, unix];
