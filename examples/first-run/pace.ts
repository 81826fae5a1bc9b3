import { setTimeout as sleep } from "node:timers/promises";

/** How fast the demonstration goes: its times are written for six seconds, and stretched or squeezed. */
export class Pace {
  readonly #factor: number;

  constructor(durationMs: number) {
    this.#factor = durationMs / 6_000;
  }

  /** Waits; rejects when the signal aborts. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    await sleep(ms * this.#factor, undefined, signal === undefined ? {} : { signal });
  }
}
