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
 * The receiver's side: what the sender may still send, and what was taken since the last grant. The window is N and
 * what was granted by hand: granted + undelivered never exceeds it. With N = 0 all granting is by hand.
 */
export class ReceiveCredit {
  /** Items taken until they are granted anew; infinite for N = 0. */
  readonly #threshold: number;
  #window: number;
  #outstanding: number;
  #consumed = 0;

  constructor(initial: number) {
    this.#outstanding = initial;
    this.#window = initial;
    this.#threshold = initial === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(initial / 2));
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

  /** The application took items. Returns the credit to grant now, 0 for none yet. */
  consume(items = 1): number {
    this.#consumed += items;
    if (this.#consumed < this.#threshold) return 0;
    const grant = this.#consumed;
    this.#consumed = 0;
    this.#outstanding += grant;
    return grant;
  }

  /**
   * A grant by hand; false, and nothing granted, when the sender could come to hold more than a u32. For N > 0 what is
   * taken is granted anew, so the whole window counts; for N = 0 only what the sender has not used.
   */
  grant(additional: number): boolean {
    const held = this.#threshold === Number.POSITIVE_INFINITY ? this.#outstanding : this.#window;
    if (held + additional > U32_MAX) return false;
    this.#window += additional;
    this.#outstanding += additional;
    return true;
  }
}
