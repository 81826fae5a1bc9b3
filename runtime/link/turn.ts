import { inNextTurn } from "./next-turn.ts";

const FRAMES = 256;
const MILLISECONDS = 4;
/** Frames between two looks at the clock, while they are quick. */
const LOOK_EVERY = 8;
/** A look that finds more than this, in milliseconds, makes the next one come after a single frame. */
const SLOW = 0.5;

/**
 * What one link may deliver in one turn of the event loop: 256 frames or 4 ms, so that the other links get theirs.
 * `again` is called in a later turn if `allows` has refused.
 */
export class DeliveryTurn {
  readonly #again: () => void;
  readonly #renewed: () => void;
  #frames = 0;
  #milliseconds = 0;
  #since = 0;
  #untilLook = LOOK_EVERY;
  #exhausted = false;
  #renewing = false;

  constructor(again: () => void) {
    this.#again = again;
    this.#renewed = () => {
      this.#renewing = false;
      this.#frames = 0;
      this.#milliseconds = 0;
      const wanted = this.#exhausted;
      this.#exhausted = false;
      if (wanted) this.#again();
    };
  }

  /** True from the refusal of `allows` until the next turn. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Starts the clock of a run of deliveries; one turn may have several runs. */
  begin(): void {
    this.#since = performance.now();
  }

  /** Whether one more payload may be delivered now. */
  allows(): boolean {
    if (this.#exhausted) return false;
    if (this.#frames < FRAMES && this.#milliseconds < MILLISECONDS) return true;
    this.#exhausted = true;
    this.#renewLater();
    return false;
  }

  /** Counts one payload delivered. */
  delivered(): void {
    this.#frames += 1;
    this.#untilLook -= 1;
    if (this.#untilLook <= 0) this.#look();
  }

  /** Ends a run of deliveries. */
  end(): void {
    this.#look();
  }

  #look(): void {
    const now = performance.now();
    const spent = now - this.#since;
    this.#milliseconds += spent;
    this.#since = now;
    this.#untilLook = spent > SLOW ? 1 : LOOK_EVERY;
    // Nothing tells that a new turn has begun, and an immediate for each would cost a quiet link more than it saves.
    if (this.#frames > FRAMES / 2 || this.#milliseconds > MILLISECONDS / 2) this.#renewLater();
  }

  #renewLater(): void {
    if (this.#renewing) return;
    this.#renewing = true;
    inNextTurn(this.#renewed);
  }
}
