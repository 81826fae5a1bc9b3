import type { AnyStateMachine, EventFromLogic } from "xstate";
import type { ChartState } from "../../machines/snapshot.ts";
import { Connection } from "../../runtime/driver/connection.ts";
import { IncomingChannel } from "../../runtime/driver/incoming-channel.ts";
import { IncomingRequest } from "../../runtime/driver/incoming-request.ts";
import { OutgoingChannel } from "../../runtime/driver/outgoing-channel.ts";
import { OutgoingRequest } from "../../runtime/driver/outgoing-request.ts";
import { Session } from "../../runtime/driver/session.ts";
import type { Watched } from "../../runtime/driver/watch.ts";
import { Connection as UserConnection } from "../../runtime/service/connection.ts";
import { IncomingConnection } from "../../runtime/service/incoming-connection.ts";
import { Session as UserSession } from "../../runtime/service/session.ts";
import type { OfferedAct } from "./messages.ts";

/** How long a drain waits for what runs. Milliseconds. */
const DRAIN_MS = 10_000;

/** What a program on this side could do with a life, by the operations that it would use. */
export interface Act extends OfferedAct {
  perform(): void;
}

/** All that is ever offered for a life of this kind, each with the chart's word on whether it can be done now. */
export function actsOf(life: Watched): readonly Act[] {
  if (life instanceof OutgoingRequest) return [cancel(life)];
  if (life instanceof OutgoingChannel) return [closeChannel(life)];
  if (life instanceof IncomingChannel) return [reset(life)];
  if (life instanceof Connection) return [life.state === "deciding" ? reject(life) : closeConnection(life)];
  if (life instanceof Session) return [drain(life), closeSession(life)];
  return [];
}

/** Why nothing is ever offered for a life of this kind. */
export function whyNone(life: Watched): string {
  return life instanceof IncomingRequest
    ? "its handler ends it, or its caller; no program can do so from outside"
    : "it lives and ends with its session";
}

function cancel(request: OutgoingRequest): Act {
  return {
    name: "cancel",
    label: "Cancel",
    effect: "the caller's promise rejects at once, and the other side is told",
    isGrave: false,
    reason: whyNot(request.snapshot, { type: "local.cancel" }),
    perform: () => request.cancel(),
  };
}

function closeChannel(channel: OutgoingChannel<unknown>): Act {
  const { waitingWriters } = channel;
  return {
    name: "close",
    label: "Close",
    effect:
      waitingWriters === 0
        ? "the receiver sees the end of the stream"
        : `the receiver sees the end of the stream, after the ${waitingWriters} that wait to be sent`,
    isGrave: false,
    reason: whyNot(channel.snapshot, { type: "local.close" }) ?? whyNoClose(channel),
    perform: () => void channel.close(),
  };
}

/** A channel that was closed already waits for its writers, or for its call, in the state that it was in. */
function whyNoClose(channel: OutgoingChannel<unknown>): string | null {
  try {
    channel.check();
    return null;
  } catch {
    return "it was closed already, and ends when what waits has been sent";
  }
}

function reset(channel: IncomingChannel<unknown>): Act {
  const hasEnded = channel.state === "draining" || channel.state === "closedEarly";
  return {
    name: "reset",
    label: "Reset",
    effect: hasEnded
      ? `the sender has closed it: drops the ${channel.queued} that nobody took`
      : "the sender is told to stop, and what nobody took is dropped",
    isGrave: false,
    reason: whyNot(channel.snapshot, { type: "local.reset" }),
    perform: () => channel.abandon(),
  };
}

function reject(connection: Connection): Act {
  return {
    name: "reject",
    label: "Reject",
    effect: "the other side, which wants to open it, is refused",
    isGrave: false,
    reason: whyNot(connection.snapshot, { type: "local.reject" }),
    perform: () => new IncomingConnection(connection, {}).reject(),
  };
}

function closeConnection(connection: Connection): Act {
  const { id, driver, snapshot } = connection;
  return {
    name: "close",
    label: "Close",
    effect:
      id === 0
        ? "no message can close the root: ends the session, with every connection"
        : "ends every request and channel on it, and the other side is told",
    isGrave: true,
    reason:
      id === 0 ? whyNot(driver.session.snapshot, { type: "local.close" }) : whyNot(snapshot, { type: "local.close" }),
    perform: () => void UserConnection.of(connection).close(),
  };
}

function drain({ driver, snapshot }: Session): Act {
  return {
    name: "drain",
    label: "Drain",
    effect: `takes nothing new, lets what runs finish for ${DRAIN_MS / 1_000} s at the most, then closes`,
    isGrave: true,
    reason: whyNot(snapshot, { type: "local.drain" }),
    perform: () => void UserSession.of(driver).drain({ timeoutMs: DRAIN_MS }),
  };
}

function closeSession({ driver, snapshot }: Session): Act {
  return {
    name: "close",
    label: "Close",
    effect: "ends every connection, request and channel at once, then the link",
    isGrave: true,
    reason: whyNot(snapshot, { type: "local.close" }),
    perform: () => void UserSession.of(driver).close(),
  };
}

/** The chart's own word: `null` when the event would change something. */
function whyNot<M extends AnyStateMachine>(snapshot: ChartState<M>, event: EventFromLogic<M>): string | null {
  if (snapshot.can(event)) return null;
  const row = snapshot.table.step(snapshot, event)?.row;
  const because = row === undefined ? "" : `: ${row.description}`;
  return `not while ${snapshot.value}${because}`;
}
