import type { Agenda } from "./agenda.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { Trace } from "./trace.ts";

/** The receiving end of a pipe. */
export interface Sink {
  readonly name: string;
  /** Whether it takes what has arrived now. */
  readonly isReady: boolean;
  bytes(bytes: Uint8Array): void;
  end(): void;
}

/** The sending end of a pipe. */
export interface Source {
  readonly name: string;
  room(): void;
}

/** What a length prefix costs: a queue of empty payloads is bounded too. */
const HEADER = 4;

const END = null;

/** One direction of a link: in order, with delay and faults, by virtual time. */
export class Pipe {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #trace: Trace;
  readonly #faults: Faults;
  readonly #onCut: () => void;
  #from: Source | null = null;
  #to: Sink | null = null;
  /** Under way, the next to arrive first; then those that have arrived and were not taken. */
  readonly #coming: (Uint8Array | typeof END)[] = [];
  readonly #arrived: (Uint8Array | typeof END)[] = [];
  #underWay = 0;
  #isFull = false;
  #isOver = false;
  #payloads = 0;
  #lastDue = 0;
  #stalledUntil = 0;
  #mayReadAt = 0;
  #isReadPlanned = false;

  constructor(agenda: Agenda, random: Random, trace: Trace, faults: Faults, onCut: () => void) {
    this.#agenda = agenda;
    this.#random = random;
    this.#trace = trace;
    this.#faults = faults;
    this.#onCut = onCut;
  }

  join(from: Source, to: Sink): void {
    this.#from = from;
    this.#to = to;
  }

  /** Bytes sent and not taken. */
  get underWay(): number {
    return this.#underWay;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  get isFragmented(): boolean {
    return this.#faults.fragments ?? false;
  }

  /** Takes a payload, which is the pipe's own from now on. */
  send(payload: Uint8Array): void {
    if (this.#isOver) return;
    const { cutAt, stall, rewrite, capacity = 64 * 1024 } = this.#faults;
    this.#payloads++;
    this.#say("says", payload);
    if (this.#payloads === cutAt) {
      this.#say("is cut off");
      this.#onCut();
      return;
    }
    if (this.#payloads === stall?.at) this.stall(stall.ms);
    const payloads = rewrite === undefined ? [payload] : rewrite(payload, this.#random);
    if (payloads.length !== 1 || payloads[0] !== payload) {
      for (const rewritten of payloads) this.#say("says instead", rewritten);
    }
    for (const one of payloads) for (const piece of this.#pieces(one)) this.#post(piece);
    this.#isFull = this.#underWay >= capacity;
  }

  /** Nothing comes behind what was sent. */
  end(): void {
    if (!this.#isOver) this.#post(END);
  }

  /** Loses everything, and whatever else is sent. */
  drop(): void {
    this.#isOver = true;
    this.#coming.length = 0;
    this.#arrived.length = 0;
    this.#underWay = 0;
  }

  /** Nothing arrives for so long. */
  stall(ms: number): void {
    this.#say(`is stalled for ${ms} ms`);
    this.#stalledUntil = Math.max(this.#stalledUntil, this.#agenda.now() + ms);
  }

  /** Gives the receiver what it may take now. */
  read(): void {
    const to = this.#to;
    if (to === null || !to.isReady || this.#arrived.length === 0 || this.#isReadPlanned) return;
    const wait = this.#mayReadAt - this.#agenda.now();
    this.#isReadPlanned = true;
    this.#agenda.in(wait, () => {
      this.#isReadPlanned = false;
      if (!to.isReady || this.#isOver) return;
      this.#mayReadAt = this.#agenda.now() + (this.#faults.readMs ?? 0);
      this.#take(to);
      this.read();
    });
  }

  #take(to: Sink): void {
    const piece = this.#arrived.shift();
    if (piece === undefined) return;
    if (piece === END) {
      to.end();
      return;
    }
    this.#underWay -= piece.length + (this.isFragmented ? 0 : HEADER);
    to.bytes(piece);
    const { capacity = 64 * 1024 } = this.#faults;
    if (!this.#isFull || this.#underWay >= capacity || this.#isOver) return;
    this.#isFull = false;
    this.#from?.room();
  }

  #post(piece: Uint8Array | typeof END): void {
    const [least, most] = this.#faults.delayMs ?? [0, 5];
    const due = this.#agenda.now() + least + this.#random.next() * (most - least);
    this.#lastDue = Math.max(this.#lastDue, due, this.#stalledUntil);
    this.#coming.push(piece);
    if (piece !== END) this.#underWay += piece.length + (this.isFragmented ? 0 : HEADER);
    // What arrives is the next in line, whoever's turn it is among those due at the same moment.
    this.#agenda.in(this.#lastDue - this.#agenda.now(), () => {
      const next = this.#coming.shift();
      if (next === undefined) return;
      this.#arrived.push(next);
      this.read();
    });
  }

  /** The payload, or length-prefixed pieces of it. */
  *#pieces(payload: Uint8Array): Generator<Uint8Array> {
    if (!this.isFragmented) {
      yield payload;
      return;
    }
    const framed = new Uint8Array(HEADER + payload.length);
    new DataView(framed.buffer).setUint32(0, payload.length, true);
    framed.set(payload, HEADER);
    for (let from = 0; from < framed.length; ) {
      const to = Math.min(framed.length, from + 1 + this.#random.below(Math.max(8, framed.length / 4)));
      yield framed.slice(from, to);
      from = to;
    }
  }

  #say(what: string, payload: Uint8Array | null = null): void {
    this.#trace.add(this.#agenda.now(), `${this.#from?.name} ${what}`, payload);
  }
}
