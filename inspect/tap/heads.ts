/** Bytes kept of the front of each payload. Everything but arguments, results and items is far smaller. */
export const HEAD = 64 * 1024;

/** The front of one payload, valid until the call returns, and how long the whole is. */
export type OnHead = (head: Uint8Array, size: number) => void;

/** Cuts one direction of a link into payloads, of which it keeps no more than the fronts. */
export interface Heads {
  /** @throws {Unreadable} when the bytes are not what they should be; nothing after them can be read either */
  push(chunk: Uint8Array, onHead: OnHead): void;
}

/** The bytes of one direction are no roam link. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** Gathers the front of one payload. */
export class Head {
  #bytes: Uint8Array = new Uint8Array(0);
  #filled = 0;
  size = 0;

  /** Expects so many bytes more. */
  expect(bytes: number): void {
    this.size += bytes;
    const wanted = Math.min(this.size, HEAD);
    if (wanted <= this.#bytes.length) return;
    const grown = new Uint8Array(wanted);
    grown.set(this.#bytes.subarray(0, this.#filled));
    this.#bytes = grown;
  }

  /** Takes what fits. `mask`, if there is one, begins at `phase`. */
  take(chunk: Uint8Array, mask: Uint8Array | null = null, phase = 0): void {
    const size = Math.min(chunk.length, this.#bytes.length - this.#filled);
    if (mask === null) this.#bytes.set(chunk.subarray(0, size), this.#filled);
    else
      for (let i = 0; i < size; i++) {
        this.#bytes[this.#filled + i] = (chunk[i] ?? 0) ^ (mask[(phase + i) & 3] ?? 0);
      }
    this.#filled += size;
  }

  /** The front, and then nothing. */
  finish(onHead: OnHead): void {
    const head = this.#bytes.subarray(0, this.#filled);
    const { size } = this;
    this.#bytes = new Uint8Array(0);
    this.#filled = 0;
    this.size = 0;
    onHead(head, size);
  }
}
