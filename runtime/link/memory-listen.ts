import { DEFAULT_MAX_PAYLOAD, type LinkListener, type ListenLinkOptions } from "./link.ts";
import { checkedLimit, LinkError } from "./link-error.ts";
import { memoryPair } from "./memory.ts";
import { listening } from "./memory-registry.ts";

/** Options of `listenMemory`. */
export interface ListenMemoryOptions extends ListenLinkOptions {
  /** Any text but the empty one. */
  readonly name: string;
}

/** Listens for links from this process (`transport.memory`). Rejects with LinkError `listen-failed`. */
export async function listenMemory(options: ListenMemoryOptions): Promise<LinkListener> {
  const { name, maxPayload = DEFAULT_MAX_PAYLOAD, onLink } = options;
  if (listening.has(name)) throw new LinkError("listen-failed", `memory ${name}: somebody listens there already`);
  const accept = (theirs: number) => {
    const [dialled, accepted] = memoryPair({
      maxPayload: Math.min(theirs, checkedLimit(maxPayload)),
      names: [`memory ${name}`, `memory ${name}, accepted`],
    });
    onLink(accepted, {});
    return dialled;
  };
  listening.set(name, accept);
  const close = async () => {
    if (listening.get(name) === accept) listening.delete(name);
  };
  return { url: `memory:${encodeURIComponent(name)}`, close };
}
