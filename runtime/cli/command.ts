/** What takes text. */
export interface Output {
  write(text: string): unknown;
}

/** What a command reads from and writes to: `process`, or what a test puts in its place. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array | string>;
}

/** One of the things that `roam-xstate` does. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` behind the command prints. */
  readonly help: string;
  /** Gives the exit code. `argv` is what stands behind the name of the command. */
  run(argv: readonly string[], io: Io): Promise<number>;
}

export const DONE = 0;
/** The input is not what it should be. */
export const FAILED = 1;
/** The command line is not what it should be. */
export const WRONG_USAGE = 2;
