import { parseArgs } from "node:util";

/** What the command line asks for. */
export type Wish =
  | { readonly do: "demonstrate"; readonly isPlain: boolean; readonly mayDrive: boolean; readonly durationMs: number }
  | { readonly do: "serve"; readonly port: number }
  | { readonly do: "help" };

export const help = `Usage: npm start -- [--plain] [--drive] [--seconds N]
       npm start -- --serve [--port N]

Shows the actors of a server and a client that talk over TCP in this process, for about six seconds.

  --plain      a line for each transition instead of a page that redraws
  --drive      the inspector's page may end what it shows
  --seconds N  goes slower or faster
  --serve      keeps serving until Ctrl-C
  --port N     where to serve; default 9000, 0 lets the system choose
`;

/** @throws {TypeError} for arguments that make no sense */
export function parse(argv: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: "boolean", short: "h" },
      plain: { type: "boolean" },
      drive: { type: "boolean" },
      seconds: { type: "string" },
      serve: { type: "boolean" },
      port: { type: "string" },
    },
  });
  if (values.help === true) return { do: "help" };
  if (values.serve === true) return { do: "serve", port: numberOf("--port", values.port ?? "9000", 65_535) };
  if (values.port !== undefined) throw new TypeError("--port is for --serve");
  const seconds = numberOf("--seconds", values.seconds ?? "6", 3_600);
  const { plain = false, drive = false } = values;
  return { do: "demonstrate", isPlain: plain, mayDrive: drive, durationMs: seconds * 1_000 };
}

function numberOf(option: string, text: string, most: number): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (!(number >= 0 && number <= most)) throw new TypeError(`${option} ${text}: expected a number from 0 to ${most}`);
  return number;
}
