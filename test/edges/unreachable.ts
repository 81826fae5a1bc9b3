import { pairName } from "./coverage.ts";

const BEFORE_HANDSHAKE = ["awaitingHello", "awaitingHelloYourself", "deciding"];
const BEFORE_OPEN = ["awaitingAccept", "deciding"];

/** Events of the connection chart about requests and channels. */
const ABOUT_TRAFFIC = [
  ...["peer.call", "peer.call.wrongParity", "peer.call.idInUse", "peer.call.badChannels"],
  ...["peer.call.beyondLimit", "peer.call.tooManyChannels", "peer.cancel.ended"],
  ...["peer.response.late", "peer.response.ended", "peer.response.unknown"],
  ...["peer.item.unannounced", "peer.item.flood", "peer.item.ended", "peer.item.afterClose", "peer.item.unknown"],
  ...["peer.close.unannounced", "peer.close.ended", "peer.close.afterClose", "peer.close.unknown"],
  ...["peer.reset.ended", "peer.reset.unknown", "peer.grant.ended", "peer.grant.unknown"],
];

const reasons = new Map<string, string>();

function none(chart: string, states: readonly string[], events: readonly string[], reason: string): void {
  for (const state of states) for (const event of events) reasons.set(pairName(chart, state, event), reason);
}

none(
  "session",
  BEFORE_HANDSHAKE,
  ["peer.ping", "peer.pong", "peer.pings", "peer.stray.closedHere", "peer.stray.closedThere", "peer.stray.unknown"],
  "before the handshake is done, every message but its own is peer.early",
);
none("session", BEFORE_HANDSHAKE, ["peer.open.wrongId"], "before the handshake is done, OpenConnection is peer.early");
none("session", BEFORE_HANDSHAKE, ["peer.backlog"], "before the handshake is done, nothing is answered but Hello");
none("session", BEFORE_HANDSHAKE, ["peer.aborts"], "before the handshake is done, CancelRequest is peer.early");
none(
  "session",
  BEFORE_HANDSHAKE,
  ["peer.late"],
  "before the handshake is done, nothing has ended that one could be late for",
);
none("session", ["established", "lingering", "draining"], ["peer.early"], "after the handshake no message is early");

const MOMENT =
  "a connection is idle within one step only: no frame and no method comes between its making and what begins it";
none("connection", ["idle"], ["local.accept", "local.reject", "local.close", "local.release", "local.drain"], MOMENT);
none("connection", ["idle"], ["peer.accept", "peer.reject", "peer.close", "peer.early", ...ABOUT_TRAFFIC], MOMENT);
none(
  "connection",
  BEFORE_OPEN,
  ABOUT_TRAFFIC,
  "before a connection is open, every message about requests and channels is peer.early",
);
none("connection", ["open", "draining"], ["peer.early"], "on an open connection no message is early");
none(
  "connection",
  ["open"],
  ["peer.call"],
  "a Call that may run becomes an actor without a question to the connection",
);
none(
  "connection",
  ["awaitingAccept", "deciding", "open", "draining"],
  ["peer.open"],
  "OpenConnection with an id in use is refused by the session (peer.open.wrongId)",
);

none("outgoingChannel", ["flowing"], ["peer.grant"], "credit passes beside the chart while items flow");
none(
  "outgoingChannel",
  ["stalled"],
  ["peer.grant.overflow"],
  "a stalled channel has no credit, and one grant alone cannot be too much",
);
none("incomingChannel", ["announced", "open"], ["peer.item"], "items pass beside the chart while it is open for data");
none(
  "incomingChannel",
  ["closedEarly", "draining"],
  ["peer.item.overrun"],
  "credit is not looked at after Close: an Item is one too many in any case",
);

/** What no counterpart and no user can cause, by name, each with the reason. */
export const unreachable: ReadonlyMap<string, string> = reasons;
