import type { Driver } from "./driver.ts";
import type { DoneEvent } from "./driver-logic.ts";

/** A child of the driver has ended: takes it out of the maps that routing looks things up in. */
export function retire(driver: Driver, event: DoneEvent): void {
  switch (event.type) {
    case "xstate.done.actor.session":
      return;
    case "xstate.done.actor.keepalive":
      driver.keepalive = null;
      driver.session.deliver({ type: "parent.unresponsive" });
      return;
    case "xstate.done.actor.connection":
      driver.connections.retire(event.output);
      return;
  }
  const connection = driver.connections.get(event.output.connection);
  if (connection === undefined) return;
  switch (event.type) {
    case "xstate.done.actor.outgoingRequest":
      connection.requests.retireOutgoing(event.output.request);
      break;
    case "xstate.done.actor.incomingRequest":
      connection.requests.retireIncoming(event.output.request);
      break;
    case "xstate.done.actor.outgoingChannel":
      connection.channels.retire(event.output.channel, "outgoing", event.output.outcome);
      break;
    case "xstate.done.actor.incomingChannel":
      connection.channels.retire(event.output.channel, "incoming", event.output.outcome);
  }
  driver.checkQuiet();
}
