import type { Happening } from "./charts.ts";
import { beyondLimit, tooManyChannels } from "./events.ts";
import type { IncomingCall } from "./incoming-call.ts";

/** What the connection's chart is asked about a Call that is one too many. */
export function limitBrokenBy(call: IncomingCall): Happening | null {
  if (hasTooManyChannels(call)) return tooManyChannels;
  return isBeyondLimit(call) ? beyondLimit : null;
}

function hasTooManyChannels({ connection, channels, peer }: IncomingCall): boolean {
  const { channelLimit } = peer.world.plan;
  if (channelLimit === undefined || channels.length === 0) return false;
  const live = [...connection.senders, ...connection.receivers].filter((channel) => channel.isAlive).length;
  return live + channels.length > channelLimit;
}

/** Strict: more than announced. Compat: more than may wait. */
function isBeyondLimit({ connection, peer }: IncomingCall): boolean {
  const { profile, waitingCalls, inFlight } = peer.world.plan;
  if (profile !== "strict") return connection.handlers.waiting >= waitingCalls;
  return connection.incoming.filter((call) => call.hasBegun && !call.isAnswered).length >= inFlight;
}
