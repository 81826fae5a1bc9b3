import type { Ending } from "../../machines/endings.ts";
import type { ChannelItem, CloseChannel, GrantCredit, ResetChannel } from "../../runtime/wire/index.ts";
import type { LifeName } from "../records.ts";
import { type ConnectionLife, endedWith, type Lives, type ReceiverLife, type SenderLife } from "./lives.ts";
import { type Both, otherSide, type Side } from "./side.ts";

/** The two ends of one channel. */
export class TappedChannel {
  readonly #lives: Lives;
  readonly #connection: Both<ConnectionLife>;
  readonly #id: number;
  readonly #calls: Both<LifeName | null>;
  /** N, where the definition is known; the bytes do not tell it. */
  readonly #initialCredit: number | null;
  sender: Side | null = null;
  #tx: SenderLife | null = null;
  #rx: ReceiverLife | null = null;
  #items = 0;
  #granted = 0;

  constructor(
    lives: Lives,
    connection: Both<ConnectionLife>,
    id: number,
    calls: Both<LifeName | null>,
    initialCredit: number | null,
  ) {
    this.#lives = lives;
    this.#connection = connection;
    this.#id = id;
    this.#calls = calls;
    this.#initialCredit = initialCredit;
  }

  /** Who sends is not known yet. */
  get isUndirected(): boolean {
    return this.sender === null;
  }

  /** How it ended, once both ends have. */
  get how(): "closed" | "reset" | null {
    if (this.#tx === null || this.#rx === null || !this.#tx.isOver || !this.#rx.isOver) return null;
    return this.#tx.state === "closed" && this.#rx.state === "closed" ? "closed" : "reset";
  }

  /** Items that may still be sent, at least: a grant that passed here may not have come. */
  get credit(): number | null {
    return this.#initialCredit === null ? null : this.#initialCredit + this.#granted - this.#items;
  }

  /** It is known now who sends. */
  direct(sender: Side): void {
    const receiver = otherSide(sender);
    const credit = this.#initialCredit;
    this.sender = sender;
    this.#tx = this.#lives.sender(this.#connection[sender], this.#id, this.#calls[sender], credit);
    this.#rx = this.#lives.receiver(this.#connection[receiver], this.#id, this.#calls[receiver], credit);
    this.#tx.say({ type: "parent.announced" });
    this.#rx.say({ type: "local.bind", queued: 0 });
    this.#stallIfDry();
  }

  /** Items came before the Call did. */
  sentEarly(by: Side, items: number): void {
    if (this.sender === null) this.direct(by);
    if (this.sender === by) this.#items += items;
  }

  take(from: Side, message: ChannelItem | CloseChannel | ResetChannel | GrantCredit): void {
    const isFromSender = message.kind === "ChannelItem" || message.kind === "CloseChannel";
    if (this.sender === null) this.direct(isFromSender ? from : otherSide(from));
    switch (message.kind) {
      case "ChannelItem":
        if (this.sender === from) this.#item();
        else this.#connection[otherSide(from)].hear({ type: "peer.item.unknown" });
        return;
      case "CloseChannel":
        if (this.sender === from) this.#close();
        else this.#connection[otherSide(from)].hear({ type: "peer.close.unknown" });
        return;
      case "ResetChannel":
        this.#reset(from);
        return;
      case "GrantCredit":
        if (this.sender !== from) this.#grant(message.additional);
        else this.#connection[otherSide(from)].hear({ type: "peer.grant.unknown" });
    }
  }

  end(side: Side, ending: Ending): void {
    if (this.sender === side) this.#tx?.say(endedWith(ending));
    else this.#rx?.say(endedWith(ending));
  }

  #item(): void {
    this.#items++;
    if (this.credit !== null && this.credit < 0) {
      this.#rx?.hear({ type: "peer.item.overrun" });
      // Named once; from here on it counts as granted.
      this.#items--;
    }
    this.#stallIfDry();
  }

  #close(): void {
    this.#tx?.say({ type: "local.close" });
    // How many Items nobody has taken yet is not on the wire.
    this.#rx?.hear({ type: "peer.close", queued: 0 });
  }

  #reset(from: Side): void {
    if (from === this.sender) {
      this.#tx?.say({ type: "local.close" });
      this.#rx?.hear({ type: "peer.reset" });
    } else {
      this.#rx?.say({ type: "local.reset" });
      this.#tx?.hear({ type: "peer.reset" });
    }
  }

  #grant(additional: number): void {
    this.#granted += additional;
    const { credit } = this;
    if (credit === null) return;
    if (this.#tx?.state === "stalled" && credit > 0) this.#tx.hear({ type: "peer.grant" });
    this.#tx?.sample(credit, `${credit} Items may be sent`);
  }

  #stallIfDry(): void {
    if (this.credit !== 0 || this.#tx?.state !== "flowing") return;
    this.#tx.say({ type: "local.stall" });
    this.#tx.sample(
      0,
      `all credit is used: the next Item waits for a grant of the ${otherSide(this.#tx.identity.peer)} peer`,
    );
  }
}
