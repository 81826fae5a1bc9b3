import type { Subscriber } from "rxjs";
import type { FeedRecord } from "../records.ts";
import type { Cursor } from "./cursor.ts";
import type { Hub } from "./hub.ts";

/** Records that one subscriber gets in one turn, and milliseconds between turns: making them costs the runtime time. */
const PER_TURN = 500;
const BETWEEN_TURNS = 10;

/** Hands records to subscribers, in turns of their own: whoever they tell of has finished by then. */
export class Pump {
  readonly #hub: Hub;
  readonly #subscribers = new Map<Subscriber<FeedRecord>, Cursor>();
  #waiting: (() => void)[] = [];
  #isScheduled = false;

  constructor(hub: Hub) {
    this.#hub = hub;
    hub.onKept = () => this.#schedule();
  }

  open(): Cursor {
    return this.#hub.open();
  }

  serve(subscriber: Subscriber<FeedRecord>): () => void {
    const cursor = this.#hub.open();
    this.#subscribers.set(subscriber, cursor);
    this.#schedule();
    return () => {
      this.#subscribers.delete(subscriber);
      cursor.close();
    };
  }

  whenKept(callback: () => void): void {
    this.#waiting.push(callback);
  }

  /** What is left is handed out, then everybody completes. */
  complete(): void {
    while (this.#turn());
    for (const subscriber of [...this.#subscribers.keys()]) subscriber.complete();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => {
      this.#isScheduled = false;
      if (this.#turn()) this.#schedule();
      for (const callback of this.#waiting.splice(0)) callback();
      this.#hub.trim();
    }, BETWEEN_TURNS);
  }

  /** Whether there is more to hand out. */
  #turn(): boolean {
    let isMore = false;
    for (const [subscriber, cursor] of this.#subscribers) {
      for (const record of cursor.read(PER_TURN)) {
        if (subscriber.closed) break;
        subscriber.next(record);
      }
      isMore ||= cursor.hasMore;
    }
    return isMore;
  }
}
