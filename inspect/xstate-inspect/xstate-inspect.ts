import type { Observable, Subscription } from "rxjs";
import type { ActorRecord, FeedRecord, LifeName } from "../records.ts";
import { oldMachineOf, unknownMachine } from "./definition.ts";
import { envelope, oldState, type ServiceMessage } from "./messages.ts";

/** An actor that a viewer may send events to. */
export interface Drivable {
  send(event: { type: string }): void;
}

interface Watching {
  readonly records: Observable<FeedRecord>;
  /** Takes a message to the viewer. */
  readonly send: (message: ServiceMessage) => void;
}

interface Driving extends Watching {
  /** The viewer may send events to the actors that `find` gives. */
  readonly drive: true;
  /** The actor behind the name of a life, `peer/xstate/x:3`. Protocol actors cannot be driven and are not asked for. */
  readonly find: (life: LifeName) => Drivable | undefined;
}

export type XStateInspectOptions = (Watching & { readonly drive?: false }) | Driving;

/** One viewer that speaks the protocol of `@xstate/inspect` 0.8.0. */
export interface XStateInspect {
  /** Takes what the viewer says. What is no command of the protocol is ignored. */
  receive(command: unknown): void;
  close(): void;
}

const START = { type: "xstate.init" };

/**
 * Shows records to a viewer that speaks the protocol of `@xstate/inspect` 0.8.0. That package itself does not run on
 * XState 5; its receivers understand this.
 *
 * @example
 * const viewer = xstateInspect({ records: feed, send: (message) => socket.send(JSON.stringify(message)) });
 * socket.on("message", (data) => viewer.receive(JSON.parse(String(data))));
 */
export function xstateInspect(options: XStateInspectOptions): XStateInspect {
  return new Viewer(options);
}

class Viewer implements XStateInspect {
  readonly #options: XStateInspectOptions;
  /** What is alive, in its present state: a viewer asks for it when it comes. */
  readonly #alive = new Map<LifeName, { readonly actor: ActorRecord; state: string }>();
  readonly #subscription: Subscription;

  constructor(options: XStateInspectOptions) {
    this.#options = options;
    this.#subscription = options.records.subscribe((record) => this.#take(record));
  }

  receive(command: unknown): void {
    const { type, event, service } = Object(command);
    if (type === "xstate.inspecting") {
      for (const { actor, state } of this.#alive.values()) this.#register(actor, state);
    } else if (type === "xstate.event" && typeof event === "string") this.#drive(event, service);
  }

  close(): void {
    this.#subscription.unsubscribe();
    this.#alive.clear();
  }

  #take(record: FeedRecord): void {
    const { send } = this.#options;
    switch (record.type) {
      case "actor":
        this.#alive.set(record.life, { actor: record, state: record.state });
        this.#register(record, record.state);
        return;
      case "transition": {
        const { life: sessionId, event, to } = record;
        const known = this.#alive.get(sessionId);
        if (known !== undefined) known.state = to;
        send({ type: "service.event", sessionId, event: JSON.stringify(envelope(event)) });
        send({ type: "service.state", sessionId, state: oldState(sessionId, to, event, false) });
        return;
      }
      case "end": {
        const { life: sessionId, state } = record;
        this.#alive.delete(sessionId);
        const event = { type: `done.invoke.${sessionId}` };
        send({ type: "service.state", sessionId, state: oldState(sessionId, state, event, true) });
        send({ type: "service.stop", sessionId });
      }
    }
  }

  #register({ life: sessionId, parent, chart, label }: ActorRecord, state: string): void {
    const machine = chart === null ? unknownMachine(label, state) : oldMachineOf(chart);
    this.#options.send({
      type: "service.register",
      machine: JSON.stringify(machine),
      state: oldState(sessionId, state, START, false),
      id: label,
      sessionId,
      ...(parent === null ? {} : { parent }),
    });
  }

  /** The viewer sends an event, wrapped or bare, to an actor of the user's own. */
  #drive(text: string, service: unknown): void {
    const options = this.#options;
    if (options.drive !== true || typeof service !== "string") return;
    if (this.#alive.get(service)?.actor.chart !== null) return;
    const event = eventIn(text);
    // What XState sends by itself is not for others to send.
    if (event === undefined || /^(xstate|done|error)\./.test(event.type)) return;
    options.find(service)?.send(event);
  }
}

function eventIn(text: string): { type: string } | undefined {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  const event: unknown = Object(said).$$type === "scxml" ? Object(said).data : said;
  if (typeof event !== "object" || event === null || !("type" in event)) return undefined;
  const { type } = event;
  return typeof type === "string" ? { ...event, type } : undefined;
}
