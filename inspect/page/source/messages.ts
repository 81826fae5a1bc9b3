import { isAnswer, isFeedRecord, isHeader } from "./read.ts";
import type { LiveSink } from "./source.ts";

/** What a message was: part of the stream, an answer beside it, or no message of a feed. */
type Taken = "stream" | "answer" | "nothing";

/** Takes the messages of a live feed: a header, then batches, and answers between them. */
export function messagesTo(sink: LiveSink): (data: unknown) => Taken {
  let hasBegun = false;
  return (data) => {
    const text = typeof data === "string" ? data : "";
    const message = parse(text);
    if (!hasBegun) {
      if (!isHeader(message)) return "nothing";
      hasBegun = true;
      sink.begin(message);
    } else if (Array.isArray(message)) {
      const size = text.length / Math.max(message.length, 1);
      for (const one of message) isFeedRecord(one) ? sink.record(one, size) : sink.strange();
    } else if (isAnswer(message)) {
      sink.answered(message);
      return "answer";
    } else sink.strange();
    return "stream";
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
