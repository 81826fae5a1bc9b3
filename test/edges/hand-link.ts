import type { Link, LinkEvents } from "../../runtime/link/link.ts";
import type { LinkError } from "../../runtime/link/link-error.ts";
import { decodeMessage, encodeMessage, type Message, Writer } from "../../runtime/wire/index.ts";

/** A link whose other end is the hand of a test: what it says is heard at once. */
export class HandLink implements Link {
  readonly name = "by hand";
  readonly maxPayload = 4 * 1024 * 1024;
  readonly buffered = 0;
  /** What our peer has said. */
  readonly heard: Message[] = [];
  #events: LinkEvents | null = null;

  start(events: LinkEvents): void {
    this.#events = events;
  }

  send(payload: Uint8Array): boolean {
    this.heard.push(decodeMessage(payload.slice()));
    return true;
  }

  pause(): void {}
  resume(): void {}
  close(): void {}

  destroy(): void {
    this.end();
  }

  say(...messages: readonly Message[]): void {
    for (const message of messages) {
      const writer = new Writer();
      encodeMessage(writer, message);
      this.sayBytes(writer.take());
    }
  }

  sayBytes(bytes: Uint8Array): void {
    this.#events?.payload(bytes);
  }

  /** The link is over. */
  end(error?: LinkError): void {
    const events = this.#events;
    this.#events = null;
    events?.ended(error);
  }
}
