import { concatMap, from, type Observable } from "rxjs";
import { plain } from "../feed/plain.ts";
import type { FeedRecord, LifeName } from "../records.ts";
import { stateText } from "./state-text.ts";

export interface FromStatelyOptions {
  /** What the application is called in the records. Default `app`. */
  readonly peer?: string | undefined;
  /** Leaves out what events and outputs carry. */
  readonly redact?: boolean | undefined;
}

/** Actors followed at a time; further ones are let be. */
const MOST = 10_000;

/**
 * Records of an application that speaks the Stately inspection protocol. Whatever else comes is ignored: the
 * application may be anybody.
 *
 * @example
 * const messages = new Subject<unknown>();
 * const { inspect } = createInspector({ send: (message) => messages.next(message) });
 * const actor = createActor(machine, { inspect });
 * fromStately(messages, { peer: "shop" }).subscribe(console.log);
 */
export function fromStately(messages: Observable<unknown>, options: FromStatelyOptions = {}): Observable<FeedRecord> {
  const translation = new Translation(options.peer ?? "app", options.redact ?? false);
  return messages.pipe(concatMap((message) => from([...translation.of(message)])));
}

class Translation {
  readonly #peer: string;
  readonly #redact: boolean;
  readonly #states = new Map<string, string>();
  readonly #began = performance.now();
  #seq = 0;

  constructor(peer: string, redact: boolean) {
    this.#peer = peer;
    this.#redact = redact;
  }

  *of(message: unknown): Generator<FeedRecord> {
    const session = textAt(message, "sessionId");
    if (session === undefined) return;
    const snapshot: unknown = Object(message).snapshot;
    if (textAt(message, "type") === "@xstate.actor") yield* this.#begin(session, message, snapshot, false);
    if (textAt(message, "type") === "@xstate.snapshot") yield* this.#snapshot(session, message, snapshot);
  }

  *#begin(session: string, message: unknown, snapshot: unknown, late: boolean): Generator<FeedRecord> {
    if (this.#states.has(session) || this.#states.size >= MOST) return;
    const state = stateText(snapshot);
    this.#states.set(session, state);
    const parent = textAt(message, "parentId");
    yield {
      ...this.#stamp(message),
      type: "actor",
      life: this.#life(session),
      parent: parent === undefined ? null : this.#life(parent),
      chart: null,
      label: textAt(message, "name") ?? session,
      connection: null,
      id: null,
      state,
      input: null,
      initialCredit: null,
      late,
    };
  }

  *#snapshot(session: string, message: unknown, snapshot: unknown): Generator<FeedRecord> {
    yield* this.#begin(session, message, snapshot, true);
    const from = this.#states.get(session);
    if (from === undefined) return;
    const life = this.#life(session);
    const to = stateText(snapshot);
    const type = textAt(Object(message).event, "type") ?? "unknown";
    this.#states.set(session, to);
    if (type !== "xstate.init") {
      const carried = this.#redact ? {} : Object(plain(Object(message).event));
      const event = { ...carried, type };
      yield { ...this.#stamp(message), type: "transition", life, event, from, to, unexpected: false, rules: [] };
    }
    const status = textAt(snapshot, "status") ?? "active";
    if (status === "active" && type !== "xstate.stop") return;
    this.#states.delete(session);
    if (status === "error") {
      yield { ...this.#stamp(message), type: "error", life, rule: null, text: "the actor failed" };
    }
    const output = this.#redact ? null : plain(Object(snapshot).output);
    yield { ...this.#stamp(message), type: "end", life, state: to, output };
  }

  #life(session: string): LifeName {
    return `${this.#peer}/xstate/${session}`;
  }

  #stamp(message: unknown) {
    const wall = Number(textAt(message, "createdAt"));
    const now = Date.now();
    const at = performance.now() - this.#began;
    return { seq: ++this.#seq, at, wall: Number.isFinite(wall) ? wall : now, peer: this.#peer };
  }
}

function textAt(value: unknown, key: string): string | undefined {
  const found: unknown = Object(value)[key];
  return typeof found === "string" ? found : undefined;
}
