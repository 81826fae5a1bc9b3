import type { FeedRecord } from "../../records.ts";

interface Kept {
  readonly record: FeedRecord;
  readonly size: number;
}

/** Records and characters of JSON that are kept at most. */
export interface RingBounds {
  readonly records: number;
  readonly characters: number;
}

const RING: RingBounds = { records: 100_000, characters: 64_000_000 };
const COMPACT = 16_384;

/** The latest records by position: 0 is the first that ever came. Older ones are handed to `onLetGo`, in order. */
export class Ring {
  readonly #bounds: RingBounds;
  readonly #onLetGo: (record: FeedRecord) => void;
  #kept: Kept[] = [];
  #head = 0;
  #characters = 0;
  #start = 0;

  constructor(onLetGo: (record: FeedRecord) => void, bounds: RingBounds = RING) {
    this.#onLetGo = onLetGo;
    this.#bounds = bounds;
  }

  /** Position of the oldest record that is kept; as many were let go. */
  get start(): number {
    return this.#start;
  }

  /** Position that the next record will have. */
  get end(): number {
    return this.#start + this.#kept.length - this.#head;
  }

  at(position: number): FeedRecord | undefined {
    if (position < this.#start) return undefined;
    return this.#kept[this.#head + position - this.#start]?.record;
  }

  push(record: FeedRecord, size: number): void {
    this.#kept.push({ record, size });
    this.#characters += size;
    while (this.end - this.#start > this.#bounds.records || this.#characters > this.#bounds.characters) this.#letGo();
  }

  clear(): void {
    this.#kept = [];
    this.#head = 0;
    this.#characters = 0;
    this.#start = 0;
  }

  #letGo(): void {
    const oldest = this.#kept[this.#head];
    if (oldest === undefined) return;
    this.#head += 1;
    this.#start += 1;
    this.#characters -= oldest.size;
    this.#onLetGo(oldest.record);
    if (this.#head >= COMPACT) {
      this.#kept = this.#kept.slice(this.#head);
      this.#head = 0;
    }
  }
}
