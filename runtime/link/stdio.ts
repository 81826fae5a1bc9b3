import type { Readable, Writable } from "node:stream";
import type { Link, LinkOptions } from "./link.ts";
import { LinkError } from "./link-error.ts";
import { streamLink } from "./stream.ts";

/** Options of `stdioLink`. */
export interface StdioLinkOptions extends LinkOptions {
  /** Default `process.stdin`. */
  readonly input?: Readable;
  /** Default `process.stdout`. Nothing else may write to it, `console.log` included. */
  readonly output?: Writable;
}

/** The parts of a `node:child_process` child that a link needs. */
export interface LinkableChild {
  readonly pid?: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  once(event: "error", listener: (cause: Error) => void): unknown;
}

/** A link over this process's standard input and output (`transport.stream.kinds`). */
export function stdioLink(options: StdioLinkOptions = {}): Link {
  const { input = process.stdin, output = process.stdout } = options;
  return streamLink({ readable: input, writable: output }, { ...options, name: "stdio" });
}

/**
 * A link over the standard input and output of a child process, whose side is `stdioLink()`. The child itself stays the
 * caller's: `destroy` drops the pipes, it does not end the process. Throws LinkError `misuse` when the child was
 * started without both pipes.
 */
export function childLink(child: LinkableChild, options: LinkOptions = {}): Link {
  const { stdin, stdout } = child;
  const name = `child ${child.pid ?? "that did not start"}`;
  if (stdin === null || stdout === null) {
    throw new LinkError("misuse", `${name}: started without a pipe for its standard input and output`);
  }
  child.once("error", (cause) => stdout.destroy(cause));
  return streamLink({ readable: stdout, writable: stdin }, { ...options, name });
}
