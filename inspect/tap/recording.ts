import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { FeedRecord, Header } from "../records.ts";

/** Bytes of a recording at most, and bytes of it that may wait for the disk. */
const MOST = 256 * 1024 * 1024;
const MOST_WAITING = 16 * 1024 * 1024;

/** Records as JSON Lines in a file that only its owner can read. What the disk cannot take in time, or the file not hold, is told by a `gap`. */
export class Recording {
  readonly #file: WriteStream;
  readonly #closed: Promise<void>;
  readonly #most: number;
  #bytes = 0;
  #seq = 0;
  #dropped = 0;
  #last: FeedRecord | null = null;

  constructor(path: string, header: Header, most = MOST) {
    this.#file = createWriteStream(path, { mode: 0o600 });
    this.#closed = finished(this.#file);
    this.#closed.catch(() => {});
    this.#most = most;
    this.#write(header);
  }

  readonly keep = (record: FeedRecord): void => {
    this.#last = record;
    if (this.#bytes >= this.#most || this.#file.writableLength >= MOST_WAITING) {
      this.#dropped++;
      return;
    }
    this.#tellGap();
    this.#write({ ...record, seq: ++this.#seq });
  };

  /** Rejects when the file could not be written. */
  async close(): Promise<void> {
    this.#tellGap();
    this.#file.end();
    await this.#closed;
  }

  #tellGap(): void {
    const { at = 0, wall = 0, peer = "left" } = this.#last ?? {};
    if (this.#dropped > 0) this.#write({ seq: ++this.#seq, at, wall, peer, type: "gap", dropped: this.#dropped });
    this.#dropped = 0;
  }

  #write(line: FeedRecord | Header): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#bytes += Buffer.byteLength(text);
    this.#file.write(text);
  }
}
