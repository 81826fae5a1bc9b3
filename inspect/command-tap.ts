import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type Command, DONE, FAILED, type Io } from "../runtime/cli/command.ts";
import { usageError } from "../runtime/cli/usage-error.ts";
import { whyNotImported } from "../runtime/cli/why-not-imported.ts";
import { MisuseError } from "../runtime/errors.ts";
import type { Feed } from "./feed.ts";
import { fileSink } from "./record/file-sink.ts";
import { LineWriter } from "./record/line-writer.ts";
import { DEFAULT_MAX_BYTES } from "./record.ts";
import type { ErrorRecord, FeedRecord } from "./records.ts";
import { type Inspector, openInspector } from "./server.ts";
import { software } from "./software.ts";
import { Definitions } from "./tap/definitions.ts";
import { DEFAULT_TAP_LIMITS } from "./tap/scope.ts";
import { type TapOptions, tap } from "./tap/tap.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const help = `Usage: roam-xstate tap --listen ADDRESS --to ADDRESS [--service FILE] [--record FILE] [--open] [--redact]

Stands between two roam peers that need not know of it: forwards every byte as it comes, follows the lives of both
peers as far as bytes alone show them, and prints each rule that one of them breaks. Ends with Ctrl-C.

  --listen ADDRESS  where one peer dials: tcp://host:port, unix:///path or ws://host:port
  --to ADDRESS      where the other listens; ws: goes with ws:, and the path is the one that the peer asks for
  --service FILE    a module that exports what defineService returned: it tells names, who sends on a channel, and
                    the initial credit, none of which is on the wire
  --record FILE     writes everything that was seen as JSON Lines
  --open            prints the address of a page on this machine that shows both peers
  --redact          leaves payloads and metadata values out of recording and page; SENSITIVE ones are never in them
`;

/** `roam-xstate tap`. */
export const tapCommand: Command = {
  summary: "forwards between two peers, follows both, and names the rules they break",
  help,
  run: (argv, io) => runTap(argv, io, { untilInterrupted }),
};

/** What stands around the command; tests put another in its place. */
interface Around {
  readonly untilInterrupted: (stop: () => void) => () => void;
  readonly importModule?: (url: string) => Promise<unknown>;
}

export async function runTap(argv: readonly string[], io: Io, around: Around): Promise<number> {
  const { importModule = (url) => import(url) } = around;
  let given: Given;
  try {
    given = parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    if (error instanceof TypeError) return usageError(io, "tap", error.message);
    throw error;
  }
  const { listen, to, service: file, record, open = false, redact = false } = given;
  if (listen === undefined || to === undefined) return usageError(io, "tap", "--listen and --to are both needed");

  let service: unknown;
  try {
    if (file !== undefined) service = await importModule(pathToFileURL(resolve(file)).href);
  } catch (error) {
    return fail(io, whyNotImported(file ?? "", error));
  }
  if (file !== undefined && Definitions.of(service).size === 0) return fail(io, `${file} exports no service`);

  let inspector: Inspector | null = null;
  try {
    const recording = record === undefined ? null : await recordingTo(record, redact);
    try {
      if (open) inspector = await openInspector({ redact });
      const onRecord = listenerOf(recording, inspector?.feed ?? null);
      await untilEnded({ listen, to, service, redact, onRecord }, inspector?.url, io, around);
    } finally {
      await recording?.end();
    }
    return DONE;
  } catch (error) {
    if (error instanceof MisuseError) return usageError(io, "tap", error.message);
    return fail(io, error instanceof Error ? error.message : "cannot tap");
  } finally {
    await inspector?.close();
  }
}

async function untilEnded(options: TapOptions, page: string | undefined, io: Io, around: Around): Promise<void> {
  const onError = ({ rule, peer, text }: ErrorRecord) => {
    io.stdout.write(rule === null ? `${peer}: ${text}\n` : `${rule} broken by ${text}\n`);
  };
  const opened = await tap({ ...options, onError });
  if (page !== undefined) io.stdout.write(`open ${page}\n`);
  io.stdout.write(`listening at ${opened.url}, forwarding to ${options.to}\n`);
  await new Promise<void>((resolve) => around.untilInterrupted(resolve));
  await opened.close();
}

/** Two peers that talk cannot be made to wait for a disk. */
async function recordingTo(file: string, redact: boolean): Promise<LineWriter> {
  const writer = new LineWriter(await fileSink(file), DEFAULT_MAX_BYTES, "drop");
  writer.header(headerOf(redact));
  return writer;
}

/** Who hears each record; nobody at all is cheaper than somebody who does nothing. */
function listenerOf(recording: LineWriter | null, feed: Feed | null): ((record: FeedRecord) => void) | undefined {
  if (recording === null && feed === null) return undefined;
  return (record) => {
    recording?.write(record);
    feed?.put(record);
  };
}

const OPTIONS = {
  listen: { type: "string" },
  to: { type: "string" },
  service: { type: "string" },
  record: { type: "string" },
  open: { type: "boolean" },
  redact: { type: "boolean" },
} as const;

interface Given {
  readonly listen?: string;
  readonly to?: string;
  readonly service?: string;
  readonly record?: string;
  readonly open?: boolean;
  readonly redact?: boolean;
}

function headerOf(redacted: boolean) {
  return {
    type: "header",
    format: "roam-xstate-recording",
    version: 1,
    software: software(),
    began: Date.now(),
    peers: ["left", "right"],
    limits: { ...DEFAULT_TAP_LIMITS },
    redacted,
  } as const;
}

function fail(io: Io, problem: string): number {
  io.stderr.write(`roam-xstate tap: ${problem}\n`);
  return FAILED;
}
