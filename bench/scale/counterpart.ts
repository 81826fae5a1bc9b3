import { defineService, type Link, memoryPair, t } from "../../runtime/index.ts";
import { decodeMessage, encodeMessage, type Message, Writer } from "../../runtime/wire/index.ts";
import { Crowd } from "./service.ts";

/** Nothing is asked of a connection that is only weighed. */
export const Empty = defineService("Empty", { nothing: t.method([], t.unit) });

/** A counterpart without actors, so that only one side is weighed: accepts everything and never answers `wait`. */
export class Counterpart {
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
    link.start({ payload: (bytes) => this.#hear(decodeMessage(bytes)), writable: () => {}, ended: () => {} });
  }

  /** Our peer's end of a memory link whose other end this is. */
  static pair(): [Link, Counterpart] {
    const [ours, theirs] = memoryPair();
    return [ours, new Counterpart(theirs)];
  }

  say(message: Message): void {
    const writer = new Writer();
    encodeMessage(writer, message);
    this.#link.send(writer.view());
  }

  #hear(message: Message): void {
    const { connection } = message;
    const settings = { parity: "even", maxConcurrentRequests: 1_000_000 } as const;
    if (message.kind === "Hello") this.say({ kind: "HelloYourself", connection, settings, metadata: [] });
    if (message.kind === "OpenConnection") this.say({ kind: "AcceptConnection", connection, settings, metadata: [] });
    if (message.kind === "Request" && message.method !== Crowd.methods.get("wait")?.id) {
      const { request } = message;
      this.say({ kind: "Response", connection, request, channels: [], metadata: [], ret: new Uint8Array([0]) });
    }
  }
}
