import { type Command, DONE, type Io, WRONG_USAGE } from "./command.ts";
import { decode } from "./decode.ts";
import { ids } from "./ids.ts";
import { version } from "./version.ts";

interface Listed {
  /** One line for the list of commands. */
  readonly summary: string;
  load(): Promise<Command>;
}

/** Those that look into running programs are loaded when they are asked for. */
const commands: ReadonlyMap<string, Listed> = new Map([
  ["decode", { summary: decode.summary, load: async () => decode }],
  ["ids", { summary: ids.summary, load: async () => ids }],
  [
    "conformance",
    {
      summary: "tests whether a live peer keeps to the protocol",
      load: async () => (await import("../../test/kit/command-conformance.ts")).conformanceCommand,
    },
  ],
  [
    "inspect",
    {
      summary: "prints what a running program does",
      load: async () => (await import("../../inspect/command-inspect.ts")).inspect,
    },
  ],
  [
    "record",
    {
      summary: "records what a running program does to a file",
      load: async () => (await import("../../inspect/command-record.ts")).record,
    },
  ],
  [
    "replay",
    {
      summary: "replays a recording through the state charts",
      load: async () => (await import("../../inspect/command-replay.ts")).replayCommand,
    },
  ],
  [
    "tap",
    {
      summary: "forwards between two peers, follows both, and names the rules they break",
      load: async () => (await import("../../inspect/command-tap.ts")).tapCommand,
    },
  ],
]);

/** Runs `roam-xstate ARGV` and gives its exit code: 0 done, 1 the input is wrong, 2 the command line is wrong. */
export async function commandLine(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === "--version" || name === "-v") {
    io.stdout.write(`${version()}\n`);
    return DONE;
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const command = await commands.get(rest[0] ?? "")?.load();
    const asked = name !== undefined;
    (asked ? io.stdout : io.stderr).write(command?.help ?? overview());
    return asked ? DONE : WRONG_USAGE;
  }
  const command = await commands.get(name)?.load();
  if (command === undefined) {
    io.stderr.write(`roam-xstate: no command ${JSON.stringify(name)}\n\n${overview()}`);
    return WRONG_USAGE;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    io.stdout.write(command.help);
    return DONE;
  }
  return command.run(rest, io);
}

function overview(): string {
  const lines = [...commands].map(([name, { summary }]) => `  ${name.padEnd(11)} ${summary}`);
  return `roam-xstate: the roam RPC protocol, version 7

Usage: roam-xstate COMMAND ...
       roam-xstate COMMAND --help

${lines.join("\n")}

  --help       prints this
  --version    prints the version of roam-xstate
`;
}
