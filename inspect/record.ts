import type { Cursor } from "./feed/cursor.ts";
import type { Feed } from "./feed.ts";
import { LineWriter, type RecordSink, type Written } from "./record/line-writer.ts";

export type { RecordSink, Written } from "./record/line-writer.ts";

export interface RecordingOptions {
  /** Bytes written at the most; what comes after is counted in a last `gap`. Default 256 MiB. */
  readonly maxBytes?: number | undefined;
}

/** A recording that is being made. */
export interface Recording {
  /** Writes what is left, ends the file, and tells how much there is. Idempotent. */
  stop(): Promise<Written>;
}

export const DEFAULT_MAX_BYTES = 256 * 1_048_576;
const PER_WRITE = 500;

/** Records a feed to a file or a sink, one line a record. @throws Error when the file cannot be written */
export async function startRecording(
  feed: Feed,
  target: string | RecordSink,
  { maxBytes = DEFAULT_MAX_BYTES }: RecordingOptions = {},
): Promise<Recording> {
  // What is read from now on must not be missed while a file is being opened.
  const cursor = feed.open();
  try {
    const isFile = typeof target === "string";
    const sink = isFile ? await (await import("./record/file-sink.ts")).fileSink(target) : target;
    const software = isFile ? (await import("./software.ts")).software() : undefined;
    const writer = new LineWriter(sink, maxBytes, "wait");
    writer.header(feed.header(software));
    await writer.flushed();
    return follow(feed, cursor, writer);
  } catch (error) {
    cursor.close();
    throw error;
  }
}

function follow(feed: Feed, cursor: Cursor, writer: LineWriter): Recording {
  let isStopping = false;
  let wake = () => {};
  const run = async (): Promise<Written> => {
    try {
      for (;;) {
        const records = cursor.read(PER_WRITE);
        if (records.length > 0) {
          for (const record of records) writer.write(record);
          await writer.flushed();
        } else if (isStopping) return await writer.end();
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
            feed.whenKept(resolve);
          });
        }
      }
    } finally {
      cursor.close();
    }
  };
  const done = run();
  // A disk that is full is told to whoever stops the recording.
  done.catch(() => {});
  return {
    stop() {
      isStopping = true;
      wake();
      return done;
    },
  };
}
