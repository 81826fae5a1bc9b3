import { describe, EncodeError } from "./errors.ts";
import { INITIAL_CAPACITY, IntegerWriter } from "./integer-writer.ts";
import { MAX_DEPTH, MAX_ELEMENTS } from "./limits.ts";
import type { ChannelSchema } from "./schema/channel.ts";

/** Called for each channel met while encoding, in discovery order (`rpc.channel.discovery`). */
export type WriterChannelHook = (schema: ChannelSchema, value: unknown) => void;

const RETAINED_CAPACITY = 262_144;
/** Below this many characters a loop beats `encodeInto`; must stay below 128, so that the length takes one byte. */
const SHORT_STRING = 48;
const LONE_SURROGATE = /\p{Surrogate}/u;
const utf8 = new TextEncoder();

/**
 * Appends values to a buffer that grows. Every method throws `EncodeError` on a value of the wrong type or range.
 * After an error the bytes written so far are half a value: `reset()` or drop the writer.
 */
export class Writer extends IntegerWriter {
  /** Set to learn of the channels inside an encoded value. */
  channel: WriterChannelHook | undefined = undefined;
  private depth = 0;

  /** Starts anew. Gives memory back after a huge message: at most 256 KiB stay. */
  reset(): void {
    this.position = 0;
    this.depth = 0;
    if (this.buffer.length > RETAINED_CAPACITY) this.replaceBuffer(new Uint8Array(INITIAL_CAPACITY));
  }

  /** Opens a composite. Throws beyond 128 levels, which is also how a cyclic value ends. */
  enter(): void {
    if (++this.depth > MAX_DEPTH) throw new EncodeError(`at most ${MAX_DEPTH} levels of nesting`, "a deeper value");
  }

  /** Closes the composite opened last. */
  leave(): void {
    this.depth--;
  }

  /** Number of elements that follow. Throws beyond the cap of 16,777,216. */
  count(value: number): void {
    if (value > MAX_ELEMENTS) throw new EncodeError(`at most ${MAX_ELEMENTS} elements`, "more");
    this.groups32(value);
  }

  /** 4 bytes, little-endian. A finite number too big for an f32 is refused rather than turned into infinity. */
  f32(value: number): void {
    if (typeof value !== "number") throw new EncodeError("an f32", describe(value));
    if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) {
      throw new EncodeError("an f32", "a number beyond its range");
    }
    this.reserve(4);
    this.floats.setFloat32(this.position, value, true);
    this.position += 4;
  }

  /** 8 bytes, little-endian. */
  f64(value: number): void {
    if (typeof value !== "number") throw new EncodeError("an f64", describe(value));
    this.reserve(8);
    this.floats.setFloat64(this.position, value, true);
    this.position += 8;
  }

  /** Raw bytes, no length in front. */
  raw(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) throw new EncodeError("bytes (a Uint8Array)", describe(value));
    this.reserve(value.length);
    this.buffer.set(value, this.position);
    this.position += value.length;
  }

  /** Byte count as a varint, then the bytes. */
  bytes(value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) throw new EncodeError("bytes (a Uint8Array)", describe(value));
    this.groups32(value.length);
    this.raw(value);
  }

  /** UTF-8 byte count as a varint, then UTF-8. Lone surrogates are refused: UTF-8 cannot carry them. */
  string(value: string): void {
    if (typeof value !== "string") throw new EncodeError("a string", describe(value));
    if (value.length >= SHORT_STRING || !this.shortAscii(value)) this.longString(value);
  }

  /** Writes nothing that counts, and says so, if `value` is not ASCII. */
  private shortAscii(value: string): boolean {
    const length = value.length;
    this.reserve(length + 1);
    const buffer = this.buffer;
    const start = this.position + 1;
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) return false;
      buffer[start + i] = unit;
    }
    buffer[start - 1] = length;
    this.position = start + length;
    return true;
  }

  private longString(value: string): void {
    this.reserve(value.length * 3 + 5);
    // The text goes where it belongs if it is ASCII; otherwise its length may need a longer varint, and it moves up.
    const guess = this.position + varintSize(value.length);
    const { written } = utf8.encodeInto(value, this.buffer.subarray(guess));
    if (written !== value.length && LONE_SURROGATE.test(value)) {
      throw new EncodeError("a string of Unicode scalars", "a lone surrogate");
    }
    const start = this.position + varintSize(written);
    if (start !== guess) this.buffer.copyWithin(start, guess, guess + written);
    this.groups32(written);
    this.position = start + written;
  }
}

function varintSize(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
}
