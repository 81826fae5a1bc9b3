import type { Ending } from "../../machines/endings.ts";
import { ChannelError, ConnectionEndedError, MisuseError, type Place, type RoamError } from "../errors.ts";

/** Why no write can succeed on a channel that is over. Only the loss is explained: the rest is somebody's decision. */
export function whyNoWrites(isReset: boolean, ending: Ending | null, explained: Place): RoamError {
  const place = { ...explained, explanation: undefined };
  const what = `channel ${place.channelId}`;
  if (isReset) return new ChannelError("channel-reset", `${what} was reset by its receiver`, place);
  if (ending !== null) return new ConnectionEndedError(`${what} is lost`, ending, explained);
  return closedHere(place);
}

/** Why the items of a channel end without Close. */
export function whyNoItems(ending: Ending | null, explained: Place): RoamError {
  const place = { ...explained, explanation: undefined };
  const what = `channel ${place.channelId}`;
  if (ending !== null) return new ConnectionEndedError(`${what} is lost`, ending, explained);
  return new ChannelError("channel-reset", `${what} was broken off by its sender`, place);
}

export function closedHere(place: Place): ChannelError {
  return new ChannelError("channel-closed", `channel ${place.channelId} is closed`, place);
}

export function inUse(place: Place): MisuseError {
  return new MisuseError(`channel ${place.channelId} is being read already, by forEach or a pending next()`, place);
}

export function beyondU32(additional: number, place: Place): MisuseError {
  return new MisuseError(`a grant of ${additional} would take the sender's credit past 4294967295`, place);
}
