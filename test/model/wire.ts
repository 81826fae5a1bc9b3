import type { Cell, Memory, Queue } from "./memory.ts";
import type { Message, MessagePool } from "./messages.ts";
import type { Plan } from "./plan.ts";

/** Longest queue that a plan may fill; more is a fault of the plan. */
const CAPACITY = 14;

const OPEN = 0;
const ENDING = 1;
const CUT = 2;

/**
 * One direction: the sender's outbox by the rules of `runtime/driver/outbox.ts`, counted in messages where the
 * runtime counts bytes, and the link behind it, a FIFO that asks to wait when it is full.
 */
export class Wire {
  /** Tells the sender that producers may go on. */
  onRoom: () => void = () => {};
  /** A message goes out, or begins to wait. */
  onSend: (message: Message) => void = () => {};
  /** Something went this way that only a 7.3.0 peer sends. */
  readonly isOdd: Cell;
  readonly #plan: Plan;
  readonly #pool: MessagePool;
  readonly #link: Queue;
  readonly #urgent: Queue;
  readonly #waiting: Queue;
  readonly #end: Cell;
  readonly #isFull: Cell;
  readonly #isClosed: Cell;

  constructor(plan: Plan, memory: Memory, pool: MessagePool) {
    this.#plan = plan;
    this.#pool = pool;
    this.#link = memory.queue(CAPACITY);
    this.#urgent = memory.queue(CAPACITY);
    this.#waiting = memory.queue(CAPACITY);
    this.isOdd = memory.cell();
    this.#end = memory.cell();
    this.#isFull = memory.cell();
    this.#isClosed = memory.cell();
  }

  get hasRoom(): boolean {
    if (this.#held < this.#plan.room) return true;
    this.#isFull.isSet = true;
    return false;
  }

  /** The same for who only looks. A producer that waited goes on when half of the room is free. */
  get mayTake(): boolean {
    return this.#held < this.#plan.room && !this.#isFull.isSet && !this.isClosed;
  }

  get hasMessage(): boolean {
    return this.#link.length > 0;
  }

  /** Whether the receiver finds the end of the link next. */
  get hasEnd(): boolean {
    return this.#link.length === 0 && this.#end.value !== OPEN;
  }

  get isCut(): boolean {
    return this.#end.value === CUT;
  }

  get isClosed(): boolean {
    return this.#isClosed.isSet;
  }

  send(message: Message): void {
    this.#put(message, this.#waiting);
  }

  /** Ahead of what waits, but behind the Request of the call that it is about. */
  sendUrgent(message: Message, about: number | null): void {
    let isBehind = false;
    for (let at = 0; at < this.#waiting.length; at++) {
      const { kind, call } = this.#pool.get(this.#waiting.at(at));
      isBehind ||= kind === "Request" && call === about;
    }
    this.#put(message, isBehind ? this.#waiting : this.#urgent);
  }

  /** Takes the next message off the link; what waits moves up. */
  take(): Message {
    const message = this.#pool.get(this.#link.shift());
    for (const queue of [this.#urgent, this.#waiting]) {
      while (queue.length > 0 && !this.#isBlocked) this.#link.push(queue.shift());
    }
    if (this.#isFull.isSet && this.#held < this.#plan.room / 2) {
      this.#isFull.isSet = false;
      this.onRoom();
    }
    return message;
  }

  /** Everything goes to the link, then its end. */
  close(): void {
    for (const queue of [this.#urgent, this.#waiting]) while (queue.length > 0) this.#link.push(queue.shift());
    if (!this.isCut) this.#end.value = ENDING;
    this.#shut();
  }

  /** What is on its way is lost. */
  cut(): void {
    this.deafen();
    this.#end.value = CUT;
  }

  /** Nobody listens at the other end any more. */
  deafen(): void {
    for (const queue of [this.#link, this.#urgent, this.#waiting]) queue.clear();
    this.#shut();
  }

  /** Everything that is on its way, in the order in which it arrives. */
  inFlight(): Message[] {
    const messages: Message[] = [];
    for (const queue of [this.#link, this.#urgent, this.#waiting]) {
      for (let at = 0; at < queue.length; at++) messages.push(this.#pool.get(queue.at(at)));
    }
    return messages;
  }

  get #held(): number {
    return this.#urgent.length + this.#waiting.length;
  }

  get #isBlocked(): boolean {
    return this.#link.length >= this.#plan.fifo;
  }

  #put(message: Message, queue: Queue): void {
    if (this.isClosed) return;
    this.onSend(message);
    (this.#isBlocked ? queue : this.#link).push(this.#pool.idOf(message));
  }

  #shut(): void {
    this.#isClosed.isSet = true;
    this.#isFull.isSet = false;
  }
}
