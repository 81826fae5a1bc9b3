import type { BlockPool } from "./block-pool.ts";
import { TurnWrites } from "./turn-writes.ts";

const HEADER = 4;
const FIRST_BLOCK = 1024;
const LARGEST_BLOCK = 64 * 1024;
/** Payloads from here on get a chunk of their own. */
const LARGE = 16 * 1024;

/** Bytes for the transport, and the pooled block that they stand in, if it is one. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly block: Buffer | null;
}

/** Takes the chunks of one flush, in order, for good: the writer never touches those bytes again. */
export type FrameSink = (chunks: readonly Chunk[]) => void;

/**
 * Puts a `length: u32 little-endian` prefix before each payload and gathers all payloads of a turn into as few chunks
 * as possible (`transport.stream`, `link.tx.commit`).
 *
 * Every payload is copied once, large ones too: the caller may reuse its buffer as soon as `push` returns, and a
 * stream only says afterwards whether it took the bytes at once.
 */
export class FrameWriter {
  readonly #sink: FrameSink;
  readonly #pool: BlockPool | null;
  readonly #writes: TurnWrites;
  #chunks: Chunk[] = [];
  /** Blocks are filled from the front and never refilled: the stream may still be holding what was flushed. */
  #block: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  /**
   * With a `pool`, large payloads get blocks of it, and the sink gives them back. Such a sink ends in the kernel, so that
   * nobody answers from inside a write: only then may bytes leave in the middle of a turn.
   */
  constructor(sink: FrameSink, pool: BlockPool | null = null) {
    this.#sink = sink;
    this.#pool = pool;
    this.#writes = new TurnWrites(pool !== null, () => this.#write());
  }

  /** Bytes pushed, prefixes included, and not yet given to the sink. */
  get pending(): number {
    return this.#writes.pending;
  }

  /** Adds one payload of at most 4294967295 bytes; it leaves at the end of the turn, or now if much is waiting. */
  push(payload: Uint8Array): void {
    const length = payload.length;
    if (length >= LARGE) this.#alone(payload);
    else this.#together(payload);
    this.#writes.add(HEADER + length);
  }

  /** The counterpart waits for what was pushed last: it leaves now, unless this turn was hastened before. */
  hasten(): void {
    this.#writes.hasten();
  }

  /** Gives everything waiting to the sink. */
  flush(): void {
    this.#writes.flush();
  }

  /** Forgets everything waiting. */
  discard(): void {
    this.#chunks = [];
    this.#start = this.#end;
    this.#writes.discard();
  }

  #write(): void {
    this.#seal();
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#sink(chunks);
  }

  #together(payload: Uint8Array): void {
    const size = HEADER + payload.length;
    if (this.#block.length - this.#end < size) {
      this.#seal();
      // A link that says little keeps a small block: 10,000 idle ones must stay cheap.
      const wanted = Math.min(Math.max(this.#block.length * 2, FIRST_BLOCK), LARGEST_BLOCK);
      this.#block = Buffer.allocUnsafeSlow(Math.max(wanted, size));
      this.#start = 0;
      this.#end = 0;
    }
    writeHeader(this.#block, this.#end, payload.length);
    this.#block.set(payload, this.#end + HEADER);
    this.#end += size;
  }

  #alone(payload: Uint8Array): void {
    this.#seal();
    const size = HEADER + payload.length;
    const block = this.#pool?.take(size) ?? null;
    const bytes = block?.subarray(0, size) ?? Buffer.allocUnsafeSlow(size);
    writeHeader(bytes, 0, payload.length);
    bytes.set(payload, HEADER);
    this.#chunks.push({ bytes, block });
  }

  #seal(): void {
    if (this.#end === this.#start) return;
    this.#chunks.push({ bytes: this.#block.subarray(this.#start, this.#end), block: null });
    this.#start = this.#end;
  }
}

function writeHeader(into: Uint8Array, at: number, length: number): void {
  into[at] = length;
  into[at + 1] = length >>> 8;
  into[at + 2] = length >>> 16;
  into[at + 3] = length >>> 24;
}
