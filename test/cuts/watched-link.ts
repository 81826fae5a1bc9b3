import type { Link, LinkEvents } from "../../runtime/link/link.ts";
import type { LinkError } from "../../runtime/link/link-error.ts";

/** A link that counts its frames, both ways, and tells when its owner has seen it end. */
export class WatchedLink implements Link {
  readonly #link: Link;
  readonly #onFrame: (count: number) => void;
  #count = 0;
  #seen: () => void = () => {};
  readonly ended: Promise<void>;

  /** `onFrame` is called behind each frame: inside of the owner's `send`, or when the owner has taken it. */
  constructor(link: Link, onFrame: (count: number) => void) {
    this.#link = link;
    this.#onFrame = onFrame;
    this.ended = new Promise((resolve) => {
      this.#seen = resolve;
    });
  }

  get name(): string {
    return this.#link.name;
  }

  get maxPayload(): number {
    return this.#link.maxPayload;
  }

  get buffered(): number {
    return this.#link.buffered;
  }

  start(events: LinkEvents): void {
    this.#link.start({
      payload: (bytes) => {
        events.payload(bytes);
        this.#frame();
      },
      writable: () => events.writable(),
      ended: (error?: LinkError) => {
        events.ended(error);
        this.#seen();
      },
    });
  }

  send(payload: Uint8Array): boolean {
    const hasRoom = this.#link.send(payload);
    this.#frame();
    return hasRoom;
  }

  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  close(): void {
    this.#link.close();
  }

  destroy(): void {
    this.#link.destroy();
  }

  limitReceived(bytes: number): void {
    this.#link.limitReceived?.(bytes);
  }

  #frame(): void {
    this.#count += 1;
    this.#onFrame(this.#count);
  }
}
