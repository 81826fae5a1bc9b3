import type { Watched, WatchedRow } from "../../runtime/driver/watch.ts";
import { charts, rulesOf } from "./charts.ts";
import type { Unnumbered } from "./cursor.ts";
import type { FollowedSession } from "./followed.ts";
import { frameRecord } from "./frames.ts";
import { plain } from "./plain.ts";
import type { Subject } from "./subject.ts";

/** Frames no longer than this are kept as bytes, and decoded by who reads. */
export const MAX_STORED = 256;

const NONE: readonly string[] = Object.freeze([]);

/**
 * What happened, as little work as possible: the record is made when somebody reads it. Slots are written over again
 * and again, since objects that outlive their turn cost the collector more than the whole call that they tell of.
 */
export class Slot {
  /** What it counts for in the ring. */
  size = 0;
  #at = 0;
  #content: "record" | "actor" | "transition" | "end" | "frame" | null = null;
  #record: Unnumbered | null = null;
  #subject: Subject | null = null;
  #session: FollowedSession | null = null;
  #event: { readonly type: string } | null = null;
  #from = "";
  #row: WatchedRow | null = null;
  #to = "";
  #context: unknown = null;
  #direction: "in" | "out" = "in";
  #bytes: Uint8Array | null = null;
  #length = 0;

  record(record: Unnumbered): void {
    this.#content = "record";
    this.#record = record;
  }

  began(at: number, subject: Subject): void {
    this.#content = "actor";
    this.#at = at;
    this.#subject = subject;
  }

  stepped(
    at: number,
    subject: Subject,
    event: { readonly type: string },
    from: string,
    row: WatchedRow | null,
    to: string,
  ): void {
    this.#content = "transition";
    this.#at = at;
    this.#subject = subject;
    this.#event = event;
    this.#from = from;
    this.#row = row;
    this.#to = to;
  }

  ended(at: number, subject: Subject, { value, context }: Watched["snapshot"]): void {
    this.#content = "end";
    this.#at = at;
    this.#subject = subject;
    // Not the snapshot that they came with: it would outlive its turn.
    this.#to = value;
    this.#context = context;
  }

  /** A whole frame, of {@link MAX_STORED} bytes at the most. */
  frame(at: number, session: FollowedSession, direction: "in" | "out", bytes: Uint8Array): void {
    this.#content = "frame";
    this.#at = at;
    this.#session = session;
    this.#direction = direction;
    this.#bytes ??= new Uint8Array(MAX_STORED);
    this.#bytes.set(bytes);
    this.#length = bytes.length;
  }

  /** Forgets what it held. */
  clear(): void {
    this.#content = null;
    this.#record = null;
    this.#subject = null;
    this.#session = null;
    this.#event = null;
    this.#context = null;
  }

  /** The record, made anew for each reader. */
  read(): Unnumbered | undefined {
    const at = this.#at;
    switch (this.#content) {
      case "record":
        return this.#record ?? undefined;
      case "actor":
        return this.#subject?.begun(at);
      case "transition": {
        const subject = this.#subject;
        const event = this.#event;
        if (subject === null || event === null) return undefined;
        const { name: life, peer, chart } = subject;
        const from = this.#from;
        const to = this.#to;
        const row = this.#row;
        const rules = row === null ? NONE : rulesOf(chart, row);
        return {
          type: "transition",
          at,
          peer,
          life,
          event: told(event),
          from,
          to,
          unexpected: row === null,
          rules,
        };
      }
      case "end": {
        const subject = this.#subject;
        if (subject === null) return undefined;
        const { name: life, peer, chart } = subject;
        const state = this.#to;
        const output = charts[chart].output({ value: state, context: this.#context });
        return { type: "end", at, peer, life, state, output: plain(output) };
      }
      case "frame": {
        if (this.#session === null || this.#bytes === null) return undefined;
        return frameRecord(this.#session, this.#direction, this.#bytes.subarray(0, this.#length), at);
      }
      case null:
        return undefined;
    }
  }
}

function told(event: { readonly type: string }): { type: string; [parameter: string]: unknown } {
  const parameters: { type: string; [parameter: string]: unknown } = { type: event.type };
  for (const [name, value] of Object.entries(event)) if (name !== "type") parameters[name] = plain(value);
  return parameters;
}
