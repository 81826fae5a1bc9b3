import type { Driver } from "../../runtime/driver/driver.ts";
import type { Watched } from "../../runtime/driver/watch.ts";

/** Every life of a driver, the session first, each behind the one that it belongs to. */
export function* livesOf(driver: Driver): Generator<Watched> {
  if (driver.session.isAlive) yield driver.session;
  if (driver.keepalive !== null) yield driver.keepalive;
  for (const connection of driver.connections.values()) {
    if (connection.isAlive) yield connection;
    const { requests, channels } = connection;
    for (const life of [requests.outgoing, requests.incoming, channels.outgoing, channels.incoming]) {
      for (const one of life.values()) if (one.isAlive) yield one;
    }
  }
}
