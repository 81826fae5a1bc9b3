import { EarlyBuffer } from "../../runtime/driver/early-buffer.ts";
import { CreditBook } from "./credit-book.ts";
import type { Cell, Memory } from "./memory.ts";

const EARLY_LIMITS = { unannouncedChannels: 1, earlyItems: 3, earlyBytes: 0 };
const ITEM = new Uint8Array(0);

/** What a receiver keeps count of: its credit, by the runtime's own ledger, and what is queued. */
export class Window {
  readonly queued: Cell;
  /** Granted by hand, beyond N. */
  readonly byHand: Cell;
  readonly #book: CreditBook;
  readonly #credit: Cell;

  constructor(memory: Memory, initial: number) {
    this.queued = memory.cell();
    this.byHand = memory.cell();
    this.#credit = memory.cell();
    this.#book = new CreditBook(initial);
  }

  /** What the sender may still send. */
  get outstanding(): number {
    return this.#book.outstanding(this.#credit.value);
  }

  /** All of the window, as the receiver accounts for it. */
  get accounted(): number {
    return this.outstanding + this.queued.value + this.#book.consumed(this.#credit.value);
  }

  /** An Item came; false when the sender had no credit for it. */
  arrive(): boolean {
    if (this.#apply("arrive") === false) return false;
    this.queued.value++;
    return true;
  }

  /** Takes an item; returns the credit to grant now. */
  take(): number {
    this.queued.value--;
    return Number(this.#apply("consume"));
  }

  grantByHand(): void {
    this.byHand.value++;
    this.#apply("grant");
  }

  clear(): void {
    for (const cell of [this.queued, this.byHand, this.#credit]) cell.value = 0;
  }

  #apply(operation: "arrive" | "consume" | "grant"): number | boolean {
    const { to, result } = this.#book.apply(this.#credit.value, operation);
    this.#credit.value = to;
    return result;
  }
}

/** What came for a channel before its Call: the runtime's own buffer, made anew for each use. */
export class Early {
  readonly items: Cell;
  readonly isClosed: Cell;

  constructor(memory: Memory) {
    this.items = memory.cell();
    this.isClosed = memory.cell();
  }

  keep(channel: number, isClose: boolean): void {
    const buffer = new EarlyBuffer(EARLY_LIMITS);
    for (let item = 0; item < this.items.value; item++) buffer.item(channel, ITEM);
    if (this.isClosed.isSet) buffer.close(channel);
    if (isClose) buffer.close(channel);
    else if (!buffer.isClosed(channel)) buffer.item(channel, ITEM);
    const kept = buffer.take(channel);
    this.items.value = kept?.items.length ?? 0;
    this.isClosed.isSet = kept?.closed ?? false;
  }

  /** Hands over and forgets. */
  take(): { readonly items: number; readonly isClosed: boolean } {
    const taken = { items: this.items.value, isClosed: this.isClosed.isSet };
    this.items.value = 0;
    this.isClosed.isSet = false;
    return taken;
  }
}
