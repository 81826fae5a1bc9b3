import type { Cut, Driver } from "../driver/driver.ts";
import { explanationOf } from "../explanation.ts";
import { Session } from "./session.ts";

/** What listens at an address. */
export interface Listener {
  /** The address bound, with the port that the system chose. */
  readonly url: string;
  close(): Promise<void>;
}

/** Shows what the sessions of a server do, to whoever knows its address. */
export interface ServerInspector {
  /** The page's address, with the token that lets in. */
  readonly url: string;
  close(): Promise<void>;
}

/** A running server. */
export class Server implements AsyncDisposable {
  readonly #listener: Listener;
  readonly #drivers: Set<Driver>;
  /** What `inspect: true` has started; it closes with the server. */
  readonly inspector: ServerInspector | null;
  #isListening = true;

  constructor(listener: Listener, drivers: Set<Driver>, inspector: ServerInspector | null = null) {
    this.#listener = listener;
    this.#drivers = drivers;
    this.inspector = inspector;
  }

  /** Where it can be reached, such as `tcp://127.0.0.1:41234`. */
  get url(): string {
    return this.#listener.url;
  }

  /** What {@link explain} says of it. */
  explain(): string {
    return explanationOf(
      { kind: "server", url: this.url, sessions: this.#drivers.size, isListening: this.#isListening },
      0,
    );
  }

  /** The sessions that are alive. */
  get sessions(): Session[] {
    return [...this.#drivers].map(Session.of);
  }

  /** Stops listening and ends every session at once. Resolves when all links are over. Idempotent. */
  async close(): Promise<void> {
    this.#isListening = false;
    const listening = this.#listener.close();
    await Promise.all([...this.#drivers].map((driver) => driver.close()));
    await listening;
    await this.inspector?.close();
  }

  /**
   * Stops listening, lets what runs finish, then closes. Resolves with what still ran after `timeoutMs` milliseconds
   * and had to be cut, over all sessions.
   *
   * @example
   * process.once("SIGTERM", () => server.drain({ timeoutMs: 10_000 }));
   */
  async drain({ timeoutMs }: { timeoutMs: number }): Promise<Cut> {
    this.#isListening = false;
    const listening = this.#listener.close();
    const cuts = await Promise.all([...this.#drivers].map((driver) => driver.drain(timeoutMs)));
    await listening;
    await this.inspector?.close();
    return cuts.reduce(
      (sum, cut) => ({ requests: sum.requests + cut.requests, channels: sum.channels + cut.channels }),
      { requests: 0, channels: 0 },
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
