import { parseArgs } from "node:util";
import { type Command, DONE, FAILED, type Io } from "../runtime/cli/command.ts";
import { usageError } from "../runtime/cli/usage-error.ts";
import { CannotJoin, join } from "./join.ts";
import { recordLine } from "./record-line.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const help = `Usage: roam-xstate inspect URL

Joins a running program that was started with an inspector, and prints what it does, line by line, until the
program ends or Ctrl-C. The same address opened in a browser on this machine shows the page.

  URL        http://127.0.0.1:PORT/?token=…, as server.inspector.url or openInspector tell it
  --frames   prints messages too
`;

/** `roam-xstate inspect`. */
export const inspect: Command = { summary: "prints what a running program does", help, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  let address: string;
  let withFrames: boolean;
  try {
    const options = { frames: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const [first, ...more] = positionals;
    if (first === undefined || more.length > 0) return usageError(io, "inspect", "one URL is needed");
    address = first;
    withFrames = values.frames === true;
  } catch (error) {
    if (error instanceof TypeError) return usageError(io, "inspect", error.message);
    throw error;
  }
  try {
    const { header, records, leave } = await join(address);
    io.stdout.write(`joined ${header.peers.join(", ")} (${header.software})\n`);
    const forget = untilInterrupted(leave);
    for await (const batch of records) {
      for (const record of batch) {
        if (record.type === "frame" && !withFrames) continue;
        io.stdout.write(`${recordLine(record)}\n`);
      }
    }
    forget();
    return DONE;
  } catch (error) {
    if (!(error instanceof CannotJoin)) throw error;
    io.stderr.write(`roam-xstate inspect: ${error.message}\n`);
    return FAILED;
  }
}
