import type { Scheduler } from "fast-check";
import type { Link, LinkEvents } from "../../runtime/link/link.ts";
import { cannotSend, LinkError } from "../../runtime/link/link-error.ts";

const END = null;

/** One end of a link whose payloads arrive when fast-check's scheduler says so, each direction in order. */
export class ScheduledLink implements Link {
  readonly name: string;
  readonly maxPayload = 4 * 1024 * 1024;
  readonly buffered = 0;
  readonly #scheduler: Scheduler;
  readonly #inbox: (Uint8Array | typeof END)[] = [];
  #peer: ScheduledLink = this;
  #events: LinkEvents | null = null;
  #isClosing = false;
  #isOver = false;

  private constructor(name: string, scheduler: Scheduler) {
    this.name = name;
    this.#scheduler = scheduler;
  }

  static pair(scheduler: Scheduler): [ScheduledLink, ScheduledLink] {
    const [left, right] = [new ScheduledLink("left", scheduler), new ScheduledLink("right", scheduler)];
    left.#peer = right;
    right.#peer = left;
    return [left, right];
  }

  start(events: LinkEvents): void {
    this.#events = events;
  }

  send(payload: Uint8Array): boolean {
    if (this.#isClosing || this.#isOver) throw cannotSend(this.name, this.#isOver);
    this.#post(payload.slice());
    return true;
  }

  pause(): void {}
  resume(): void {}

  close(): void {
    if (this.#isClosing || this.#isOver) return;
    this.#isClosing = true;
    this.#post(END);
  }

  destroy(): void {
    this.cut();
  }

  /** Both ends are told at once that the link was lost. */
  cut(): void {
    for (const end of [this, this.#peer]) end.#finish(new LinkError("lost", `${end.name}: cut`));
  }

  #post(payload: Uint8Array | typeof END): void {
    const peer = this.#peer;
    peer.#inbox.push(payload);
    const arrival = this.#scheduler.schedule(Promise.resolve(), `a frame from ${this.name}`);
    void arrival.then(() => peer.#take());
  }

  /** Whichever frame's turn it is, the first in line arrives. */
  #take(): void {
    const payload = this.#inbox.shift();
    if (this.#isOver || payload === undefined) return;
    if (payload !== END) {
      this.#events?.payload(payload);
      return;
    }
    if (!this.#isClosing) this.close();
    this.#finish(undefined);
  }

  #finish(error: LinkError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    queueMicrotask(() => this.#events?.ended(error));
  }
}
