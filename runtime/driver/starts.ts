import type { IncomingRequest } from "./incoming-request.ts";
import type { Outbox } from "./outbox.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import { Slots } from "./slots.ts";

const SLOT = { type: "parent.slot" } as const;

/** When the calls of one connection start: ours as the counterpart's limit lets them, theirs as our handlers do. */
export class Starts {
  readonly #outbox: Outbox;
  readonly #handlers: Slots<IncomingRequest>;
  #calls = new Slots<OutgoingRequest>(0);
  #waitingBytes = 0;
  #isStarting = false;
  #isOver = false;

  constructor(outbox: Outbox, handlers: number) {
    this.#outbox = outbox;
    this.#handlers = new Slots(handlers);
  }

  /** `calls`: how many the counterpart takes at a time. */
  open(calls: number): void {
    this.#calls = new Slots(calls);
  }

  /** Whether a call that comes now starts at once, before anybody else writes. */
  get isClear(): boolean {
    return this.#mayStart && this.#calls.isFree;
  }

  get #mayStart(): boolean {
    return !this.#isStarting && !this.#isOver && this.#outbox.hasRoom;
  }

  get waitingHandlers(): number {
    return this.#handlers.waiting;
  }

  /** Argument bytes of the Calls that wait for a handler. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Sends a call of ours, now or as soon as there is a slot. */
  call(request: OutgoingRequest): void {
    if (this.#now(this.#calls, request)) return;
    this.#calls.enqueue(request);
    this.go();
  }

  /** Runs the handler of a Call with so many bytes of arguments, now or as soon as there is a slot. */
  handle(request: IncomingRequest, bytes: number): void {
    if (this.#now(this.#handlers, request)) return;
    request.waitingBytes = bytes;
    this.#waitingBytes += bytes;
    this.#handlers.enqueue(request);
    this.go();
  }

  /** Starts who waits, as far as slots and the outbox go. */
  go(): void {
    // A handler that answers at once frees its slot from inside this loop: go round it, not deeper.
    if (this.#isStarting) return;
    this.#isStarting = true;
    while (this.#outbox.hasRoom && !this.#isOver) {
      const next = this.#next();
      if (next === undefined) break;
      next.deliver(SLOT);
    }
    this.#isStarting = false;
  }

  /** A call of ours needs its slot no longer. */
  freeCall(): void {
    this.#calls.free();
    this.go();
  }

  /** A handler no longer runs. */
  freeHandler(): void {
    this.#handlers.free();
    this.go();
  }

  /** A call of ours has ended, perhaps before it started. */
  callEnded(request: OutgoingRequest): void {
    this.#calls.leave(request);
  }

  /** The same for a Call of theirs. */
  handlerEnded(request: IncomingRequest): void {
    this.#handlers.leave(request);
    this.#noLongerWaits(request);
  }

  /** Each end frees a slot from now on, and nobody is to take it. */
  end(): void {
    this.#isOver = true;
  }

  /** Spares the line who would be the first in it; false when it has to wait. */
  #now<R extends OutgoingRequest | IncomingRequest>(slots: Slots<R>, request: R): boolean {
    if (!this.#mayStart || !slots.take()) return false;
    this.#isStarting = true;
    request.deliver(SLOT);
    this.#isStarting = false;
    if (this.#calls.waiting > 0 || this.#handlers.waiting > 0) this.go();
    return true;
  }

  #next(): OutgoingRequest | IncomingRequest | undefined {
    const call = this.#calls.next();
    if (call !== undefined) return call;
    const handler = this.#handlers.next();
    if (handler !== undefined) this.#noLongerWaits(handler);
    return handler;
  }

  #noLongerWaits(request: IncomingRequest): void {
    this.#waitingBytes -= request.waitingBytes;
    request.waitingBytes = 0;
  }
}
