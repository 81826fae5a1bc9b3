import type { Driver } from "../../runtime/driver/driver.ts";
import type { Wire } from "./wire.ts";

/** What a session that should be over has left behind. */
export function leftoversOf(name: string, driver: Driver): string[] {
  const { status, context } = driver.snapshot();
  const found: string[] = [];
  if (status !== "done") found.push(`the session of ${name} is ${driver.session.state}`);
  const { connections, requests, channels } = context;
  if (connections + requests + channels > 0) {
    found.push(`${name} counts ${connections} connections, ${requests} requests and ${channels} channels`);
  }
  if (driver.connections.size > 0) found.push(`${name} holds ${driver.connections.size} connections`);
  if (driver.timers.size > 0) found.push(`${name} holds ${driver.timers.size} timers`);
  if (driver.undeliveredBytes !== 0) found.push(`${name} counts ${driver.undeliveredBytes} undelivered bytes`);
  return found;
}

/** What lives on a session and what it waits for, in the words of `explain`. */
export function waitsOf(name: string, driver: Driver): string[] {
  if (driver.snapshot().status === "done") return [];
  const told = [driver.session.explain()];
  for (const connection of driver.connections.values()) {
    const { requests, channels } = connection;
    told.push(connection.explain());
    for (const lives of [requests.outgoing, requests.incoming, channels.outgoing, channels.incoming]) {
      for (const life of lives.values()) told.push(life.explain());
    }
  }
  return told.map((sentence) => `${name}: ${sentence}`);
}

export function openWires(wires: readonly Wire[]): string[] {
  return wires
    .filter((wire) => !wire.isOver)
    .map(({ left, right }) => `the link of ${left.name} and ${right.name} is not over`);
}
