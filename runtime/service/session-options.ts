import type { Connection } from "../driver/connection.ts";
import type { Driver } from "../driver/driver.ts";
import type { DriverOptions } from "../driver/driver-options.ts";
import { checkHello } from "../driver/outgoing-metadata.ts";
import type { Watch } from "../driver/watch.ts";
import { type Policy, policyOf } from "../limits.ts";
import type { HandlerObserver } from "./handlers.ts";
import { IncomingConnection } from "./incoming-connection.ts";
import { type MetadataInit, metadataOf } from "./metadata.ts";

/** Follows sessions from their beginning: a feed of `roam-xstate/inspect`. */
export interface SessionWatcher {
  watch(driver: Driver): Watch | null;
}

/** What a session can be told, whichever side begins it. */
export interface SessionOptions extends Pick<DriverOptions, "keepalive" | "clock">, HandlerObserver {
  /** A feed, or XState's own inspection of every actor of the session. A feed costs nothing until somebody reads it. */
  readonly inspect?: SessionWatcher | DriverOptions["inspect"];
  /** Default `compat`. */
  readonly profile?: Policy["profile"] | undefined;
  /** Overrides single limits. */
  readonly limits?: Partial<Policy["limits"]> | undefined;
  /** Sent with Hello or HelloYourself. */
  readonly metadata?: MetadataInit | undefined;
  /**
   * Decides about a virtual connection that the other side opens: `accept` or `reject` it, now or before the promise
   * returned settles. Without the hook, and when it decides nothing or throws, it is rejected.
   */
  readonly onConnection?: ((incoming: IncomingConnection) => void | Promise<void>) | undefined;
}

/** The part of a driver's options that follows from the session's. */
export function driverOptionsOf(options: SessionOptions) {
  const { keepalive, inspect, clock, onConnection } = options;
  const onOpen: DriverOptions["onOpen"] =
    onConnection === undefined ? undefined : (connection) => void decide(connection, onConnection, options);
  const policy = policyOf(options);
  const metadata = metadataOf(options.metadata);
  checkHello(metadata, policy.limits);
  const given = { policy, metadata, keepalive, clock, onOpen };
  if (!isWatcher(inspect)) return { ...given, inspect, watch: undefined };
  return { ...given, inspect: undefined, watch: (driver: Driver) => inspect.watch(driver) };
}

function isWatcher(inspect: SessionOptions["inspect"]): inspect is SessionWatcher {
  return typeof inspect === "object" && "watch" in inspect;
}

async function decide(
  connection: Connection,
  hook: NonNullable<SessionOptions["onConnection"]>,
  options: HandlerObserver,
): Promise<void> {
  // Behind the step in which Open came: what the hook decides holds at once, and it can call back.
  await undefined;
  if (connection.state !== "deciding") return;
  const { onHandlerError } = options;
  const incoming = new IncomingConnection(connection, options);
  try {
    await hook(incoming);
  } catch (error) {
    if (onHandlerError === undefined) console.error("roam: onConnection failed:", error);
    else onHandlerError(error, undefined);
  }
  incoming.reject();
}
