import type { ActorLogic, ActorScope, AnyActorRef, Snapshot } from "xstate";
import type { ConnectionOutput } from "../../machines/connection.ts";
import type { Ending } from "../../machines/endings.ts";
import type { IncomingChannelOutput } from "../../machines/incoming-channel.ts";
import type { IncomingRequestOutput } from "../../machines/incoming-request.ts";
import type { OutgoingChannelOutput } from "../../machines/outgoing-channel.ts";
import type { OutgoingRequestOutput } from "../../machines/outgoing-request.ts";
import type { ChartName } from "../../machines/tables.ts";

/** What an observer of the driver sees. */
export interface DriverContext {
  /** State of the session. */
  readonly phase: string;
  readonly connections: number;
  readonly requests: number;
  readonly channels: number;
  /** Why the session ended. The driver itself ends with the last of its children. */
  readonly ending: Ending | null;
}

type Done<Name extends ChartName, Output> = {
  type: `xstate.done.actor.${Name}`;
  actorId: string;
  output: Output;
};

/** A child came to its end; its output says which and how. */
export type DoneEvent =
  | Done<"session", Ending>
  | Done<"keepalive", { outcome: "dead" }>
  | Done<"connection", ConnectionOutput>
  | Done<"outgoingRequest", OutgoingRequestOutput>
  | Done<"incomingRequest", IncomingRequestOutput>
  | Done<"outgoingChannel", OutgoingChannelOutput>
  | Done<"incomingChannel", IncomingChannelOutput>;

export type DriverEvent =
  | { type: "driver.phase"; phase: string }
  | { type: "driver.opened"; chart: string }
  | { type: "driver.counted"; requests: number }
  | { type: "driver.stop"; child: AnyActorRef }
  | { type: `xstate.error.actor.${ChartName}`; actorId: string; error: unknown }
  | DoneEvent;

export type DriverSnapshot = Snapshot<Ending> & { readonly context: DriverContext };

const COUNTED: Record<string, "connections" | "requests" | "channels"> = {
  connection: "connections",
  outgoingRequest: "requests",
  incomingRequest: "requests",
  outgoingChannel: "channels",
  incomingChannel: "channels",
};

/**
 * The parent of every actor of a session. Its children are adopted, not spawned: this logic only counts them
 * and hears their ends; the driver keeps them in maps.
 */
export class DriverLogic implements ActorLogic<DriverSnapshot, DriverEvent> {
  readonly #retire: (event: DoneEvent) => void;
  readonly #failed: (error: unknown) => void;

  /** `retire` is told of every child that ended, `failed` of one that broke; the snapshot counts it no more then. */
  constructor(retire: (event: DoneEvent) => void, failed: (error: unknown) => void) {
    this.#retire = retire;
    this.#failed = failed;
  }

  getInitialSnapshot(): DriverSnapshot {
    return next({ phase: "awaitingHello", connections: 0, requests: 0, channels: 0, ending: null });
  }

  transition(
    snapshot: DriverSnapshot,
    event: DriverEvent,
    scope: ActorScope<DriverSnapshot, DriverEvent>,
  ): DriverSnapshot {
    const { context } = snapshot;
    switch (event.type) {
      case "driver.phase":
        return next({ ...context, phase: event.phase });
      case "driver.opened":
        return next(count(context, event.chart, 1));
      case "driver.counted":
        return next({ ...context, requests: context.requests + event.requests });
      case "driver.stop":
        scope.defer(() => scope.stopChild(event.child));
        return snapshot;
      case "xstate.done.actor.session":
        scope.defer(() => this.#retire(event));
        return next({ ...context, phase: "closed", ending: event.output });
      default:
        if ("output" in event) scope.defer(() => this.#retire(event));
        else if ("error" in event) scope.defer(() => this.#failed(event.error));
        else return snapshot;
        return next(count(context, event.actorId, -1));
    }
  }

  getPersistedSnapshot(snapshot: DriverSnapshot): Snapshot<unknown> {
    return snapshot;
  }
}

function next(context: DriverContext): DriverSnapshot {
  const { ending, connections, requests, channels } = context;
  if (ending === null || connections + requests + channels > 0) {
    return { status: "active", output: undefined, error: undefined, context };
  }
  return { status: "done", output: ending, error: undefined, context };
}

// Written out: this runs twice in the life of every request, and a spread costs more than the rest of the step.
function count(context: DriverContext, chart: string, change: 1 | -1): DriverContext {
  const counter = COUNTED[chart];
  return {
    phase: context.phase,
    connections: context.connections + (counter === "connections" ? change : 0),
    requests: context.requests + (counter === "requests" ? change : 0),
    channels: context.channels + (counter === "channels" ? change : 0),
    ending: context.ending,
  };
}
