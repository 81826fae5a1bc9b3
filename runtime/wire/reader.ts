import { DecodeError } from "./errors.ts";
import { END, IntegerReader, plain } from "./integer-reader.ts";
import { MAX_DEPTH, MAX_ELEMENTS, MAX_ZERO_SIZED } from "./limits.ts";
import type { ChannelSchema } from "./schema/channel.ts";
import { shortAscii } from "./text.ts";

/** Called for each channel met while decoding, in discovery order; what it gives back becomes the decoded value. */
export type ReaderChannelHook = (schema: ChannelSchema) => unknown;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Takes values from the front of `bytes`. Every method throws `DecodeError` and nothing else; after an error the
 * reader stands anywhere and is of no more use.
 */
export class Reader extends IntegerReader {
  /** Gives the values of channels; without it a channel is a DecodeError. */
  channel: ReaderChannelHook | undefined = undefined;
  private floats: DataView | undefined = undefined;
  private depth = 0;
  private zeroSized = 0;

  /** Begins anew at `offset` of other bytes: one reader for one frame after the other makes no garbage. */
  over(bytes: Uint8Array, offset: number): this {
    this.bytesIn = plain(bytes);
    this.offset = offset;
    this.end = bytes.length;
    this.floats = undefined;
    this.depth = 0;
    this.zeroSized = 0;
    return this;
  }

  /** Takes everything left, as a view. */
  rest(): Uint8Array {
    const view = this.bytesIn.subarray(this.offset);
    this.offset = this.end;
    return view;
  }

  /** Throws if anything is left over after `what`. */
  finish(what: string): void {
    if (this.offset !== this.end) throw this.error(`the end of the ${what}`, `${this.remaining} more bytes`);
  }

  /** Opens a composite. Throws beyond 128 levels. */
  enter(): void {
    if (++this.depth > MAX_DEPTH) throw this.error(`at most ${MAX_DEPTH} levels of nesting`, "a deeper value");
  }

  /** Closes the composite opened last. */
  leave(): void {
    this.depth--;
  }

  /** 4 bytes, little-endian. */
  f32(): number {
    this.need(4, "an f32");
    const value = this.dataView().getFloat32(this.offset, true);
    this.offset += 4;
    return value;
  }

  /** 8 bytes, little-endian. */
  f64(): number {
    this.need(8, "an f64");
    const value = this.dataView().getFloat64(this.offset, true);
    this.offset += 8;
    return value;
  }

  /**
   * Byte count, then that many bytes. A copy, unless the bytes are at least half of the memory they stand in: a small
   * value must not keep a big chunk alive, and a big one need not be copied.
   */
  bytes(): Uint8Array {
    const length = this.byteCount("bytes");
    const start = this.offset;
    this.offset += length;
    return length * 2 >= this.bytesIn.buffer.byteLength
      ? this.bytesIn.subarray(start, this.offset)
      : this.bytesIn.slice(start, this.offset);
  }

  /** Byte count, then UTF-8. Invalid UTF-8 is refused; a leading U+FEFF is kept. */
  string(expected = "a string"): string {
    const length = this.byteCount(expected);
    const start = this.offset;
    const end = start + length;
    const short = shortAscii(this.bytesIn, start, end);
    if (short !== undefined) {
      this.offset = end;
      return short;
    }
    try {
      const text = utf8.decode(this.bytesIn.subarray(start, end));
      this.offset = end;
      return text;
    } catch {
      throw this.error(`${expected} in UTF-8`, "invalid UTF-8");
    }
  }

  /**
   * An element count that the rest of the input can hold, elements taking at least `minSize` bytes each: checked before
   * anyone allocates. Elements without bytes are counted against one allowance for the whole reader.
   */
  count(minSize: number, expected: string): number {
    const start = this.offset;
    const count = this.size(expected);
    if (count > MAX_ELEMENTS) throw new DecodeError(`${expected} of at most ${MAX_ELEMENTS} elements`, start, "more");
    if (minSize > 0) {
      if (count * minSize > this.remaining) {
        throw new DecodeError(expected, start, `an element count too big for the ${this.remaining} bytes left`);
      }
    } else {
      this.zeroSized += count;
      if (this.zeroSized > MAX_ZERO_SIZED) {
        throw new DecodeError(`at most ${MAX_ZERO_SIZED} elements that take no bytes`, start, "more");
      }
    }
    return count;
  }

  /** Throws unless `size` more bytes are there. */
  need(size: number, expected: string): void {
    if (size > this.remaining) throw this.error(expected, END);
  }

  private byteCount(expected: string): number {
    const start = this.offset;
    const length = this.size(expected);
    if (length > this.remaining) {
      throw new DecodeError(expected, start, `a length beyond the ${this.remaining} bytes left`);
    }
    return length;
  }

  /** A usize. Above 2^53 it is inexact, which does not matter: every caller refuses it. */
  private size(expected: string): number {
    const byte = this.bytesIn[this.offset];
    if (byte !== undefined && byte < 0x80) {
      this.offset++;
      return byte;
    }
    this.groups64(expected);
    return this.unsafeNumber();
  }

  private dataView(): DataView {
    this.floats ??= new DataView(this.bytesIn.buffer, this.bytesIn.byteOffset, this.bytesIn.byteLength);
    return this.floats;
  }
}
