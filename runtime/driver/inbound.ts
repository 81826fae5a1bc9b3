import { breachOf } from "../limits.ts";
import type { LinkError } from "../link/link-error.ts";
import {
  DecodeError,
  type FrameHead,
  type Message,
  type MessageLimits,
  readFrameHead,
  readMessage,
} from "../wire/index.ts";
import type { Driver } from "./driver.ts";
import { route } from "./router.ts";

const NOTHING = new Uint8Array(0);

/** The way in from the link: payloads become messages, and messages go to whom they are for. */
export class Inbound {
  readonly #driver: Driver;
  readonly #limits: MessageLimits;
  readonly #head: FrameHead = { connection: 0, id: 0, offset: 0 };
  /** The limit of a frame until the handshake is done is another one. */
  isShakingHands = true;

  constructor(driver: Driver) {
    const { metadataEntries, metadataBytes, channelsPerCall } = driver.policy.limits;
    this.#driver = driver;
    this.#limits = { metadata: { entries: metadataEntries, bytes: metadataBytes }, channels: channelsPerCall };
  }

  payload(bytes: Uint8Array): void {
    const driver = this.#driver;
    if (!driver.session.isAlive) return;
    driver.watch?.received(bytes);
    // A link may know no limits of its own.
    if (bytes.length > driver.policy.limits[this.#frameLimit]) this.#oversized(this.#frameLimit);
    else if (!this.#takePlain(bytes)) {
      const message = this.#decode(bytes);
      if (message !== null) route(driver, message);
    }
    // An idle session keeps no frame.
    driver.reader.over(NOTHING, 0);
  }

  /** Why the link failed. It refuses by header what is too large, and knows only the figure. */
  reasonOf({ code, message }: LinkError): string {
    if (code !== "frame-too-large") return message;
    return `${message}: ${breachOf(this.#frameLimit, this.#driver.policy.limits[this.#frameLimit])}`;
  }

  get #frameLimit(): "frame" | "frameBeforeHello" {
    return this.isShakingHands ? "frameBeforeHello" : "frame";
  }

  /** A plain Item goes straight to its channel, a plain Request or Response to its call, without a message in between. */
  #takePlain(bytes: Uint8Array): boolean {
    const kind = readFrameHead(bytes, this.#head);
    if (kind === null) return false;
    const { connection, id, offset } = this.#head;
    const owner = this.#driver.connections.get(connection);
    if (owner === undefined || !owner.isUp) return false;
    if (kind === "request") return owner.requests.requestIn(id, bytes, offset);
    if (kind === "response") return owner.requests.outgoing.get(id)?.respondIn(bytes, offset) ?? false;
    const receiver = owner.channels.incoming.get(id);
    receiver?.itemIn(bytes, offset);
    return receiver !== undefined;
  }

  #decode(bytes: Uint8Array): Message | null {
    try {
      return readMessage(this.#driver.reader.over(bytes, 0), this.#limits);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      if (error.limit === undefined) this.#driver.violate("session", "peer.undecodable", {}, error.message);
      else this.#oversized(error.limit);
      return null;
    }
  }

  #oversized(limit: NonNullable<DecodeError["limit"]> | "frame" | "frameBeforeHello"): void {
    const driver = this.#driver;
    driver.violate("session", "peer.oversized", {}, breachOf(limit, driver.policy.limits[limit]));
  }
}
