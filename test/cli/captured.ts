import { commandLine } from "../../runtime/cli/command-line.ts";

/** What a command wrote and how it ended. */
export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command with streams that are kept. */
export async function captured(
  argv: readonly string[],
  input: readonly (string | Uint8Array)[] = [],
): Promise<Captured> {
  let out = "";
  let err = "";
  async function* stdin() {
    yield* input;
  }
  const code = await commandLine(argv, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    stdin: stdin(),
  });
  return { code, out, err };
}
