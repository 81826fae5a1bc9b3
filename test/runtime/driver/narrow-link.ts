import type { Link } from "../../../runtime/link/link.ts";

/** A link that says it is busy after the test's number of frames, and keeps the first byte of each. */
export class NarrowLink implements Link {
  readonly name = "narrow";
  readonly maxPayload = 1_000;
  readonly buffered = 0;
  readonly sent: number[] = [];
  /** Frames until it says that it has no more room. */
  room: number;
  /** What `send` throws, if anything. */
  failure: Error | null = null;

  constructor(room: number) {
    this.room = room;
  }

  send(payload: Uint8Array): boolean {
    if (this.failure !== null) throw this.failure;
    this.sent.push(payload[0] ?? -1);
    return --this.room > 0;
  }

  start(): void {}
  pause(): void {}
  resume(): void {}
  close(): void {}
  destroy(): void {}
}
