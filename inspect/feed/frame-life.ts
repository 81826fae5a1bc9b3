import type { Message } from "../../runtime/wire/index.ts";
import type { LifeName } from "../records.ts";
import type { LifeNames } from "./life-names.ts";

/** A frame as one of the two peers sees it. */
export interface Seen {
  readonly direction: "in" | "out";
  /** Whether that peer is known to send on the channel that the frame is about. */
  readonly isSender: boolean;
}

/** The life of that peer that a frame is about. */
export function lifeOf(names: LifeNames, message: Message, { direction, isSender }: Seen): LifeName {
  const { connection } = message;
  const isOut = direction === "out";
  switch (message.kind) {
    case "Hello":
    case "HelloYourself":
    case "ProtocolError":
      return names.session;
    case "Ping":
    case "Pong":
      return isOut === (message.kind === "Ping") ? names.keepalive : names.session;
    case "Request":
    case "CancelRequest":
      return names.numbered(isOut ? "outgoingRequest" : "incomingRequest", connection, message.request);
    case "Response":
      return names.numbered(isOut ? "incomingRequest" : "outgoingRequest", connection, message.request);
    case "ChannelItem":
    case "CloseChannel":
      return names.numbered(isOut ? "outgoingChannel" : "incomingChannel", connection, message.channel);
    case "GrantCredit":
      return names.numbered(isOut ? "incomingChannel" : "outgoingChannel", connection, message.channel);
    case "ResetChannel":
      return names.numbered(isSender ? "outgoingChannel" : "incomingChannel", connection, message.channel);
    default:
      return names.connection(connection);
  }
}
