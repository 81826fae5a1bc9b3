import type { Ending } from "../../machines/endings.ts";
import {
  type ChannelItem,
  type CloseChannel,
  type FoundChannel,
  type GrantCredit,
  type ResetChannel,
  withoutNoPropagate,
} from "../wire/index.ts";
import { type CallChannel, Channels } from "./channels.ts";
import type { Connection } from "./connection.ts";
import type { OutgoingRequest } from "./outgoing-request.ts";
import { type RelayedCall, relayCall } from "./relay-call.ts";
import { type ChannelMessage, RelayedChannel } from "./relay-channel.ts";
import { RelaySink, RelaySource } from "./relay-ends.ts";
import type { RelayFlow } from "./relay-flow.ts";

/** The channels of a connection that is relayed to another: one side of a relay. */
export class RelayChannels extends Channels {
  readonly connection: Connection;
  /** The other side. Calls that come before there is one wait. */
  other: RelayChannels | null = null;
  /** From here to there. */
  flow: RelayFlow | null = null;
  readonly #undecided = new Map<number, RelayedChannel>();
  readonly #waiting = new Set<RelayedCall>();

  constructor(connection: Connection) {
    super(connection);
    this.connection = connection;
  }

  attach(other: RelayChannels, flow: RelayFlow): void {
    this.other = other;
    this.flow = flow;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const call of waiting) relayCall(call, this, other);
  }

  /** Sends a Call on, now or when there is another side. */
  forward(call: RelayedCall): void {
    if (this.other !== null) {
      relayCall(call, this, this.other);
      return;
    }
    this.#waiting.add(call);
    call.context.onAbort = () => {
      this.#waiting.delete(call);
      call.request.fail(undefined);
    };
  }

  receive(message: ChannelMessage): void {
    switch (message.kind) {
      case "ChannelItem":
        this.onItem(message);
        return;
      case "CloseChannel":
        this.onClose(message);
        return;
      case "ResetChannel":
        this.onReset(message);
        return;
      case "GrantCredit":
        this.onGrant(message);
    }
  }

  adoptSource(source: RelaySource): void {
    this.#undecided.delete(source.id);
    this.incoming.set(source.id, source);
    this.connection.retain();
  }

  adoptSink(sink: RelaySink): void {
    this.#undecided.delete(sink.id);
    this.outgoing.set(sink.id, sink);
    this.connection.retain();
  }

  override get live(): number {
    return super.live + this.#undecided.size;
  }

  override bindOwn(found: readonly FoundChannel[], ids: readonly number[], request: OutgoingRequest): CallChannel[] {
    return found.flatMap(({ value }, index) => {
      const id = ids[index];
      if (id === undefined || !(value instanceof RelayedChannel)) return [];
      value.bind(this, id, request);
      this.#undecided.set(id, value);
      return [value];
    });
  }

  override bindTheirs(id: number) {
    const channel = new RelayedChannel(this, id);
    this.#undecided.set(id, channel);
    const early = this.early.take(id);
    const place = { connection: this.connection.id, channel: id };
    for (const item of early?.items ?? []) channel.take(this, { kind: "ChannelItem", ...place, item });
    if (early?.closed) channel.take(this, { kind: "CloseChannel", ...place, metadata: [] });
    return { handle: channel, channel };
  }

  override forget(ids: readonly number[]): void {
    for (const id of ids) this.#undecided.delete(id);
    super.forget(ids);
  }

  override onItem(message: ChannelItem): void {
    const channel = this.#undecided.get(message.channel);
    if (channel === undefined) super.onItem(message);
    else channel.take(this, message);
  }

  override onClose(message: CloseChannel): void {
    const channel = this.#undecided.get(message.channel);
    if (channel !== undefined) {
      channel.take(this, message);
      return;
    }
    const source = this.incoming.get(message.channel);
    if (source instanceof RelaySource) source.heard = withoutNoPropagate(message.metadata);
    super.onClose(message);
  }

  override onReset(message: ResetChannel): void {
    const channel = this.#undecided.get(message.channel);
    if (channel !== undefined) {
      channel.take(this, message);
      return;
    }
    const end = this.outgoing.get(message.channel) ?? this.incoming.get(message.channel);
    if (end instanceof RelaySink || end instanceof RelaySource) end.heard = withoutNoPropagate(message.metadata);
    super.onReset(message);
  }

  override onGrant(message: GrantCredit): void {
    const channel = this.#undecided.get(message.channel);
    if (channel === undefined) super.onGrant(message);
    else channel.take(this, message);
  }

  override end(ending: Ending): void {
    this.#undecided.clear();
    this.#waiting.clear();
    super.end(ending);
  }

  /** The other side's, so no ends that `channel()` made. */
  protected override checkHandles(): void {}

  protected override isLive(id: number): boolean {
    return this.#undecided.has(id) || super.isLive(id);
  }
}
