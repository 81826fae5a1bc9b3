import type { Slot } from "./slot.ts";

/** Where watches put what they saw. */
export interface Keeper {
  readonly redact: boolean;
  /** Milliseconds since the feed began. */
  now(): number;
  /** The slot for what has just happened, which takes `bytes` more than a slot does by itself. */
  claim(bytes?: number): Slot;
  /** Something in the feed itself went wrong; the runtime must not notice. */
  failed(error: unknown): void;
}
