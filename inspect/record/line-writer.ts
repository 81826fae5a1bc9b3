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
  /** Records that are missing: the feed's gaps, and what came when the recording was full or the sink behind. */
  readonly dropped: number;
}

/**
 * What happens when the sink is slower than the records: `wait` is for who waits for `flushed` and then loses nothing;
 * `drop` is for who cannot, and loses what comes while too much is on its way.
 */
export type WhenSlow = "wait" | "drop";

/** Bytes that may be on their way to the sink when nobody waits for it. */
const MOST_WAITING = 16 * 1_048_576;
/** Kept back for the line that says what is missing. */
const LAST_LINE = 256;

/** Writes records as JSON Lines up to a number of bytes. What is missing is told by a `gap`, and counted. */
export class LineWriter {
  readonly #sink: RecordSink;
  readonly #maxBytes: number;
  readonly #maxWaiting: number;
  /** Lines that the sink was not given yet. */
  #lines = "";
  /** Bytes that the sink has not taken. */
  #waiting = 0;
  #flushing: Promise<void> | null = null;
  #seq = 0;
  #bytes = 0;
  #records = 0;
  #dropped = 0;
  /** Of what is missing and not yet told: the first, and how many. */
  #missed: FeedRecord | null = null;
  #misses = 0;
  #isFull = false;

  constructor(sink: RecordSink, maxBytes: number, whenSlow: WhenSlow) {
    this.#sink = sink;
    this.#maxBytes = maxBytes;
    this.#maxWaiting = whenSlow === "wait" ? Number.POSITIVE_INFINITY : MOST_WAITING;
  }

  header(header: Header): void {
    const line = `${JSON.stringify(header)}\n`;
    this.#put(line, sizeOf(line));
  }

  /** Its `seq` follows on the last that was written. */
  write(record: FeedRecord): void {
    if (record.type === "gap") this.#dropped += record.dropped;
    if (this.#isFull || this.#waiting >= this.#maxWaiting) {
      this.#miss(record);
      return;
    }
    const gap = this.#gap();
    const seq = this.#seq + (gap === "" ? 1 : 2);
    const lines = `${gap}${JSON.stringify(record.seq === seq ? record : { ...record, seq })}\n`;
    const size = sizeOf(lines);
    if (this.#bytes + size > this.#maxBytes - LAST_LINE) {
      this.#isFull = true;
      this.#miss(record);
      return;
    }
    this.#missed = null;
    this.#misses = 0;
    this.#seq = seq;
    this.#records++;
    this.#put(lines, size);
  }

  /** Resolves when the sink has taken everything, and rejects when it failed. */
  async flushed(): Promise<void> {
    await this.#flushing;
  }

  /** Says what is missing, if something is, and closes. */
  async end(): Promise<Written> {
    const gap = this.#gap();
    if (gap !== "") this.#put(gap, sizeOf(gap));
    try {
      await this.flushed();
    } finally {
      await this.#sink.close?.();
    }
    return { records: this.#records, bytes: this.#bytes, dropped: this.#dropped };
  }

  #miss(record: FeedRecord): void {
    this.#missed ??= record;
    this.#misses++;
    this.#dropped++;
  }

  #gap(): string {
    if (this.#missed === null) return "";
    const { at, wall, peer } = this.#missed;
    const gap: GapRecord = { type: "gap", seq: this.#seq + 1, at, wall, peer, dropped: this.#misses };
    return `${JSON.stringify(gap)}\n`;
  }

  #put(lines: string, size: number): void {
    this.#lines += lines;
    this.#waiting += size;
    this.#bytes += size;
    if (this.#flushing !== null) return;
    this.#flushing = this.#flush();
    // Told to whoever waits for it.
    this.#flushing.catch(() => {});
  }

  async #flush(): Promise<void> {
    // What is written in one go goes to the sink in one.
    await Promise.resolve();
    try {
      while (this.#lines !== "") {
        const lines = this.#lines;
        const size = this.#waiting;
        this.#lines = "";
        await this.#sink.write(lines);
        this.#waiting -= size;
      }
    } catch (error) {
      this.#isFull = true;
      throw error;
    }
    this.#flushing = null;
  }
}

const encoder = new TextEncoder();

function sizeOf(text: string): number {
  return encoder.encode(text).length;
}
