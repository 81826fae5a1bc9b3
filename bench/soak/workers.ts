import { setImmediate as nextTurn } from "node:timers/promises";
import { RoamError } from "../../runtime/index.ts";
import { type Bench, WORKS } from "./works.ts";

/** Workers that do one piece of mixed work after the other, and can be held between two. */
export class Workers {
  #isHeld = false;
  readonly #benches: readonly Bench[];
  #running: Promise<unknown> = Promise.resolve();
  /** Pieces done, by name. */
  readonly done = new Map<string, number>();

  constructor(benches: readonly Bench[]) {
    this.#benches = benches;
    this.go();
  }

  /** Resolves when nobody is in the middle of anything. */
  async hold(): Promise<void> {
    this.#isHeld = true;
    await this.#running;
  }

  go(): void {
    this.#isHeld = false;
    this.#running = Promise.all(this.#benches.map((bench) => this.#work(bench)));
  }

  async #work(bench: Bench): Promise<void> {
    while (!this.#isHeld) {
      const [name, work] = bench.random.pick(Object.entries(WORKS));
      try {
        await work(bench);
      } catch (error) {
        // Refusals, resets and cuts are part of the work.
        if (!(error instanceof RoamError)) throw error;
        // One that fails before it has reached the wire fails within the turn: nobody else, not even the link that
        // would tell why, would ever have one.
        await nextTurn();
      }
      this.done.set(name, (this.done.get(name) ?? 0) + 1);
    }
  }
}
