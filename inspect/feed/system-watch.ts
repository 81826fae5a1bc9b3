import type { ActorRefLike, InspectionEvent } from "xstate";
import type { LifeName } from "../records.ts";
import type { Unnumbered } from "./cursor.ts";
import type { Keeper } from "./keeper.ts";
import { machineShapeOf } from "./machine-shape.ts";
import { plain } from "./plain.ts";

interface Known {
  readonly life: LifeName;
  readonly parent: LifeName | null;
  readonly label: string;
  readonly actor: ActorRefLike;
  state: string;
  /** None of the steps of the event at hand took a transition; `null` before the first. */
  isIgnored: boolean | null;
}

/** Turns what XState tells of any system into records: the user's own actors, beside the protocol's. */
export class SystemWatch {
  readonly #peer: string;
  readonly #keeper: Keeper;
  readonly #known = new Map<string, Known>();

  constructor(peer: string, keeper: Keeper) {
    this.#peer = peer;
    this.#keeper = keeper;
  }

  /** Takes one of XState's inspection events. Never throws. */
  take(event: InspectionEvent): void {
    try {
      if (event.type === "@xstate.microstep") this.#microstep(event.actorRef, event);
      if (event.type === "@xstate.snapshot") this.#snapshot(event);
      if (event.type === "@xstate.event" && event.event.type.startsWith("xstate.error.actor.")) this.#bury();
    } catch (error) {
      this.#keeper.failed(error);
    }
  }

  /** The actors that are alive, for who comes late: XState replays nothing. */
  *late(): Generator<Unnumbered> {
    this.#bury();
    for (const known of this.#known.values()) yield this.#actor(known, true);
  }

  /** Forgets everybody. */
  end(): void {
    this.#known.clear();
  }

  /** An actor whose action throws ends without a word: only its status tells. */
  #bury(): void {
    for (const [session, { actor, life, label, state }] of this.#known) {
      if (statusOf(actor.getSnapshot()) === "active") continue;
      this.#known.delete(session);
      this.#tellFailure(life, label);
      this.#keep({ type: "end", ...this.#stamp(), life, state, output: null });
    }
  }

  #tellFailure(life: LifeName, label: string): void {
    this.#keep({ type: "error", ...this.#stamp(), life, rule: null, text: `${label} failed` });
  }

  #microstep(actor: ActorRefLike, event: InspectionEvent): void {
    const known = this.#known.get(actor.sessionId);
    // Types say `transitions`, XState sends `_transitions`.
    const taken: unknown = Reflect.get(event, "_transitions");
    // What follows of itself, such as the end of a region, may take none.
    if (known !== undefined && Array.isArray(taken)) known.isIgnored = known.isIgnored !== false && taken.length === 0;
  }

  #snapshot({ actorRef, event, snapshot }: InspectionEvent & { type: "@xstate.snapshot" }): void {
    const to = stateOf(snapshot);
    const known = this.#known.get(actorRef.sessionId) ?? this.#begin(actorRef, to);
    if (event.type !== "xstate.init") {
      const from = known.state;
      const told = this.#keeper.redact ? { type: event.type } : { ...Object(plain(event)), type: event.type };
      const { life, isIgnored } = known;
      const unexpected = isIgnored === true;
      this.#keep({ type: "transition", ...this.#stamp(), life, event: told, from, to, unexpected, rules: [] });
    }
    known.state = to;
    known.isIgnored = null;
    if (snapshot.status === "active" && event.type !== "xstate.stop") return;
    this.#known.delete(actorRef.sessionId);
    const { life } = known;
    if (snapshot.status === "error") this.#tellFailure(life, known.label);
    const output = this.#keeper.redact || snapshot.status !== "done" ? null : plain(snapshot.output);
    this.#keep({ type: "end", ...this.#stamp(), life, state: to, output });
  }

  #begin(actor: ActorRefLike, state: string): Known {
    const label = String(Reflect.get(actor, "id") ?? actor.sessionId);
    const known = { life: this.#nameOf(actor), parent: this.#parentOf(actor), label, actor, state, isIgnored: null };
    this.#known.set(actor.sessionId, known);
    this.#keep(this.#actor(known, false));
    return known;
  }

  #actor({ life, parent, label, state, actor }: Known, late: boolean): Unnumbered {
    const machine = machineShapeOf(Reflect.get(actor, "logic"));
    const none = { chart: null, connection: null, id: null, input: null, initialCredit: null };
    return { type: "actor", ...this.#stamp(), life, parent, label, state, late, ...none, ...(machine && { machine }) };
  }

  #parentOf(actor: ActorRefLike): LifeName | null {
    const parent: unknown = Reflect.get(actor, "_parent");
    const session: unknown = typeof parent === "object" && parent !== null ? Reflect.get(parent, "sessionId") : null;
    return typeof session === "string" ? `${this.#peer}/xstate/${session}` : null;
  }

  #nameOf(actor: ActorRefLike): LifeName {
    return `${this.#peer}/xstate/${actor.sessionId}`;
  }

  #keep(record: Unnumbered): void {
    this.#keeper.claim(JSON.stringify(record).length * 2).record(record);
  }

  #stamp() {
    return { at: this.#keeper.now(), peer: this.#peer };
  }
}

/** The state of a machine as one text; for other logic, its status. */
function stateOf(snapshot: object): string {
  const value: unknown = Reflect.get(snapshot, "value");
  return (value === undefined ? "" : pathOf(value)) || statusOf(snapshot);
}

function statusOf(snapshot: object): string {
  return String(Reflect.get(snapshot, "status"));
}

function pathOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const parts = Object.entries(value).map(([key, inner]) => {
    const rest = pathOf(inner);
    return rest === "" ? key : `${key}.${rest}`;
  });
  return parts.join(" + ");
}
