import { DEFAULT_MAX_PAYLOAD, type DialOptions, type Link } from "./link.ts";
import { checkedLimit, givenUp, LinkError } from "./link-error.ts";

/** Options of `dialMemory`. */
export interface DialMemoryOptions extends DialOptions {
  readonly name: string;
}

/** Whoever listens in this process, by name: makes a link to itself, and keeps its other end. */
export const listening = new Map<string, (maxPayload: number) => Link>();

/**
 * Dials whoever listens under the name in this process. The lower limit of both sides holds for both.
 * Rejects with LinkError `unreachable` or `aborted`.
 */
// What a link in memory is comes with the listener: a page that only dials elsewhere need not load it.
export async function dialMemory({ name, maxPayload = DEFAULT_MAX_PAYLOAD, signal }: DialMemoryOptions): Promise<Link> {
  if (signal?.aborted) throw givenUp(`memory ${name}`, signal.reason);
  const accept = listening.get(name);
  if (accept === undefined) throw new LinkError("unreachable", `memory ${name}: nobody listens there`);
  return accept(checkedLimit(maxPayload));
}
