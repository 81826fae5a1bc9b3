import { isFeedRecord, isHeader } from "./read.ts";
import type { Sink, Stop } from "./source.ts";

/** No record of a feed is nearly as long. */
const LONGEST_LINE = 256 * 1024;

/** Pours a recording, piece by piece, so that a large one neither fills the memory nor holds up the page. */
export function openFile(file: Blob, sink: Sink): Stop {
  let isStopped = false;
  void pour(file, sink, () => isStopped).catch(() => {
    if (!isStopped) sink.over("the file could not be read");
  });
  return () => {
    isStopped = true;
  };
}

async function pour(file: Blob, sink: Sink, isStopped: () => boolean): Promise<void> {
  let hasBegun = false;
  for await (const line of linesOf(file.stream())) {
    if (isStopped()) return;
    if (line.trim() === "") continue;
    const value = line.length > LONGEST_LINE ? undefined : parse(line);
    if (hasBegun) isFeedRecord(value) ? sink.record(value, line.length) : sink.strange();
    else if (isHeader(value)) {
      hasBegun = true;
      sink.begin(value);
    } else return sink.over("this is not a recording of roam-xstate, or of another version");
  }
  if (!isStopped()) sink.over(hasBegun ? null : "the file is empty");
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }))).split("\n");
    rest = lines.pop() ?? "";
    // A line without an end is no recording.
    if (rest.length > LONGEST_LINE) rest = "";
    yield* lines;
    if (done) break;
    await breath();
  }
  if (rest !== "") yield rest;
}

/** Lets the page paint between two pieces. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
