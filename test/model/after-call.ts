import type { Memory, Queue } from "./memory.ts";
import type { Message, MessagePool } from "./messages.ts";

/** What is to be said about a call's channels as soon as the Call itself is out. */
export class AfterCall {
  readonly #pool: MessagePool;
  readonly #queue: Queue;

  constructor(memory: Memory, pool: MessagePool) {
    this.#pool = pool;
    this.#queue = memory.queue(4);
  }

  push(message: Message): void {
    this.#queue.push(this.#pool.idOf(message));
  }

  /** The first, which is no longer in there. */
  shift(): Message | undefined {
    return this.#queue.length === 0 ? undefined : this.#pool.get(this.#queue.shift());
  }

  clear(): void {
    this.#queue.clear();
  }

  /** Credit of the grants for a channel. */
  grants(of: number): number {
    let sum = 0;
    for (let at = 0; at < this.#queue.length; at++) {
      const { kind, channel, count } = this.#pool.get(this.#queue.at(at));
      if (kind === "GrantCredit" && channel === of) sum += count ?? 0;
    }
    return sum;
  }
}
