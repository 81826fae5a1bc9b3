import type { Answer } from "../../drive/messages.ts";
import type { FeedRecord, Header } from "../../records.ts";

/** What a feed or a recording is poured into. */
export interface Sink {
  begin(header: Header): void;
  /** `size` is the length of its JSON, or about that. */
  record(record: FeedRecord, size: number): void;
  /** Something that is no record was passed over. */
  strange(): void;
  /** `problem` is `null` where it came to its proper end. */
  over(problem: string | null): void;
}

/** What a live feed is poured into: it also answers. */
export interface LiveSink extends Sink {
  answered(answer: Answer): void;
}

/** A live feed that can be spoken to. */
export interface Line {
  stop: Stop;
  say(text: string): void;
}

/** What pours can be told to stop. */
export type Stop = () => void;
