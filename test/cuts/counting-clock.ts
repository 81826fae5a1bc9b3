import type { Clock } from "../../runtime/public.ts";

/** The real time; knows how many of its timers are armed. */
export class CountingClock implements Clock {
  readonly #armed = new Set<object>();

  get armed(): number {
    return this.#armed.size;
  }

  now(): number {
    return performance.now();
  }

  after(ms: number, callback: () => void): () => void {
    const key = {};
    this.#armed.add(key);
    const handle = setTimeout(() => {
      this.#armed.delete(key);
      callback();
    }, ms);
    return () => {
      this.#armed.delete(key);
      clearTimeout(handle);
    };
  }
}
