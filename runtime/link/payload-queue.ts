/** What a queued payload costs beside its bytes: a queue of empty payloads is bounded too. */
export const OVERHEAD = 64;

/** Payloads in order, and what they cost. */
export class PayloadQueue<Payload extends Uint8Array = Uint8Array> {
  #payloads: (Payload | undefined)[] = [];
  #head = 0;
  #held = 0;

  /** Bytes in the queue, {@link OVERHEAD} for each payload included. */
  get held(): number {
    return this.#held;
  }

  push(payload: Payload): void {
    this.#payloads.push(payload);
    this.#held += payload.length + OVERHEAD;
  }

  shift(): Payload | undefined {
    const payload = this.#payloads[this.#head];
    if (payload === undefined) return undefined;
    this.#payloads[this.#head] = undefined;
    this.#held -= payload.length + OVERHEAD;
    this.#head += 1;
    if (this.#head === this.#payloads.length) this.clear();
    else if (this.#head > 1024 && this.#head * 2 > this.#payloads.length) {
      this.#payloads = this.#payloads.slice(this.#head);
      this.#head = 0;
    }
    return payload;
  }

  clear(): void {
    this.#payloads.length = 0;
    this.#head = 0;
    this.#held = 0;
  }
}
