import { parseArgs } from "node:util";
import { type Command, DONE, FAILED, type Io } from "../../runtime/cli/command.ts";
import { usageError } from "../../runtime/cli/usage-error.ts";
import { MisuseError } from "../../runtime/errors.ts";
import type { Report } from "./case.ts";
import { type RunOptions, runConformance } from "./conformance.ts";
import type { PeerUnderTest } from "./peer.ts";
import { writeReport } from "./report/write.ts";
import { peerAt, peerCommand, peerThatDials } from "./targets.ts";
import { ladder } from "./trace.ts";
import { VERDICTS } from "./verdict.ts";

const help = `Usage: roam-xstate conformance --target tcp://HOST:PORT
       roam-xstate conformance --listen tcp://HOST:PORT
       roam-xstate conformance --command "COMMAND"

Plays legal and illegal conversations with a live peer, each in a session of its own, and says what is Pass,
Non-strict, Fail, Info, or Missing, by rule. The peer serves the service Testbed of roam's own tests: see
docs/conformance.md.

  --target ADDRESS   dials a peer that listens
  --listen ADDRESS   waits for a peer that dials, again for each conversation
  --command COMMAND  starts COMMAND for each conversation, with HOST:PORT to dial in PEER_ADDR
  --role ROLE        what the peer is in the handshake: initiator or acceptor
                     (acceptor with --target, initiator otherwise)
  --profile PROFILE  strict (default), or compat: what tolerant peers let pass is no fault
  --patience MS      how long the peer may take for anything; default 1000
  --at-once N        conversations at a time; default 4, with --listen 1
  --only TEXT        only cases with TEXT in their name, or about that rule
  --report DIR       writes report.json, report.xml (JUnit), report.html, and a recording of each case that is no Pass
  --verbose          prints the frames of each case that fails

Exit code 1 when a case fails, or none could be played.
`;

/** `roam-xstate conformance`. */
export const conformanceCommand: Command = { summary: "tests whether a live peer keeps to the protocol", help, run };

const OPTIONS = {
  target: { type: "string" },
  listen: { type: "string" },
  command: { type: "string" },
  role: { type: "string" },
  profile: { type: "string", default: "strict" },
  patience: { type: "string", default: "1000" },
  "at-once": { type: "string" },
  only: { type: "string" },
  report: { type: "string" },
  verbose: { type: "boolean", default: false },
} as const;

interface Asked {
  readonly peer: () => Promise<PeerUnderTest> | PeerUnderTest;
  readonly options: RunOptions;
  readonly report: string | undefined;
  readonly isVerbose: boolean;
  readonly isListening: boolean;
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  let asked: Asked;
  let peer: PeerUnderTest;
  try {
    asked = askedFor(argv);
    peer = await asked.peer();
  } catch (error) {
    if (error instanceof TypeError || error instanceof MisuseError) return usageError(io, "conformance", error.message);
    throw error;
  }
  if (asked.isListening) io.stderr.write(`listening at ${peer.name}\n`);
  const report = await runConformance(peer, asked.options);
  print(report, asked.isVerbose, io);
  if (asked.report !== undefined) await writeReport(report, asked.report);
  const { Fail, Missing } = report.counts;
  return Fail > 0 || Missing === report.cases.length ? FAILED : DONE;
}

/** @throws {TypeError} for a command line that makes no sense */
function askedFor(argv: readonly string[]): Asked {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  const { target, listen, command, profile, only } = values;
  const ways = [target, listen, command].filter((it) => it !== undefined).length;
  if (ways !== 1) throw new TypeError("one of --target, --listen and --command is needed");
  if (profile !== "strict" && profile !== "compat") throw new TypeError(`no profile ${profile}`);
  const role = roleOf(values.role);
  const peer = () => {
    if (target !== undefined) return peerAt(target, role);
    return listen === undefined ? peerCommand(command ?? "", role) : peerThatDials(listen, role);
  };
  const concurrency = numberOf("at-once", values["at-once"] ?? (listen === undefined ? "4" : "1"));
  const options: RunOptions = {
    ...{ profile, patienceMs: numberOf("patience", values.patience), concurrency },
    ...(only === undefined ? {} : { only }),
  };
  return { peer, options, report: values.report, isVerbose: values.verbose, isListening: listen !== undefined };
}

function roleOf(role: string | undefined): { role?: PeerUnderTest["role"] } {
  if (role === undefined) return {};
  if (role !== "initiator" && role !== "acceptor") throw new TypeError(`no role ${role}`);
  return { role };
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new TypeError(`--${name} ${text}: expected a whole number above 0`);
  return number;
}

function print({ cases, counts }: Report, isVerbose: boolean, { stdout }: Io): void {
  for (const { name, verdict, findings, frames } of cases) {
    if (verdict === "Pass") continue;
    stdout.write(`${verdict.padEnd(10)} ${name}\n`);
    for (const it of findings) {
      if (it.verdict === "Pass") continue;
      stdout.write(`           [${it.rules.join(", ")}] expected ${it.expected}\n           got ${it.actual}\n`);
    }
    if (isVerbose && verdict === "Fail") stdout.write(`${ladder(frames).replace(/^/gm, "           ")}\n`);
  }
  stdout.write(`${VERDICTS.map((verdict) => `${verdict} ${counts[verdict]}`).join(", ")}\n`);
}
