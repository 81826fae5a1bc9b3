import type { Writable } from "node:stream";
import { BlockPool } from "./block-pool.ts";
import { type Chunk, FrameWriter } from "./frame-writer.ts";
import { StreamRoom } from "./stream-room.ts";

/** Shared by all links of the process, so that ten thousand idle ones hold no more than one. */
const blocks = new BlockPool(4 * 1024 * 1024);

/** The sending half of a stream link: frames gathered by turn, and the stream's back pressure. */
export class StreamOutput {
  readonly #writable: Writable;
  readonly #writer: FrameWriter;
  readonly #room: StreamRoom;
  /** Blocks that the stream may still read from. */
  #lent: Buffer[] = [];

  /**
   * `room` is called when the stream has drained after `send` returned false. `kernel`: the bytes go to the kernel, as
   * those of a socket do, so that a chunk is free when the stream calls back, and no answer comes from inside a write.
   */
  constructor(writable: Writable, kernel: boolean, room: () => void) {
    this.#writable = writable;
    this.#writer = new FrameWriter((chunks) => this.#write(chunks), kernel ? blocks : null);
    writable.on("drain", () => this.#takeBack());
    this.#room = new StreamRoom(writable, room);
  }

  /** Bytes accepted and not yet taken by the stream's transport. */
  get buffered(): number {
    return this.#writer.pending + this.#writable.writableLength;
  }

  /** Sends one payload; false: wait for room. */
  send(payload: Uint8Array): boolean {
    this.#writer.push(payload);
    return !this.#room.isFull;
  }

  hasten(): void {
    this.#writer.hasten();
  }

  /** Everything sent goes out, then the end. */
  end(): void {
    this.#writer.flush();
    this.#writable.end();
  }

  /** Forgets what the stream does not have yet. */
  discard(): void {
    this.#writer.discard();
  }

  /** Calls `closed` when the stream is gone. */
  onceClosed(closed: () => void): void {
    this.#writable.once("close", closed);
  }

  #write(chunks: readonly Chunk[]): void {
    const writable = this.#writable;
    if (!writable.writable) return;
    const several = chunks.length > 1;
    if (several) writable.cork();
    for (const { bytes, block } of chunks) {
      writable.write(bytes);
      if (block !== null) this.#lent.push(block);
    }
    if (several) writable.uncork();
    this.#takeBack();
    this.#room.look();
  }

  /**
   * The kernel has what the stream does not hold, mostly as soon as it is written: the next chunk then goes into a block
   * that is still in the processor's cache. After an error nobody knows who still reads.
   */
  #takeBack(): void {
    const { writableLength, errored, destroyed } = this.#writable;
    if (writableLength > 0 || errored !== null || destroyed) return;
    for (const block of this.#lent) blocks.give(block);
    this.#lent.length = 0;
  }
}
