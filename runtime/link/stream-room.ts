import type { Writable } from "node:stream";

/** Whether who writes to a stream has to wait. */
export class StreamRoom {
  readonly #writable: Writable;
  /** The stream has asked for a pause and has not drained since. */
  #isFull = false;

  /** `room` is called when the stream has drained after it was full. */
  constructor(writable: Writable, room: () => void) {
    this.#writable = writable;
    writable.on("drain", () => {
      if (!this.#isFull) return;
      this.#isFull = false;
      room();
    });
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** Looks at the stream after a write. */
  look(): void {
    // A stream that took everything at once may still ask for a pause; there is nothing to wait for. Never back to false
    // here: a write within this one may have told its sender to wait, and only the drain tells it of room.
    if (this.#writable.writableNeedDrain && this.#writable.writableLength > 0) this.#isFull = true;
  }
}
