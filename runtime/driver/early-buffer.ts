/** What came for a channel before the Call that announces it (`PROTOCOL.md` D-R28). */
export interface EarlyChannel {
  readonly items: Uint8Array[];
  closed: boolean;
}

export interface EarlyLimits {
  readonly unannouncedChannels: number;
  readonly earlyItems: number;
  readonly earlyBytes: number;
}

/** Keeps Items and Closes of unannounced channels, bounded in ids, items and bytes. */
export class EarlyBuffer {
  readonly #limits: EarlyLimits;
  /** Made with the first: a conforming counterpart seldom sends anything early. */
  #channels: Map<number, EarlyChannel> | null = null;
  #items = 0;
  #bytes = 0;

  constructor(limits: EarlyLimits) {
    this.#limits = limits;
  }

  /** Copies the item. Returns the name of the limit that it would exceed, and keeps nothing then. */
  item(channel: number, item: Uint8Array): keyof EarlyLimits | undefined {
    if (this.#items + 1 > this.#limits.earlyItems) return "earlyItems";
    if (this.#bytes + item.length > this.#limits.earlyBytes) return "earlyBytes";
    const early = this.#channel(channel);
    if (early === undefined) return "unannouncedChannels";
    early.items.push(item.slice());
    this.#items++;
    this.#bytes += item.length;
    return undefined;
  }

  close(channel: number): keyof EarlyLimits | undefined {
    const early = this.#channel(channel);
    if (early === undefined) return "unannouncedChannels";
    early.closed = true;
    return undefined;
  }

  /** Hands over and forgets what came for the channel. */
  take(channel: number): EarlyChannel | undefined {
    const early = this.#channels?.get(channel);
    if (early === undefined) return undefined;
    this.#channels?.delete(channel);
    this.#items -= early.items.length;
    for (const item of early.items) this.#bytes -= item.length;
    return early;
  }

  /** Whether Close already came for this unannounced channel. */
  isClosed(channel: number): boolean {
    return this.#channels?.get(channel)?.closed ?? false;
  }

  #channel(id: number): EarlyChannel | undefined {
    this.#channels ??= new Map();
    const known = this.#channels.get(id);
    if (known !== undefined) return known;
    if (this.#channels.size >= this.#limits.unannouncedChannels) return undefined;
    const early: EarlyChannel = { items: [], closed: false };
    this.#channels.set(id, early);
    return early;
  }
}
