import { parseArgs } from "node:util";
import { type Command, DONE, FAILED, type Io } from "../runtime/cli/command.ts";
import { usageError } from "../runtime/cli/usage-error.ts";
import { CannotJoin, join } from "./join.ts";
import { fileSink } from "./record/file-sink.ts";
import { LineWriter, type Written } from "./record/line-writer.ts";
import { DEFAULT_MAX_BYTES } from "./record.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const help = `Usage: roam-xstate record --from URL FILE

Records what a running program does, one line of JSON for each event, until the program ends or Ctrl-C.

  --from URL       address of the program's inspector, http://127.0.0.1:PORT/?token=…
  --max-bytes N    stops writing beyond, and counts what is missing (default ${DEFAULT_MAX_BYTES})
  FILE             is made anew, readable for its owner only

What the program redacts is not in the file; metadata flagged SENSITIVE never is.
`;

/** `roam-xstate record`. */
export const record: Command = { summary: "records what a running program does to a file", help, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  let from: string;
  let file: string;
  let maxBytes: number;
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { from: { type: "string" }, "max-bytes": { type: "string" } },
      allowPositionals: true,
    });
    const [first, ...more] = positionals;
    if (values.from === undefined) return usageError(io, "record", "--from URL is missing");
    if (first === undefined || more.length > 0) return usageError(io, "record", "one FILE is needed");
    from = values.from;
    file = first;
    maxBytes = Number(values["max-bytes"] ?? DEFAULT_MAX_BYTES);
    if (!Number.isSafeInteger(maxBytes) || maxBytes < 1_024) {
      return usageError(io, "record", "--max-bytes takes a number from 1024");
    }
  } catch (error) {
    if (error instanceof TypeError) return usageError(io, "record", error.message);
    throw error;
  }
  try {
    const { records, bytes, dropped } = await recordFrom(from, file, maxBytes);
    io.stdout.write(`${file}: ${records} records, ${bytes} bytes${dropped > 0 ? `, ${dropped} missing` : ""}\n`);
    return DONE;
  } catch (error) {
    const isExpected = error instanceof CannotJoin || (error instanceof Error && "code" in error);
    if (!isExpected) throw error;
    io.stderr.write(`roam-xstate record: ${error.message}\n`);
    return FAILED;
  }
}

async function recordFrom(from: string, file: string, maxBytes: number): Promise<Written> {
  const { header, records, leave } = await join(from);
  const writer = new LineWriter(await fileSink(file), maxBytes, "wait");
  writer.header(header);
  const forget = untilInterrupted(leave);
  try {
    for await (const batch of records) {
      for (const record of batch) writer.write(record);
      await writer.flushed();
    }
  } finally {
    forget();
    leave();
  }
  return writer.end();
}
