import { isFeedRecord, isHeader } from "./read.ts";
import type { Sink } from "./source.ts";

/** Takes the messages of a live feed: a header, then batches. False: that is no feed. */
export function messagesTo(sink: Sink): (data: unknown) => boolean {
  let hasBegun = false;
  return (data) => {
    const text = typeof data === "string" ? data : "";
    const message = parse(text);
    if (!hasBegun) {
      if (!isHeader(message)) return false;
      hasBegun = true;
      sink.begin(message);
    } else if (Array.isArray(message)) {
      const size = text.length / Math.max(message.length, 1);
      for (const one of message) isFeedRecord(one) ? sink.record(one, size) : sink.strange();
    } else sink.strange();
    return true;
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
