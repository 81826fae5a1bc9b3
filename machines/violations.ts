import type { ChartName } from "./tables.ts";

interface Violation {
  readonly rule: string;
  readonly detail: string;
}

/**
 * Which rule a `peer.*` event breaks where no row is enabled for it. The text goes into the ProtocolError
 * that we send, so it holds nothing of the counterpart's payload.
 */
const VIOLATIONS: Record<string, Record<string, Violation>> = {
  session: {
    "peer.hello": { rule: "session.handshake", detail: "Hello must come first, once, on connection 0, with version 7" },
    "peer.helloYourself": { rule: "session.handshake", detail: "HelloYourself answers a Hello, once, on connection 0" },
    "peer.protocolError": { rule: "session.message.connection-id", detail: "ProtocolError belongs on connection 0" },
    "peer.ping": { rule: "session.message.connection-id", detail: "Ping belongs on connection 0, after the handshake" },
    "peer.early": { rule: "session.handshake", detail: "the handshake must come before everything else" },
    "peer.undecodable": { rule: "session.message", detail: "a payload is not a message" },
    "peer.stray.closedThere": { rule: "connection.close.semantics", detail: "a message after CloseConnection" },
    "peer.stray.unknown": {
      rule: "session.message.connection-id",
      detail: "a message on a connection that was never opened",
    },
    "peer.open.wrongId": {
      rule: "connection.open",
      detail: "OpenConnection with an id of the wrong parity, or in use",
    },
    "peer.oversized": { rule: "session.message", detail: "a message beyond a limit of this peer" },
    "peer.pings": { rule: "session.keepalive", detail: "more Pings than Pongs are taken" },
    "peer.backlog": { rule: "session.protocol-error", detail: "more is asked for than answers are taken" },
    "peer.aborts": { rule: "session.protocol-error", detail: "more Cancels and refused Requests than this peer bears" },
    "peer.late": { rule: "session.protocol-error", detail: "more messages for what has ended than this peer bears" },
    "peer.pong": { rule: "session.message.connection-id", detail: "Pong belongs on connection 0" },
  },
  keepalive: {},
  connection: {
    "peer.open": { rule: "connection.open", detail: "OpenConnection with an id in use" },
    "peer.accept": {
      rule: "connection.open",
      detail: "AcceptConnection that nobody waits for, or of the wrong parity",
    },
    "peer.reject": { rule: "connection.open.rejection", detail: "RejectConnection that nobody waits for" },
    "peer.close": { rule: "connection.root", detail: "CloseConnection on connection 0, or before it is open" },
    "peer.early": { rule: "connection.open", detail: "a message before the connection is open" },
    "peer.call.wrongParity": { rule: "rpc.request.id-allocation", detail: "a request id of the wrong parity" },
    "peer.call.idInUse": { rule: "rpc.request.id-allocation", detail: "a request id that is in flight" },
    "peer.call.badChannels": {
      rule: "rpc.channel.allocation",
      detail: "a Request with a channel id that is zero, in use or of the wrong parity",
    },
    "peer.call.beyondLimit": {
      rule: "rpc.flow-control.max-concurrent-requests",
      detail: "more Requests in flight than announced",
    },
    "peer.call.tooManyChannels": {
      rule: "rpc.channel.allocation",
      detail: "more channels than this peer bears",
    },
    "peer.response.ended": { rule: "rpc.response.one-per-request", detail: "a second Response for one request" },
    "peer.response.unknown": { rule: "rpc.response", detail: "a Response to a request that was never made" },
    "peer.item.unannounced": {
      rule: "rpc.channel.item",
      detail: "an Item before the Request that announces its channel",
    },
    "peer.item.flood": { rule: "rpc.channel.item", detail: "too much for channels that no Request announced" },
    "peer.item.afterClose": { rule: "rpc.channel.close", detail: "an Item after CloseChannel" },
    "peer.item.unknown": { rule: "rpc.channel.item", detail: "an Item on a channel that does not exist" },
    "peer.close.unannounced": { rule: "rpc.channel.close", detail: "CloseChannel before its Request" },
    "peer.close.afterClose": { rule: "rpc.channel.close", detail: "CloseChannel twice" },
    "peer.close.unknown": { rule: "rpc.channel.close", detail: "CloseChannel on a channel that does not exist" },
    "peer.reset.unknown": { rule: "rpc.channel.reset", detail: "ResetChannel on a channel that does not exist" },
    "peer.grant.unknown": {
      rule: "rpc.flow-control.credit.grant",
      detail: "GrantCredit on a channel that does not exist",
    },
  },
  outgoingRequest: {
    "peer.response": { rule: "rpc.response", detail: "a Response to a Request that is not sent yet" },
  },
  incomingRequest: {},
  outgoingChannel: {
    "peer.grant": { rule: "rpc.flow-control.credit.grant", detail: "GrantCredit before the channel exists" },
    "peer.grant.overflow": { rule: "rpc.flow-control.credit.grant.additive", detail: "credit above 4294967295" },
    "peer.reset": { rule: "rpc.channel.reset", detail: "ResetChannel before the channel exists" },
  },
  incomingChannel: {
    "peer.item": { rule: "rpc.channel.close", detail: "an Item after CloseChannel" },
    "peer.item.overrun": { rule: "rpc.flow-control.credit.exhaustion", detail: "an Item beyond the credit granted" },
    "peer.close": { rule: "rpc.channel.close", detail: "CloseChannel twice" },
  },
} satisfies Record<ChartName, Record<string, Violation>>;

/** The rule that an unexpected event breaks; every `peer.*` event of every chart has one. */
export function violationOf(chart: string, event: string): Violation {
  return VIOLATIONS[chart]?.[event] ?? { rule: "session.protocol-error", detail: `unexpected ${event}` };
}
