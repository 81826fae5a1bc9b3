import type { EventFromLogic, InputFrom } from "xstate";
import type { ConnectionEvent } from "./connection.ts";
import type { Ending, Settings } from "./endings.ts";
import type { ChartName, tables } from "./tables.ts";

/** A finite choice of inputs and events: both sides of each guard, and contexts that stay finite. */
export interface Alphabet<Input, Event> {
  readonly inputs: readonly Input[];
  readonly events: readonly Event[];
}

type MachineOf<Name extends ChartName> = (typeof tables)[Name]["chart"]["machine"];

type Alphabets = {
  readonly [Name in ChartName]: Alphabet<InputFrom<MachineOf<Name>>, EventFromLogic<MachineOf<Name>>>;
};

const odd: Settings = { parity: "odd", maxConcurrentRequests: 64 };
const even: Settings = { parity: "even", maxConcurrentRequests: 1 };
const linkEnded: Ending = { cause: "linkEnded", detail: "the link ended" };

const request = { connection: 0, request: 1, method: "Testbed.echo" };
const channel = { connection: 2, channel: 3 };

/** Events of the connection chart that carry nothing. */
const bareConnectionEvents = [
  { type: "local.open" },
  { type: "local.reject" },
  { type: "local.close" },
  { type: "local.release" },
  { type: "local.drain" },
  { type: "peer.reject" },
  { type: "peer.close" },
  { type: "peer.early" },
  { type: "peer.call" },
  { type: "peer.call.wrongParity" },
  { type: "peer.call.idInUse" },
  { type: "peer.call.badChannels" },
  { type: "peer.response.late" },
  { type: "peer.response.ended" },
  { type: "peer.response.unknown" },
  { type: "peer.cancel.ended" },
  { type: "peer.item.unannounced" },
  { type: "peer.item.ended" },
  { type: "peer.item.afterClose" },
  { type: "peer.item.unknown" },
  { type: "peer.close.unannounced" },
  { type: "peer.close.ended" },
  { type: "peer.close.afterClose" },
  { type: "peer.close.unknown" },
  { type: "peer.reset.ended" },
  { type: "peer.reset.unknown" },
  { type: "peer.grant.ended" },
  { type: "peer.grant.unknown" },
] as const satisfies readonly ConnectionEvent[];

export const alphabets: Alphabets = {
  session: {
    inputs: [
      { profile: "strict", settings: odd },
      { profile: "compat", settings: odd },
    ],
    events: [
      { type: "local.initiate" },
      { type: "local.accept" },
      { type: "local.refuse", reason: "not today" },
      { type: "local.close" },
      { type: "local.drain" },
      { type: "local.release", connections: 0 },
      { type: "local.release", connections: 1 },
      { type: "peer.hello", connection: 0, version: 7, settings: odd },
      { type: "peer.hello", connection: 0, version: 7, settings: even },
      { type: "peer.hello", connection: 0, version: 6, settings: even },
      { type: "peer.hello", connection: 2, version: 7, settings: even },
      { type: "peer.helloYourself", connection: 0, settings: even },
      { type: "peer.helloYourself", connection: 0, settings: odd },
      { type: "peer.helloYourself", connection: 2, settings: even },
      { type: "peer.protocolError", connection: 0, description: "bad frame sequence" },
      { type: "peer.protocolError", connection: 2, description: "bad frame sequence" },
      { type: "peer.ping", connection: 0, nonce: 300n },
      { type: "peer.ping", connection: 2, nonce: 300n },
      { type: "peer.early" },
      { type: "peer.undecodable" },
      { type: "peer.open.wrongId" },
      { type: "peer.oversized" },
      { type: "peer.pings" },
      { type: "peer.backlog" },
      { type: "peer.aborts" },
      { type: "peer.late" },
      { type: "peer.pong" },
      { type: "parent.failed" },
      { type: "peer.stray.closedHere" },
      { type: "peer.stray.closedThere" },
      { type: "peer.stray.unknown" },
      { type: "parent.violation", rule: "connection.open", detail: "id in use" },
      { type: "parent.unresponsive" },
      { type: "parent.connectionEnded", connections: 0 },
      { type: "parent.connectionEnded", connections: 1 },
      { type: "parent.quiet" },
      { type: "timer.handshake", breach: "limit handshakeMs is 5000" },
      { type: "timer.drain" },
      { type: "link.ended" },
      { type: "link.failed", detail: "ECONNRESET" },
    ],
  },
  keepalive: {
    inputs: [undefined],
    events: [
      { type: "timer.interval", nonce: 1 },
      { type: "timer.interval", nonce: 2 },
      { type: "timer.pongOverdue" },
      { type: "peer.pong", nonce: 1n },
      { type: "peer.pong", nonce: 2n },
    ],
  },
  connection: {
    inputs: [
      { connection: 0, profile: "strict", settings: odd },
      { connection: 0, profile: "compat", settings: odd },
      { connection: 2, profile: "strict", settings: odd },
      { connection: 2, profile: "compat", settings: odd },
    ],
    events: [
      ...bareConnectionEvents,
      { type: "peer.call.beyondLimit", breach: "limit requestsInFlight is 64" },
      { type: "peer.call.tooManyChannels", breach: "limit channels is 1024" },
      { type: "peer.item.flood", breach: "limit earlyItems is 256" },
      { type: "local.accept", settings: even },
      { type: "peer.open", settings: odd },
      { type: "peer.accept", settings: odd },
      { type: "peer.accept", settings: even },
      { type: "parent.established", settings: even },
      { type: "parent.ended", ending: linkEnded },
    ],
  },
  outgoingRequest: {
    inputs: [request],
    events: [
      { type: "parent.slot" },
      { type: "parent.ended", ending: linkEnded },
      { type: "local.cancel" },
      { type: "timer.deadline" },
      { type: "timer.giveUp" },
      { type: "peer.response" },
    ],
  },
  incomingRequest: {
    inputs: [request],
    events: [
      { type: "parent.slot" },
      { type: "parent.ended", ending: linkEnded },
      { type: "local.refuse", refusal: "unknownMethod" },
      { type: "local.refuse", refusal: "invalidPayload" },
      { type: "local.respond" },
      { type: "local.fail" },
      { type: "peer.cancel" },
      { type: "timer.giveUp" },
    ],
  },
  outgoingChannel: {
    inputs: [channel],
    events: [
      { type: "parent.announced" },
      { type: "parent.ended", ending: linkEnded },
      { type: "local.stall" },
      { type: "local.withdraw" },
      { type: "local.close" },
      { type: "peer.grant" },
      { type: "peer.grant.overflow" },
      { type: "peer.reset" },
    ],
  },
  incomingChannel: {
    inputs: [
      { ...channel, profile: "strict" },
      { ...channel, profile: "compat" },
    ],
    events: [
      { type: "local.bind", queued: 0 },
      { type: "local.bind", queued: 2 },
      { type: "local.reset" },
      { type: "local.drained" },
      { type: "peer.item" },
      { type: "peer.item.overrun" },
      { type: "peer.close", queued: 0 },
      { type: "peer.close", queued: 2 },
      { type: "peer.reset" },
      { type: "parent.ended", ending: linkEnded },
    ],
  },
};
