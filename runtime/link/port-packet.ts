const HEADER = 4;
const FIRST_BLOCK = 1024;
/** Payloads from here on get a packet of their own. */
const LARGE = 16 * 1024;
/** A turn that sends more than this does not wait for its end, so that the counterpart works while we do. */
const FLUSH_AT = 2048;

/**
 * Gathers the payloads of a turn into packets: a message costs a port ten times what a small payload in it does. In a
 * packet each payload stands behind its `length: u32 little-endian`.
 */
export class PacketWriter {
  readonly #post: (packet: ArrayBuffer) => void;
  readonly #flushLater: () => void;
  /** What is gathered. It stays here: a packet is a copy of its own size, given away. */
  #block = new Uint8Array(0);
  #end = 0;
  #scheduled = false;

  /** `post` takes each packet for good. */
  constructor(post: (packet: ArrayBuffer) => void) {
    this.#post = post;
    this.#flushLater = () => {
      this.#scheduled = false;
      this.flush();
    };
  }

  /** Bytes pushed, lengths included, and not yet posted. */
  get pending(): number {
    return this.#end;
  }

  /** Copies one payload; it leaves at the end of the turn, or now if much is waiting. */
  push(payload: Uint8Array): void {
    if (payload.length >= LARGE) {
      this.flush();
      const packet = new Uint8Array(HEADER + payload.length);
      put(packet, 0, payload);
      this.#post(packet.buffer);
      return;
    }
    const end = this.#end + HEADER + payload.length;
    if (end > this.#block.length) this.#grow(end);
    put(this.#block, this.#end, payload);
    this.#end = end;
    if (end >= FLUSH_AT) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      atEndOfTurn(this.#flushLater);
    }
  }

  /** Posts what is waiting. */
  flush(): void {
    if (this.#end === 0) return;
    const packet = this.#block.slice(0, this.#end);
    this.#end = 0;
    this.#post(packet.buffer);
  }

  /** Forgets what is waiting. */
  discard(): void {
    this.#end = 0;
  }

  #grow(least: number): void {
    const block = new Uint8Array(Math.max(least, FIRST_BLOCK, this.#block.length * 2));
    block.set(this.#block.subarray(0, this.#end));
    this.#block = block;
  }
}

/**
 * Gives the payloads of a packet, each in memory of its own: who gets one may transfer it, and must not take its
 * neighbours along. False: it is no packet from where that was found on.
 */
export function readPacket(packet: ArrayBuffer, payload: (bytes: Uint8Array) => void): boolean {
  const view = new DataView(packet);
  let at = 0;
  do {
    if (packet.byteLength - at < HEADER) return false;
    const length = view.getUint32(at, true);
    at += HEADER;
    if (packet.byteLength - at < length) return false;
    const bytes = new Uint8Array(packet, at, length);
    const isAlone = at === HEADER && at + length === packet.byteLength;
    at += length;
    // Alone it may be gone, with the packet, once it was given away.
    if (isAlone) {
      payload(bytes);
      return true;
    }
    payload(bytes.slice());
  } while (at < packet.byteLength);
  return true;
}

function put(into: Uint8Array, at: number, payload: Uint8Array): void {
  const { length } = payload;
  into[at] = length;
  into[at + 1] = length >>> 8;
  into[at + 2] = length >>> 16;
  into[at + 3] = length >>> 24;
  into.set(payload, at + HEADER);
}

/** Runs `flush` when the microtasks of the turn are done; in a browser, where nothing tells, behind those that wait. */
const atEndOfTurn: (flush: () => void) => void =
  typeof process === "object" && typeof process.nextTick === "function"
    ? (flush) => process.nextTick(flush)
    : queueMicrotask;
