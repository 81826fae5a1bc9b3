import { channel, connect, defineService, type Tx, t } from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import type { Message, MessageKind } from "../../../runtime/wire/index.ts";
import { RawPeer } from "../raw-peer.ts";

export const Streams = defineService("Streams", {
  /** The handler sends. */
  feed: t.method([t.tx(t.i32, { credit: 4 })], t.unit),
  /** The handler sends; nothing is granted by itself. */
  feedByHand: t.method([t.tx(t.i32, { credit: 0 })], t.unit),
  /** The handler receives. */
  drain: t.method([t.rx(t.i32, { credit: 4 })], t.unit),
});

// What the counterpart says about channel 1 of the root connection. Items are i32: zigzag.

export function item(...values: number[]): Message[] {
  return values.map((value) => ({
    kind: "ChannelItem",
    connection: 0,
    channel: 1,
    item: new Uint8Array([value * 2]),
  }));
}

export const closing: Message = { kind: "CloseChannel", connection: 0, channel: 1, metadata: [] };
export const resetting: Message = { kind: "ResetChannel", connection: 0, channel: 1, metadata: [] };

export function granting(additional: number): Message {
  return { kind: "GrantCredit", connection: 0, channel: 1, additional };
}

async function caller() {
  const [link, peer] = RawPeer.pair();
  const connecting = connect(link, Streams);
  await peer.welcome();
  return { client: await connecting, peer };
}

/** We receive on channel 1; the counterpart has heard the Call. */
export async function receiving(method: "feed" | "feedByHand" = "feed") {
  const { client, peer } = await caller();
  const [tx, rx] = channel(t.i32);
  client[method](tx).catch(() => {});
  await peer.hear("Request");
  return { rx, peer, channels: connectionOf(client).channels };
}

/** We send on channel 1 with credit for 4; the counterpart has heard the Call. */
export async function sending(): Promise<{ tx: Tx<number>; peer: RawPeer }> {
  const { client, peer } = await caller();
  const [tx, rx] = channel(t.i32);
  client.drain(rx).catch(() => {});
  await peer.hear("Request");
  return { tx, peer };
}

/** How often the counterpart heard a kind of message. */
export function count(peer: RawPeer, kind: MessageKind): number {
  return peer.heard.filter((message) => message.kind === kind).length;
}

/** The items that the counterpart heard, in order. */
export function itemsHeard(peer: RawPeer): number[] {
  return peer.heard.flatMap((message) => (message.kind === "ChannelItem" ? [(message.item[0] ?? 0) / 2] : []));
}

export const END = { value: undefined, done: true };

/** An async source that gives what the test pushes, and notes whether it was told that no more is wanted. */
export class Source implements AsyncIterable<number> {
  isLeft = false;
  readonly #give: ((result: IteratorResult<number, undefined>) => void)[] = [];

  push(value: number): void {
    this.#give.shift()?.({ value, done: false });
  }

  finish(): void {
    this.#give.shift()?.({ value: undefined, done: true });
  }

  get isAsked(): boolean {
    return this.#give.length > 0;
  }

  [Symbol.asyncIterator](): AsyncIterator<number> {
    return {
      next: () => new Promise((resolve) => this.#give.push(resolve)),
      return: () => {
        this.isLeft = true;
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }
}
