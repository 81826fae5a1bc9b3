import { RoamError } from "../public.ts";

/** A source gave more than `capacity` items while the channel could not send. `code` is `overflow`. */
export class OverflowError extends RoamError {
  override readonly name = "OverflowError";

  constructor(capacity: number) {
    super("overflow", `the source is faster than its channel: ${capacity} items wait already`);
  }
}
