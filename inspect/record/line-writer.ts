import type { FeedRecord, GapRecord, Header } from "../records.ts";

/** Where lines go. A promise is waited for before the next write. */
export interface RecordSink {
  write(text: string): void | Promise<void>;
  close?(): void | Promise<void>;
}

/** How much was written. */
export interface Written {
  readonly records: number;
  readonly bytes: number;
  /** Records that are missing: the feed's gaps, and what came when the recording was full. */
  readonly dropped: number;
}

/** Kept back for the line that says what is missing. */
const LAST_LINE = 256;

/** Writes records as JSON Lines up to a number of bytes; from then on it counts. */
export class LineWriter {
  readonly #sink: RecordSink;
  readonly #maxBytes: number;
  #bytes = 0;
  #records = 0;
  #missed = 0;
  #gaps = 0;
  #last: FeedRecord | null = null;

  constructor(sink: RecordSink, maxBytes: number) {
    this.#sink = sink;
    this.#maxBytes = maxBytes;
  }

  async header(header: Header): Promise<void> {
    await this.#put(`${JSON.stringify(header)}\n`);
  }

  async write(records: readonly FeedRecord[]): Promise<void> {
    let text = "";
    let bytes = 0;
    for (const record of records) {
      if (record.type === "gap") this.#gaps += record.dropped;
      const line = `${JSON.stringify(record)}\n`;
      const size = sizeOf(line);
      if (this.#missed > 0 || this.#bytes + bytes + size > this.#maxBytes - LAST_LINE) {
        this.#missed++;
        this.#last ??= record;
        continue;
      }
      text += line;
      bytes += size;
      this.#records++;
    }
    if (text !== "") await this.#put(text);
  }

  /** Says what is missing, if something is, and closes. */
  async end(): Promise<Written> {
    if (this.#last !== null) {
      const { seq, at, wall, peer } = this.#last;
      const gap: GapRecord = { type: "gap", seq, at, wall, peer, dropped: this.#missed };
      await this.#put(`${JSON.stringify(gap)}\n`);
      this.#last = null;
    }
    await this.#sink.close?.();
    return { records: this.#records, bytes: this.#bytes, dropped: this.#missed + this.#gaps };
  }

  async #put(text: string): Promise<void> {
    this.#bytes += sizeOf(text);
    await this.#sink.write(text);
  }
}

const encoder = new TextEncoder();

function sizeOf(text: string): number {
  return encoder.encode(text).length;
}
