import { DEFAULT_MAX_PAYLOAD, type DialOptions, type Link, type LinkListener, type ListenLinkOptions } from "./link.ts";
import { checkedLimit, givenUp, LinkError } from "./link-error.ts";
import { memoryPair } from "./memory.ts";

/** Options of `listenMemory`. */
export interface ListenMemoryOptions extends ListenLinkOptions {
  /** Any text but the empty one. */
  readonly name: string;
}

/** Options of `dialMemory`. */
export interface DialMemoryOptions extends DialOptions {
  readonly name: string;
}

const listening = new Map<string, ListenMemoryOptions>();

/** Listens for links from this process (`transport.memory`). Rejects with LinkError `listen-failed`. */
export async function listenMemory(options: ListenMemoryOptions): Promise<LinkListener> {
  const { name } = options;
  if (listening.has(name)) throw new LinkError("listen-failed", `memory ${name}: somebody listens there already`);
  listening.set(name, options);
  const close = async () => {
    if (listening.get(name) === options) listening.delete(name);
  };
  return { url: `memory:${encodeURIComponent(name)}`, close };
}

/**
 * Dials whoever listens under the name in this process. The lower limit of both sides holds for both.
 * Rejects with LinkError `unreachable` or `aborted`.
 */
export async function dialMemory({ name, maxPayload = DEFAULT_MAX_PAYLOAD, signal }: DialMemoryOptions): Promise<Link> {
  if (signal?.aborted) throw givenUp(`memory ${name}`, signal.reason);
  const listener = listening.get(name);
  if (listener === undefined) throw new LinkError("unreachable", `memory ${name}: nobody listens there`);
  const limit = Math.min(checkedLimit(maxPayload), checkedLimit(listener.maxPayload ?? DEFAULT_MAX_PAYLOAD));
  const [dialled, accepted] = memoryPair({
    maxPayload: limit,
    names: [`memory ${name}`, `memory ${name}, accepted`],
  });
  listener.onLink(accepted, {});
  return dialled;
}
