import { parseArgs } from "node:util";
import { DecodeError, decodeMessage, type MessageLimits } from "../wire/index.ts";
import { type Command, DONE, FAILED, type Io } from "./command.ts";
import { type Frame, splitFrames } from "./frames.ts";
import { NotHex, parseHex } from "./hex.ts";
import { messageLine } from "./message-line.ts";
import { usageError } from "./usage-error.ts";

const help = `Usage: roam-xstate decode HEX
       roam-xstate decode --stdin
       roam-xstate decode --stdin --hex

Prints a roam message as one line of JSON. Several messages, each behind its u32 little-endian length as
they travel on a stream, print one line each.

  HEX       hex digits; whitespace between bytes is allowed
  --stdin   reads raw bytes from standard input
  --hex     standard input holds hex digits

Payloads are hex. Metadata flagged SENSITIVE is not shown. Bytes that are no message: exit code 1.

  roam-xstate decode 000007004000
  roam-xstate decode "06000000 000007004000"
`;

// What a peer would refuse as too much is still worth showing here; the bytes at hand bound it anyway.
const limits: MessageLimits = {
  metadata: { entries: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
  channels: Number.POSITIVE_INFINITY,
};

/** `roam-xstate decode`. */
export const decode: Command = { summary: "prints the message in some bytes as a line of JSON", help, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  let bytes: Uint8Array;
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { stdin: { type: "boolean" }, hex: { type: "boolean" } },
      allowPositionals: true,
    });
    if (values.stdin === true && positionals.length > 0) return usageError(io, "decode", "HEX or --stdin, not both");
    if (values.stdin !== true && positionals.length === 0) return usageError(io, "decode", "HEX or --stdin is missing");
    if (values.stdin !== true) bytes = parseHex(positionals.join(" "));
    else if (values.hex === true) bytes = parseHex((await readAll(io)).toString("latin1"));
    else bytes = await readAll(io);
  } catch (error) {
    if (error instanceof NotHex) return fail(io, error.message);
    if (error instanceof TypeError) return usageError(io, "decode", error.message);
    throw error;
  }
  const frames = splitFrames(bytes);
  for (const frame of frames ?? [{ start: 0, payload: bytes }]) {
    const problem = print(frame, io);
    if (problem === undefined) continue;
    return fail(io, frames === undefined ? problem + noPrefix(bytes) : problem);
  }
  return DONE;
}

function print({ start, payload }: Frame, io: Io): string | undefined {
  try {
    io.stdout.write(`${messageLine(decodeMessage(payload, limits))}\n`);
    return undefined;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { expected, found, path, offset } = error;
    return `offset ${start + offset}: expected ${expected}${path === "" ? "" : ` (${path})`}, found ${found}`;
  }
}

/** Why the bytes were read as one bare message, for whoever meant them as frames. */
function noPrefix(bytes: Uint8Array): string {
  if (bytes.length < 4) return "";
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const rest = bytes.length - 4;
  return `\nRead without a length prefix: as one, the first 4 bytes say ${length}, and ${rest} bytes follow.`;
}

function fail(io: Io, problem: string): number {
  io.stderr.write(`roam-xstate decode: ${problem}\n`);
  return FAILED;
}

async function readAll({ stdin }: Io): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
