import type { Ending } from "../../machines/endings.ts";
import { parityOf } from "../../runtime/driver/ids.ts";
import type { ChannelItem, CloseChannel, GrantCredit, ResetChannel } from "../../runtime/wire/index.ts";
import type { LifeName } from "../records.ts";
import type { ChannelType } from "./definitions.ts";
import { Ended } from "./ended.ts";
import type { ConnectionLife } from "./lives.ts";
import type { Scope } from "./scope.ts";
import { type Both, otherSide, type Side } from "./side.ts";
import { TappedChannel } from "./tapped-channel.ts";

type OnChannel = ChannelItem | CloseChannel | ResetChannel | GrantCredit;

/** How a channel ended, and who sent on it. */
interface HowEnded {
  readonly how: "closed" | "reset";
  readonly sender: Side | null;
}

/** Channels of a session that something came for before their Call; more are let be. */
const EARLY = 1_024;

/** The channels of one connection. */
export class TappedChannels {
  readonly #scope: Scope;
  readonly #connection: Both<ConnectionLife>;
  readonly #live = new Map<number, TappedChannel>();
  readonly #ended: Ended<HowEnded>;
  /** What came before the Call that announces the channel: Items by number, and whether Close did. */
  readonly #early = new Map<number, { items: number; isClosed: boolean }>();

  constructor(scope: Scope, connection: Both<ConnectionLife>) {
    this.#scope = scope;
    this.#connection = connection;
    this.#ended = new Ended(scope.ended);
  }

  /** Who sends on a live channel, if that is known. */
  senderOf(channel: number): Side | null {
    return this.#live.get(channel)?.sender ?? null;
  }

  /** Whether a Call may bring these ids into being, as its receiver sees it. */
  areFree(receiver: Side, ids: readonly number[]): boolean {
    if (ids.length === 0) return true;
    const { parity } = this.#connection[receiver].context.local;
    if (new Set(ids).size < ids.length) return false;
    return ids.every((id) => id !== 0 && !this.#live.has(id) && parityOf(id) !== parity);
  }

  /** A Call passed. Without its definition it is not known who sends on which channel: their first message tells. */
  announce(by: Side, ids: readonly number[], types: readonly ChannelType[] | null, calls: Both<LifeName | null>): void {
    for (const [at, id] of ids.entries()) {
      if (!this.#scope.follow(by)) return;
      const channel = new TappedChannel(
        this.#scope.lives,
        this.#connection,
        id,
        calls,
        types?.[at]?.initialCredit ?? null,
      );
      this.#live.set(id, channel);
      const type = types?.[at];
      if (type !== undefined) channel.direct(type.sender === "caller" ? by : otherSide(by));
      this.#catchUp(by, id, channel);
    }
  }

  take(from: Side, message: OnChannel): void {
    const channel = this.#live.get(message.channel);
    if (channel === undefined) this.#takeForNone(from, message);
    else {
      channel.take(from, message);
      this.#retireIfOver(message.channel, channel);
    }
  }

  /** The Call that announced them was refused. */
  refuse(ids: readonly number[], ending: Ending): void {
    for (const id of ids) {
      const channel = this.#live.get(id);
      if (channel === undefined) continue;
      channel.end("left", ending);
      channel.end("right", ending);
      this.#retire(id, { how: "reset", sender: null });
    }
  }

  end(side: Side, ending: Ending): void {
    this.#scope.early -= this.#early.size;
    this.#early.clear();
    for (const [id, channel] of this.#live) {
      channel.end(side, ending);
      if (!channel.isUndirected) this.#retireIfOver(id, channel);
      else this.#retire(id, { how: "reset", sender: null });
    }
  }

  #catchUp(by: Side, id: number, channel: TappedChannel): void {
    const early = this.#early.get(id);
    if (early === undefined) return;
    this.#early.delete(id);
    this.#scope.early--;
    channel.sentEarly(by, early.items);
    if (early.isClosed) channel.take(by, { kind: "CloseChannel", connection: 0, channel: id, metadata: [] });
    this.#retireIfOver(id, channel);
  }

  #takeForNone(from: Side, { kind, channel }: OnChannel): void {
    const ended = this.#ended.get(channel);
    const far = this.#connection[otherSide(from)];
    const isUnknown = ended === undefined;
    if (isUnknown && this.#scope.isPartial) return;
    switch (kind) {
      case "ResetChannel":
        far.hear({ type: isUnknown ? "peer.reset.unknown" : "peer.reset.ended" });
        return;
      case "GrantCredit":
        far.hear({ type: isUnknown ? "peer.grant.unknown" : "peer.grant.ended" });
        return;
    }
    const what = kind === "ChannelItem" ? "item" : "close";
    if (ended === "forgotten" || (ended !== undefined && ended.how === "reset")) {
      far.hear({ type: `peer.${what}.ended` });
    } else if (ended !== undefined) {
      far.hear({ type: ended.sender === from ? `peer.${what}.afterClose` : `peer.${what}.unknown` });
    } else if (this.#isOwn(from, channel)) {
      far.hear({ type: `peer.${what}.unannounced` });
      this.#keepEarly(channel, what);
    } else far.hear({ type: `peer.${what}.unknown` });
  }

  #keepEarly(id: number, what: "item" | "close"): void {
    let early = this.#early.get(id);
    if (early === undefined) {
      if (this.#scope.early >= EARLY) {
        this.#scope.isPartial = true;
        return;
      }
      early = { items: 0, isClosed: false };
      this.#early.set(id, early);
      this.#scope.early++;
    }
    if (what === "item") early.items++;
    else early.isClosed = true;
  }

  /** Whether the id is of the half that this side allocates from. */
  #isOwn(side: Side, id: number): boolean {
    return parityOf(id) === this.#connection[side].context.local.parity;
  }

  #retireIfOver(id: number, channel: TappedChannel): void {
    const { how, sender } = channel;
    if (how !== null) this.#retire(id, { how, sender });
  }

  #retire(id: number, ended: HowEnded): void {
    this.#live.delete(id);
    this.#scope.leave();
    this.#ended.add(id, ended);
  }
}
