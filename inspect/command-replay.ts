import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { type Command, DONE, FAILED, type Io } from "../runtime/cli/command.ts";
import { usageError } from "../runtime/cli/usage-error.ts";
import { testCase } from "./replay/test-case.ts";
import { NotARecording, parseRecording, type Replay, replay } from "./replay.ts";

const help = `Usage: roam-xstate replay FILE
       roam-xstate replay --to-test FILE

Drives the events of a recording through the same state charts again. Fails at the first record whose state
differs from what the chart says, and stops at a gap, since nobody knows what happened in it: exit code 1.

  --to-test   writes a vitest case that does the same, beside FILE, and prints its name
`;

/** `roam-xstate replay`. */
export const replayCommand: Command = { summary: "replays a recording through the state charts", help, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  let file: string;
  let toTest: boolean;
  try {
    const options = { "to-test": { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const [first, ...more] = positionals;
    if (first === undefined || more.length > 0) return usageError(io, "replay", "one FILE is needed");
    file = first;
    toTest = values["to-test"] === true;
  } catch (error) {
    if (error instanceof TypeError) return usageError(io, "replay", error.message);
    throw error;
  }
  try {
    const { records } = parseRecording(await readFile(file, "utf8"));
    if (!toTest) return tell(io, replay(records));
    const path = `${file.replace(/\.(jsonl|ndjson|json)$/, "")}.test.ts`;
    await writeFile(path, testCase(basename(file)), { flag: "wx" });
    io.stdout.write(`${path}\n`);
    return DONE;
  } catch (error) {
    const isExpected = error instanceof NotARecording || (error instanceof Error && "code" in error);
    if (!isExpected) throw error;
    io.stderr.write(`roam-xstate replay: ${error.message}\n`);
    return FAILED;
  }
}

function tell(io: Io, { difference, gap, events, lives }: Replay): number {
  const far = `${events} events of ${lives} lives`;
  if (difference !== null) {
    io.stderr.write(`roam-xstate replay: ${difference.text}\n${far} before it gave the recorded states\n`);
    return FAILED;
  }
  if (gap !== null) {
    io.stderr.write(`roam-xstate replay: stopped at record ${gap.seq}, where ${gap.dropped} records are missing\n`);
    io.stderr.write(`${far} before it gave the recorded states\n`);
    return FAILED;
  }
  io.stdout.write(`${far} gave the recorded states\n`);
  return DONE;
}
