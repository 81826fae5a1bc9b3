import { Driver } from "../driver/driver.ts";
import { breachOf } from "../limits.ts";
import type { Link, LinkInfo } from "../link/link.ts";
import type { Metadata } from "../wire/index.ts";
import { Connection } from "./connection.ts";
import type { MethodTypes, Service } from "./definition.ts";
import { dispatcherOf, type HandlerOptions, type Handlers } from "./handlers.ts";
import { type Listener, Server, type ServerInspector } from "./server.ts";
import { driverOptionsOf, type SessionOptions } from "./session-options.ts";

/** A peer that wants to come in. */
export interface IncomingSession extends LinkInfo {
  /** What it sent with its Hello. */
  readonly metadata: Metadata;
  /** Name of its link, such as `tcp 127.0.0.1:51000`. */
  readonly link: string;
}

export interface ServeOptions extends SessionOptions, HandlerOptions {
  /**
   * Decides who may come in, before anything is served: `false` refuses, a text refuses and is told to the peer; a
   * throw refuses and goes to `onHandlerError`.
   */
  readonly onSession?:
    | ((incoming: IncomingSession) => boolean | string | void | Promise<boolean | string | void>)
    | undefined;
  /**
   * Is told of the root connection of every session that was let in: to call the other side of one's own accord, or to
   * proxy it. What it throws ends that session, and goes to `onHandlerError`.
   */
  readonly onRoot?: ((root: Connection) => void | Promise<void>) | undefined;
}

/** Listens at an address. */
export type Listen = (
  url: URL,
  options: { maxPayload: number; onLink: (link: Link, info?: LinkInfo) => void },
) => Promise<Listener>;

/** Listens, and answers the calls of whoever comes; or of the one peer behind a link. */
export async function serveWith<Types extends MethodTypes>(
  listen: Listen,
  target: string | URL | Link,
  service: Service<Types>,
  handlers: NoInfer<Handlers<Types>>,
  options: ServeOptions = {},
  inspector: ServerInspector | null = null,
): Promise<Server> {
  const dispatcher = dispatcherOf(service, handlers, options);
  const given = driverOptionsOf(options);
  const { limits } = given.policy;
  const drivers = new Set<Driver>();
  const onLink = (link: Link, info: LinkInfo = {}) => {
    // Who comes one too many is told so when it has said Hello. Of those there may be as many again, and no more.
    if (drivers.size >= limits.sessions * 2) {
      link.start({ payload() {}, writable() {}, ended() {} });
      link.destroy();
      return;
    }
    const isFull = drivers.size >= limits.sessions;
    const onHello = (driver: Driver) => {
      if (isFull) driver.refuse(breachOf("sessions", limits.sessions));
      else void welcome(driver, info, options);
    };
    const driver = new Driver(link, { role: "acceptor", dispatcher, onHello, ...given });
    drivers.add(driver);
    if (options.onRoot !== undefined) void announce(driver, options.onRoot, options);
    void driver.closed.then(() => drivers.delete(driver));
  };
  if (typeof target === "string" || target instanceof URL) {
    return new Server(await listen(new URL(target), { maxPayload: limits.frame, onLink }), drivers, inspector);
  }
  onLink(target);
  return new Server({ url: target.name, close: async () => {} }, drivers, inspector);
}

async function announce(
  driver: Driver,
  onRoot: NonNullable<ServeOptions["onRoot"]>,
  { onHandlerError }: ServeOptions,
): Promise<void> {
  const root = await driver.established.catch(() => undefined);
  if (root === undefined) return;
  try {
    await onRoot(Connection.of(root));
  } catch (error) {
    if (onHandlerError === undefined) console.error("roam: onRoot failed:", error);
    else onHandlerError(error, undefined);
    await driver.close();
  }
}

async function welcome(driver: Driver, info: LinkInfo, { onSession, onHandlerError }: ServeOptions): Promise<void> {
  if (onSession === undefined) {
    driver.accept();
    return;
  }
  let verdict: boolean | string | void = false;
  try {
    verdict = await onSession({ ...info, metadata: driver.session.remoteMetadata, link: driver.link.name });
  } catch (error) {
    if (onHandlerError === undefined) console.error("roam: onSession failed:", error);
    else onHandlerError(error, undefined);
  }
  if (verdict === undefined || verdict === true) driver.accept();
  else driver.refuse(verdict === false ? "not welcome" : verdict);
}
