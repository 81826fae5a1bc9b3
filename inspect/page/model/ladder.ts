import type { FrameRecord, GapRecord } from "../../records.ts";
import type { Filter } from "../filter/language.ts";
import { matchesFrame } from "../filter/match.ts";
import type { Timeline } from "./timeline.ts";

/** One line of the ladder. */
export type Rung =
  | {
      readonly type: "message";
      readonly position: number;
      readonly frame: FrameRecord;
      /** When the other peer saw the same message, if it told. */
      arrived: number | null;
    }
  | { readonly type: "gap"; readonly position: number; readonly gap: GapRecord }
  /** Nothing was said for so long. */
  | { readonly type: "silence"; readonly position: number; readonly from: number; readonly to: number };

type Message = Rung & { type: "message" };

/** A life that is followed, with its channels and all whose names lie below its own; `null` shows all messages. */
export type Followed = { readonly name: string; readonly channels: readonly string[] } | null;

const SLICE = 8_000;
const SILENCE_MS = 1_000;
const UNMATCHED = 256;

/** The messages up to the timeline's cursor, read once each. What changes the selection reads all again, in slices. */
export class Ladder {
  readonly #filter: Filter;
  readonly #followed: Followed;
  #rungs: Rung[] = [];
  #scanned = 0;
  /** Messages sent that the other peer has not yet shown. */
  #sent: Message[] = [];
  #lastAt: number | null = null;

  constructor(filter: Filter, followed: Followed) {
    this.#filter = filter;
    this.#followed = followed;
  }

  get rungs(): readonly Rung[] {
    return this.#rungs;
  }

  /** Whether it is of this selection, and of the time before the cursor. */
  serves(filter: Filter, followed: Followed, cursor: number): boolean {
    return filter === this.#filter && followed === this.#followed && cursor >= this.#scanned;
  }

  /** Reads on. Says whether it has read everything up to the cursor. */
  read({ ring, cursor, world }: Timeline): boolean {
    this.#prune(ring.start);
    this.#scanned = Math.max(this.#scanned, ring.start);
    const until = Math.min(cursor, this.#scanned + SLICE);
    for (; this.#scanned < until; this.#scanned += 1) {
      const record = ring.at(this.#scanned);
      if (record?.type === "gap" && this.#followed === null) {
        this.#rungs.push({ type: "gap", position: this.#scanned, gap: record });
      }
      if (record?.type !== "frame" || this.#isToldAlready(record)) continue;
      if (!this.#isFollowed(record.life)) continue;
      const life = record.life === null ? undefined : world.lives.get(record.life);
      if (matchesFrame(this.#filter, record, life, record.at)) this.#add(record, this.#scanned);
    }
    return this.#scanned >= cursor;
  }

  #add(frame: FrameRecord, position: number): void {
    if (this.#lastAt !== null && frame.at - this.#lastAt > SILENCE_MS) {
      this.#rungs.push({ type: "silence", position, from: this.#lastAt, to: frame.at });
    }
    this.#lastAt = frame.at;
    const message: Message = { type: "message", position, frame, arrived: null };
    this.#rungs.push(message);
    if (frame.direction === "out") {
      this.#sent.push(message);
      if (this.#sent.length > UNMATCHED) this.#sent.splice(0, UNMATCHED / 2);
    }
  }

  /** Where both peers tell, each message is told twice: once as it leaves, once as it comes. */
  #isToldAlready(frame: FrameRecord): boolean {
    if (frame.direction === "out") return false;
    const found = this.#sent.findIndex(({ frame: sent }) => {
      if (sent.peer === frame.peer || sent.kind !== frame.kind || sent.size !== frame.size) return false;
      return sent.bytes === frame.bytes && isSame(sent.fields, frame.fields);
    });
    if (found === -1) return false;
    for (const twin of this.#sent.splice(found, 1)) twin.arrived = frame.at;
    return true;
  }

  #isFollowed(life: string | null): boolean {
    if (this.#followed === null) return true;
    if (life === null) return false;
    const { name, channels } = this.#followed;
    return life === name || life.startsWith(`${name}/`) || channels.includes(life);
  }

  #prune(start: number): void {
    if ((this.#rungs[0]?.position ?? start) >= start) return;
    const first = this.#rungs.findIndex(({ position }) => position >= start);
    this.#rungs = first === -1 ? [] : this.#rungs.slice(first);
  }
}

const IDS = ["connection", "request", "channel", "nonce"] as const;

function isSame(a: FrameRecord["fields"], b: FrameRecord["fields"]): boolean {
  return IDS.every((name) => a[name] === b[name]);
}
