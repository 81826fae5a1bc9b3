import { Fifo } from "../fifo.ts";

/** What a queued payload costs beside its bytes: a queue of empty payloads is bounded too. */
export const OVERHEAD = 64;

/** Payloads in order, and what they cost. */
export class PayloadQueue extends Fifo<Uint8Array> {
  #held = 0;

  /** Bytes in the queue, {@link OVERHEAD} for each payload included. */
  get held(): number {
    return this.#held;
  }

  override push(payload: Uint8Array): void {
    this.#held += payload.length + OVERHEAD;
    super.push(payload);
  }

  override shift(): Uint8Array | undefined {
    const payload = super.shift();
    if (payload !== undefined) this.#held -= payload.length + OVERHEAD;
    return payload;
  }
}
