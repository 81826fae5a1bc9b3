import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Lets in who knows the token, comes by a name of this machine, and is no other site's page. */
export class Gate {
  readonly #token: Buffer;
  #hosts: ReadonlySet<string> = new Set();

  constructor(token: string) {
    this.#token = Buffer.from(token);
  }

  /** The port is known once it is bound. */
  listen(port: number): void {
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  }

  /** The path asked for, or the status that refuses. */
  check(request: IncomingMessage): string | 401 | 403 {
    const { host = "", origin } = request.headers;
    // Another name that leads here would let a page of that name read the answer.
    if (!this.#hosts.has(host)) return 403;
    if (origin !== undefined && !this.#isOwn(origin)) return 403;
    const { url: asked = "/" } = request;
    if (!URL.canParse(asked, `http://${host}`)) return 403;
    const url = new URL(asked, `http://${host}`);
    return this.#knows(url.searchParams.get("token") ?? "") ? url.pathname : 401;
  }

  #isOwn(origin: string): boolean {
    return [...this.#hosts].some((host) => origin === `http://${host}`);
  }

  #knows(token: string): boolean {
    const given = Buffer.from(token);
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}
