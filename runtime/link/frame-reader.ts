import { checkedLimit, LinkError, tooLarge } from "./link-error.ts";

const HEADER = 4;
/** Chunks below this are gathered in blocks, so that a dribbled frame costs bytes and not one object a byte. */
const SMALL_CHUNK = 4096;
const FIRST_BLOCK = 1024;
const LARGEST_BLOCK = 64 * 1024;
const NOTHING = new Uint8Array(0);

/**
 * Cuts a byte stream into payloads with a `length: u32 little-endian` prefix (`transport.stream`).
 * Linear in the bytes received: a frame that lies inside one chunk is a view of it, any other is put together once.
 */
export class FrameReader {
  readonly #name: string;
  #limit: number;
  #first: Uint8Array = NOTHING;
  #offset = 0;
  #rest: Uint8Array[] = [];
  #restHead = 0;
  #held = 0;
  /** Length of the payload whose header is read, -1 between frames. */
  #length = -1;
  #refused: LinkError | undefined;
  #block: Uint8Array = NOTHING;
  #blockUsed = 0;

  /** `limit`: largest payload accepted, in bytes. `name` goes into errors. */
  constructor(name: string, limit: number) {
    this.#name = name;
    this.#limit = checkedLimit(limit);
  }

  /** Bytes pushed and not yet given out. */
  get held(): number {
    return this.#held;
  }

  /** The error `frame-too-large` once a header was above the limit; nothing comes out any more. */
  get refused(): LinkError | undefined {
    return this.#refused;
  }

  /** Changes the limit, from the next header on. */
  set limit(bytes: number) {
    this.#limit = checkedLimit(bytes);
  }

  /** Takes a chunk. The reader keeps it: the caller must not write to it again. */
  push(chunk: Uint8Array): void {
    const size = chunk.length;
    if (size === 0) return;
    if (this.#held === 0) {
      this.#first = chunk;
      this.#offset = 0;
    } else if (size < SMALL_CHUNK) {
      this.#gather(chunk);
    } else {
      this.#rest.push(chunk);
      this.#block = NOTHING;
    }
    this.#held += size;
  }

  /**
   * The next whole payload, or undefined when more bytes are needed or a header was refused. The limit is checked on
   * the header alone, before anything of that size is allocated.
   */
  next(): Uint8Array | undefined {
    if (this.#length < 0) {
      if (this.#held < HEADER) return undefined;
      const length = this.#header();
      if (length > this.#limit) this.#refused = tooLarge(this.#name, "receive", length, this.#limit);
      this.#length = length;
    }
    const length = this.#length;
    if (this.#held < length || this.#refused !== undefined) return undefined;
    this.#length = -1;
    return this.#take(length);
  }

  /** Called when the stream has ended and `next` is dry: the error if the end came inside a frame. */
  truncation(): LinkError | undefined {
    if (this.#length >= 0) {
      const what = `${this.#held} of ${this.#length} bytes of a payload`;
      return new LinkError("truncated", `${this.#name}: the stream ended after ${what}`);
    }
    if (this.#held === 0) return undefined;
    const what = `${this.#held} of ${HEADER} bytes of a length prefix`;
    return new LinkError("truncated", `${this.#name}: the stream ended after ${what}`);
  }

  #header(): number {
    if (this.#offset + HEADER > this.#first.length) return lengthAt(this.#take(HEADER), 0);
    const length = lengthAt(this.#first, this.#offset);
    this.#advance(HEADER);
    return length;
  }

  #take(length: number): Uint8Array {
    const first = this.#first;
    if (this.#offset + length <= first.length) {
      const view = new Uint8Array(first.buffer, first.byteOffset + this.#offset, length);
      this.#advance(length);
      return view;
    }
    // Not zeroed: every byte is written below.
    const whole = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
    let filled = 0;
    while (filled < length) {
      const end = Math.min(this.#first.length, this.#offset + length - filled);
      whole.set(this.#first.subarray(this.#offset, end), filled);
      const taken = end - this.#offset;
      filled += taken;
      this.#advance(taken);
    }
    return whole;
  }

  #advance(bytes: number): void {
    this.#offset += bytes;
    this.#held -= bytes;
    if (this.#offset < this.#first.length) return;
    this.#first = this.#rest[this.#restHead] ?? NOTHING;
    this.#offset = 0;
    if (this.#restHead < this.#rest.length) this.#restHead += 1;
    if (this.#restHead === this.#rest.length) {
      // The list is empty: the block may now be `first`, and must not grow behind its back.
      this.#rest.length = 0;
      this.#restHead = 0;
      this.#block = NOTHING;
    } else if (this.#restHead > 1024 && this.#restHead * 2 > this.#rest.length) {
      this.#rest = this.#rest.slice(this.#restHead);
      this.#restHead = 0;
    }
  }

  /** Copies a small chunk behind the last one. Blocks only ever grow at their end, so views of them stay valid. */
  #gather(chunk: Uint8Array): void {
    if (this.#block.length - this.#blockUsed < chunk.length) {
      const size = Math.min(Math.max(this.#block.length * 2, FIRST_BLOCK, chunk.length), LARGEST_BLOCK);
      this.#block = new Uint8Array(size);
      this.#blockUsed = 0;
      this.#rest.push(NOTHING);
    }
    this.#block.set(chunk, this.#blockUsed);
    this.#blockUsed += chunk.length;
    this.#rest[this.#rest.length - 1] = this.#block.subarray(0, this.#blockUsed);
  }
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  const high = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8);
  return low + high * 0x1_0000;
}
