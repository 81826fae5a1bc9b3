import { HEAD, Head, type Heads, type OnHead } from "./heads.ts";

const PREFIX = 4;

/** Payloads behind a u32 little-endian length, as on TCP and unix sockets (`transport.stream`). */
export class StreamHeads implements Heads {
  readonly #head = new Head();
  #length = 0;
  #prefix = 0;
  /** Bytes of the payload that are still to come. */
  #missing = 0;

  push(chunk: Uint8Array, onHead: OnHead): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#prefix < PREFIX) {
        this.#length += (chunk[at++] ?? 0) * 2 ** (8 * this.#prefix++);
        if (this.#prefix < PREFIX) continue;
        const length = this.#length;
        if (chunk.length - at < length) {
          this.#missing = length;
          this.#head.expect(length);
          continue;
        }
        const head = chunk.subarray(at, at + Math.min(length, HEAD));
        at += length;
        this.#between();
        onHead(head, length);
        continue;
      }
      const part = chunk.subarray(at, at + this.#missing);
      this.#head.take(part);
      at += part.length;
      this.#missing -= part.length;
      if (this.#missing > 0) continue;
      this.#between();
      this.#head.finish(onHead);
    }
  }

  #between(): void {
    this.#prefix = 0;
    this.#length = 0;
    this.#missing = 0;
  }
}
