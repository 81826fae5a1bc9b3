import { FrameReader } from "../../runtime/link/frame-reader.ts";
import { DEFAULT_MAX_PAYLOAD, type Link, type LinkEvents } from "../../runtime/link/link.ts";
import { cannotSend, LinkError, tooLarge } from "../../runtime/link/link-error.ts";
import type { Agenda } from "./agenda.ts";
import { faultsOf, type LinkFaults } from "./faults.ts";
import { Pipe, type Sink, type Source } from "./pipe.ts";
import type { Random } from "./random.ts";
import type { Trace } from "./trace.ts";

/** Longest time until a side notices that the link was cut, in milliseconds. */
const NOTICE_MS = 20;

/** A link between two peers of one world, and what can go wrong with it. */
export class Wire {
  readonly left: Link;
  readonly right: Link;
  readonly #ends: readonly [SimLink, SimLink];
  readonly #pipes: readonly [Pipe, Pipe];
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #trace: Trace;

  constructor(
    agenda: Agenda,
    random: Random,
    trace: Trace,
    [leftName, rightName]: readonly [string, string],
    faults: LinkFaults,
  ) {
    this.#agenda = agenda;
    this.#random = random;
    this.#trace = trace;
    const pipe = (side: "left" | "right") =>
      new Pipe(agenda, random.fork(), trace, faultsOf(side, faults), () => this.cut());
    const [there, back] = [pipe("left"), pipe("right")];
    const left = new SimLink(leftName, agenda, trace, there, back, () => this.#lose(right));
    const right = new SimLink(rightName, agenda, trace, back, there, () => this.#lose(left));
    there.join(left, right);
    back.join(right, left);
    this.left = left;
    this.right = right;
    this.#ends = [left, right];
    this.#pipes = [there, back];
  }

  /** Cuts the link: what is under way is lost, and each side notices in its own time. */
  cut(): void {
    this.#trace.add(this.#agenda.now(), `the link of ${this.left.name} and ${this.right.name} is cut`);
    for (const pipe of this.#pipes) pipe.drop();
    for (const end of this.#ends) this.#lose(end);
  }

  /** Nothing arrives at either side for so many milliseconds. */
  stall(ms: number): void {
    for (const pipe of this.#pipes) pipe.stall(ms);
  }

  /** Whether both sides know that it is over. */
  get isOver(): boolean {
    return this.#ends.every((end) => end.isOver);
  }

  #lose(end: SimLink): void {
    this.#agenda.in(this.#random.next() * NOTICE_MS, () => end.lose());
  }
}

/** One end of a wire, as a peer sees it. */
class SimLink implements Link, Sink, Source {
  readonly name: string;
  readonly maxPayload = DEFAULT_MAX_PAYLOAD;
  readonly #agenda: Agenda;
  readonly #trace: Trace;
  readonly #out: Pipe;
  readonly #in: Pipe;
  readonly #onDestroyed: () => void;
  readonly #reader: FrameReader;
  #limit = DEFAULT_MAX_PAYLOAD;
  #events: LinkEvents | null = null;
  #isPaused = false;
  #isClosing = false;
  #outcome: { readonly error: LinkError | undefined } | null = null;
  #hasTold = false;

  constructor(name: string, agenda: Agenda, trace: Trace, out: Pipe, input: Pipe, onDestroyed: () => void) {
    this.name = name;
    this.#agenda = agenda;
    this.#trace = trace;
    this.#out = out;
    this.#in = input;
    this.#onDestroyed = onDestroyed;
    this.#reader = new FrameReader(name, DEFAULT_MAX_PAYLOAD);
  }

  get buffered(): number {
    return this.#outcome === null ? this.#out.underWay : 0;
  }

  get isOver(): boolean {
    return this.#events === null || this.#hasTold;
  }

  get isReady(): boolean {
    return this.#events !== null && !this.#isPaused && this.#outcome === null;
  }

  start(events: LinkEvents): void {
    if (this.#events !== null) throw new LinkError("misuse", `${this.name}: started twice`);
    this.#events = events;
    if (this.#outcome === null) this.#in.read();
    else this.#tell();
  }

  send(payload: Uint8Array): boolean {
    if (this.#isClosing || this.#outcome !== null) throw cannotSend(this.name, this.#outcome !== null);
    if (payload.length > this.maxPayload) throw tooLarge(this.name, "send", payload.length, this.maxPayload);
    this.#out.send(payload.slice());
    return !this.#out.isFull;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#in.read();
  }

  close(): void {
    if (this.#isClosing || this.#outcome !== null) return;
    this.#isClosing = true;
    this.#out.end();
  }

  destroy(): void {
    this.#fail(new LinkError("destroyed", `${this.name}: destroyed by this side`));
  }

  limitReceived(bytes: number): void {
    this.#limit = Math.min(bytes, this.maxPayload);
    this.#reader.limit = this.#limit;
  }

  /** The link was cut, or dropped by the other side. */
  lose(): void {
    this.#over(new LinkError("lost", `${this.name}: the link was cut`));
  }

  bytes(bytes: Uint8Array): void {
    if (!this.#in.isFragmented) {
      if (bytes.length > this.#limit) this.#fail(tooLarge(this.name, "receive", bytes.length, this.#limit));
      else this.#hear(bytes);
      return;
    }
    this.#reader.push(bytes);
    for (let payload = this.#reader.next(); payload !== undefined; payload = this.#reader.next()) {
      this.#hear(payload);
      if (this.#outcome !== null) return;
    }
    if (this.#reader.refused !== undefined) this.#fail(this.#reader.refused);
  }

  end(): void {
    const error = this.#in.isFragmented ? this.#reader.truncation() : undefined;
    this.#out.end();
    this.#over(error);
  }

  room(): void {
    if (!this.#isClosing && this.#outcome === null) this.#events?.writable();
  }

  #hear(payload: Uint8Array): void {
    this.#trace.add(this.#agenda.now(), `${this.name} hears`, payload);
    this.#events?.payload(payload);
  }

  #fail(error: LinkError): void {
    if (this.#outcome !== null) return;
    this.#out.drop();
    this.#in.drop();
    this.#over(error);
    this.#onDestroyed();
  }

  #over(error: LinkError | undefined): void {
    if (this.#outcome !== null) return;
    this.#outcome = { error };
    this.#trace.add(this.#agenda.now(), `${this.name} sees the end of the link${error ? `: ${error.code}` : ""}`);
    if (this.#events !== null) this.#tell();
  }

  /** Never from inside a method that a peer called. */
  #tell(): void {
    const events = this.#events;
    this.#agenda.in(0, () => {
      this.#hasTold = true;
      events?.ended(this.#outcome?.error);
    });
  }
}
