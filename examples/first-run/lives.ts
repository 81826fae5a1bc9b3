import type { ActorRefLike, InspectionEvent, Snapshot } from "xstate";

/** Which of the two peers an actor belongs to. */
export type Peer = "client" | "server";

/** Where an actor stands: what it is, and its numbers in the protocol. */
export interface Life {
  readonly peer: Peer;
  /** Tells the sessions of one peer apart. */
  readonly session: string;
  /** Id of its chart, or "driver". */
  readonly chart: string;
  readonly connection?: number;
  readonly request?: number;
  readonly channel?: number;
  readonly method?: string;
}

/** An actor went from one state to another; `from` is undefined when it begins. */
export interface Transition extends Life {
  readonly at: number;
  readonly from: string | undefined;
  readonly to: string;
  readonly event: string;
  /** Whether this is the end of its life. */
  readonly isEnd: boolean;
}

/**
 * Follows every actor of both peers through XState's own inspection. Nothing else is needed to know their states;
 * credit and queues, which no transition tells, are read from the driver by whoever draws them.
 */
export class Lives {
  /** How many began. */
  begun = 0;
  readonly #alive = new Set<ActorRefLike>();
  readonly #states = new WeakMap<ActorRefLike, string>();
  readonly #counts = new Map<string, number>();
  readonly #listeners = new Set<(transition: Transition) => void>();
  readonly #start = performance.now();

  /** How many are alive. */
  get alive(): number {
    return this.#alive.size;
  }

  /** Milliseconds since this object was made. */
  get now(): number {
    return performance.now() - this.#start;
  }

  /** How often actors of a chart entered a state. */
  count(peer: Peer, chart: string, state: string): number {
    return this.#counts.get(`${peer} ${chart} ${state}`) ?? 0;
  }

  /** Hears every transition from now on. */
  listen(listener: (transition: Transition) => void): void {
    this.#listeners.add(listener);
  }

  /** What `connect` and `serve` take as their option `inspect`. */
  inspectorOf(peer: Peer): (event: InspectionEvent) => void {
    return (event) => {
      if (event.type === "@xstate.actor") {
        this.begun++;
        this.#alive.add(event.actorRef);
      } else if (event.type === "@xstate.snapshot") {
        if (event.snapshot.status !== "active") this.#alive.delete(event.actorRef);
        this.#see(peer, event.rootId, event.actorRef, event.event.type, event.snapshot);
      }
    };
  }

  #see(peer: Peer, session: string, actor: ActorRefLike, event: string, snapshot: Snapshot<unknown>): void {
    const to = stateOf(snapshot);
    const from = this.#states.get(actor);
    if (to === undefined || to === from) return;
    this.#states.set(actor, to);
    const chart = "id" in actor ? String(actor.id) : "actor";
    const counted = `${peer} ${chart} ${to}`;
    this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + 1);
    const isEnd = snapshot.status !== "active";
    const transition: Transition = { at: this.now, peer, session, chart, ...idsOf(snapshot), from, to, event, isEnd };
    for (const listener of this.#listeners) listener(transition);
  }
}

/** State of a chart, or the phase of a driver. */
function stateOf(snapshot: Snapshot<unknown>): string | undefined {
  if ("value" in snapshot) return snapshot.status === "stopped" ? "stopped" : String(snapshot.value);
  const { phase } = contextOf(snapshot);
  return typeof phase === "string" ? phase : undefined;
}

/** The numbers that the charts keep in their context. */
function idsOf(snapshot: Snapshot<unknown>): Pick<Life, "connection" | "request" | "channel" | "method"> {
  const { connection, request, channel, method } = contextOf(snapshot);
  return {
    ...(typeof connection === "number" ? { connection } : {}),
    ...(typeof request === "number" ? { request } : {}),
    ...(typeof channel === "number" ? { channel } : {}),
    ...(typeof method === "string" ? { method } : {}),
  };
}

function contextOf(snapshot: Snapshot<unknown>): Record<string, unknown> {
  const context = "context" in snapshot ? snapshot.context : undefined;
  return typeof context === "object" && context !== null ? { ...context } : {};
}
