import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Link } from "../../runtime/index.ts";
import { dialUrl, listenAtUrl } from "../../runtime/link/addresses-node.ts";

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

const onPort = (name: "tcp" | "ws"): Transport => ({
  name,
  free: () => "127.0.0.1:0",
  dial: (address) => dialUrl(new URL(`${name}://${address}`), {}),
  async listen(onLink) {
    const { url, close } = await listenAtUrl(new URL(`${name}://127.0.0.1:0`), { onLink });
    return { address: new URL(url).host, close };
  },
});

const unix: Transport = {
  name: "unix",
  free: () => join(tmpdir(), `roam-${randomUUID()}.sock`),
  dial: (path) => dialUrl(new URL(`unix://${path}`), {}),
  async listen(onLink) {
    const address = unix.free();
    const { close } = await listenAtUrl(new URL(`unix://${address}`), { onLink });
    return { address, close };
  },
};

/** Every link that both sides have. */
export const TRANSPORTS: readonly Transport[] = [onPort("tcp"), onPort("ws"), unix];
