const U32_MAX = 0xffff_ffff;

/** The sender's side of a channel's credit (`rpc.flow-control.credit`). Counts items. */
export class SendCredit {
  #available: number;

  constructor(initial: number) {
    this.#available = initial;
  }

  get available(): number {
    return this.#available;
  }

  /** Takes one; false when there is none. */
  take(): boolean {
    if (this.#available === 0) return false;
    this.#available--;
    return true;
  }

  /** Adds a grant; false, and nothing added, when the sum would exceed a u32. */
  grant(additional: number): boolean {
    if (this.#available + additional > U32_MAX) return false;
    this.#available += additional;
    return true;
  }
}

/**
 * The receiver's side: what the sender may still send, and what was taken since the last grant.
 * Granted + undelivered never exceeds N, so a queue of N slots holds all that a correct sender emits.
 */
export class ReceiveCredit {
  readonly #threshold: number;
  #outstanding: number;
  #consumed = 0;

  constructor(initial: number) {
    this.#outstanding = initial;
    this.#threshold = Math.max(1, Math.floor(initial / 2));
  }

  get outstanding(): number {
    return this.#outstanding;
  }

  /** An Item arrived; false when the sender had no credit for it. */
  arrive(): boolean {
    if (this.#outstanding === 0) return false;
    this.#outstanding--;
    return true;
  }

  /** The application took an item. Returns the credit to grant now, 0 for none yet. */
  consume(): number {
    if (++this.#consumed < this.#threshold) return 0;
    const grant = this.#consumed;
    this.#consumed = 0;
    this.#outstanding += grant;
    return grant;
  }
}
