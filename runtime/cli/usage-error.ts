import { type Io, WRONG_USAGE } from "./command.ts";

/** Says what is wrong with the command line, and where there is more to read. */
export function usageError(io: Io, command: string, problem: string): number {
  io.stderr.write(`roam-xstate ${command}: ${problem}\nTry: roam-xstate ${command} --help\n`);
  return WRONG_USAGE;
}
