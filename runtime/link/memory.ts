import { Fifo } from "../fifo.ts";
import { DEFAULT_MAX_PAYLOAD, type Link, type LinkEvents, type LinkOptions } from "./link.ts";
import { cannotSend, checkedLimit, LinkError, tooLarge } from "./link-error.ts";

/** Options of `memoryPair`. */
export interface MemoryPairOptions extends LinkOptions {
  /** Bytes under way in one direction at which `send` returns false. Default 64 KiB. */
  readonly capacity?: number;
  /** Names of the two ends. Default "memory a" and "memory b". */
  readonly names?: readonly [string, string];
}

/** What a queued payload costs beside its bytes, as on a stream: a queue of empty payloads is bounded too. */
const OVERHEAD = 4;

/**
 * Two links joined in this process (`transport.memory`). Payloads are copied and delivered in a later microtask.
 * Throws LinkError `misuse` for an impossible limit or capacity.
 */
export function memoryPair(options: MemoryPairOptions = {}): [Link, Link] {
  const limit = checkedLimit(options.maxPayload ?? DEFAULT_MAX_PAYLOAD);
  const capacity = options.capacity ?? 64 * 1024;
  if (!(capacity > 0)) throw new LinkError("misuse", `memory: no link has a capacity of ${capacity} bytes`);
  const [nameA, nameB] = options.names ?? ["memory a", "memory b"];
  const a = new MemoryLink(nameA, limit, capacity);
  const b = new MemoryLink(nameB, limit, capacity);
  a.join(b);
  b.join(a);
  return [a, b];
}

class MemoryLink implements Link {
  readonly name: string;
  readonly maxPayload: number;
  readonly #capacity: number;
  #limit: number;
  #peer: MemoryLink = this;
  #events: LinkEvents | undefined;
  /** Payloads on their way to this end. */
  readonly #inbox = new Fifo<Uint8Array>();
  #inboxBytes = 0;
  #inputEnded = false;
  #paused = false;
  #scheduled = false;
  #full = false;
  #closing = false;
  #outcome: { readonly error: LinkError | undefined } | undefined;

  constructor(name: string, maxPayload: number, capacity: number) {
    this.name = name;
    this.maxPayload = maxPayload;
    this.#limit = maxPayload;
    this.#capacity = capacity;
  }

  join(peer: MemoryLink): void {
    this.#peer = peer;
  }

  get buffered(): number {
    return this.#outcome === undefined ? this.#peer.#inboxBytes : 0;
  }

  start(events: LinkEvents): void {
    if (this.#events !== undefined) throw new LinkError("misuse", `${this.name}: started twice`);
    this.#events = events;
    const outcome = this.#outcome;
    if (outcome !== undefined) queueMicrotask(() => events.ended(outcome.error));
    else this.#schedule();
  }

  send(payload: Uint8Array): boolean {
    if (this.#closing || this.#outcome !== undefined) throw cannotSend(this.name, this.#outcome !== undefined);
    if (payload.length > this.maxPayload) throw tooLarge(this.name, "send", payload.length, this.maxPayload);
    const peer = this.#peer;
    peer.#inbox.push(new Uint8Array(payload));
    peer.#inboxBytes += payload.length + OVERHEAD;
    peer.#schedule();
    if (peer.#inboxBytes >= this.#capacity) this.#full = true;
    return !this.#full;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  close(): void {
    if (this.#closing || this.#outcome !== undefined) return;
    this.#closing = true;
    this.#endOutput();
  }

  destroy(): void {
    if (this.#outcome !== undefined) return;
    this.#fail(new LinkError("destroyed", `${this.name}: destroyed by this side`));
  }

  limitReceived(bytes: number): void {
    this.#limit = Math.min(checkedLimit(bytes), this.maxPayload);
  }

  #schedule(): void {
    if (this.#scheduled || this.#events === undefined) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    const events = this.#events;
    while (events !== undefined && !this.#paused && this.#outcome === undefined) {
      const payload = this.#next();
      if (payload === undefined) {
        if (this.#inputEnded) this.#finish();
        break;
      }
      if (payload.length > this.#limit) {
        this.#fail(tooLarge(this.name, "receive", payload.length, this.#limit));
        break;
      }
      events.payload(payload);
    }
    this.#peer.#room();
  }

  #next(): Uint8Array | undefined {
    const payload = this.#inbox.shift();
    if (payload !== undefined) this.#inboxBytes -= payload.length + OVERHEAD;
    return payload;
  }

  #room(): void {
    if (!this.#full || this.buffered >= this.#capacity) return;
    this.#full = false;
    if (!this.#closing && this.#outcome === undefined) this.#events?.writable();
  }

  #endOutput(): void {
    this.#peer.#inputEnded = true;
    this.#peer.#schedule();
  }

  #finish(): void {
    this.#outcome = { error: undefined };
    this.#endOutput();
    this.#events?.ended();
  }

  /** Ends both sides at once: this one with `error`, the counterpart with `lost`. */
  #fail(error: LinkError): void {
    this.#dropWith(error);
    this.#peer.#dropWith(new LinkError("lost", `${this.#peer.name}: the counterpart dropped the link`));
  }

  #dropWith(error: LinkError): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = { error };
    this.#inbox.clear();
    this.#inboxBytes = 0;
    const events = this.#events;
    if (events !== undefined) queueMicrotask(() => events.ended(error));
  }
}
