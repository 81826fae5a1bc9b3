import { Driver } from "../driver/driver.ts";
import { policyOf } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { SessionOptions } from "./connect.ts";
import type { MethodTypes, Service } from "./definition.ts";
import { dispatcherOf, type HandlerObserver, type Handlers } from "./handlers.ts";

export interface ServeOptions extends SessionOptions, HandlerObserver {}

/** What listens at an address. */
export interface Listener {
  /** The address bound, with the port that the system chose. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens at an address. */
export type Listen = (url: URL, options: { maxPayload: number; onLink: (link: Link) => void }) => Promise<Listener>;

/** A running server. */
export class Server implements AsyncDisposable {
  readonly #listener: Listener;
  readonly #drivers: Set<Driver>;

  constructor(listener: Listener, drivers: Set<Driver>) {
    this.#listener = listener;
    this.#drivers = drivers;
  }

  /** Where it can be reached, such as `tcp://127.0.0.1:41234`. */
  get url(): string {
    return this.#listener.url;
  }

  /** The parent actor of each session that is alive, for inspection. */
  get sessions(): Driver[] {
    return [...this.#drivers];
  }

  /** Stops listening and ends every session. Resolves when all links are over. Idempotent. */
  async close(): Promise<void> {
    const listening = this.#listener.close();
    await Promise.all([...this.#drivers].map((driver) => driver.close()));
    await listening;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Listens, and answers the calls of whoever comes; or of the one peer behind a link. */
export async function serveWith<Types extends MethodTypes>(
  listen: Listen,
  target: string | URL | Link,
  service: Service<Types>,
  handlers: NoInfer<Handlers<Types>>,
  options: ServeOptions = {},
): Promise<Server> {
  const dispatcher = dispatcherOf(service, handlers, options);
  const policy = policyOf(options);
  const { keepalive, inspect, clock } = options;
  const drivers = new Set<Driver>();
  const onLink = (link: Link) => {
    const driver = new Driver(link, { role: "acceptor", policy, dispatcher, keepalive, inspect, clock });
    drivers.add(driver);
    void driver.closed.then(() => drivers.delete(driver));
  };
  if (typeof target === "string" || target instanceof URL) {
    return new Server(await listen(new URL(target), { maxPayload: policy.limits.frame, onLink }), drivers);
  }
  onLink(target);
  return new Server({ url: target.name, close: async () => {} }, drivers);
}
