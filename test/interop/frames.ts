import { encodeMessage, type Message, Writer } from "../../runtime/wire/index.ts";
import { toHex } from "../wire/hex.ts";
import type { RustPeer } from "./peer.ts";

/** Sends messages by hand through the link of a Rust peer that runs with `--raw`. */
export async function frames(rust: RustPeer, ...messages: Message[]): Promise<void> {
  const hex = messages.map((message) => {
    const writer = new Writer();
    encodeMessage(writer, message);
    return toHex(writer.view());
  });
  await rust.ask(`frames ${hex.join(" ")}`);
}

const rest = { connection: 0, metadata: [] } as const;

/** A Call of theirs on the root connection. */
export function callOf(method: { id: bigint }, request: number, channels: number[], args: number[]): Message {
  return { kind: "Request", ...rest, request, method: method.id, channels, args: Uint8Array.from(args) };
}

/** The method of this name; there is one. */
export function methodOf<T>(service: { readonly methods: ReadonlyMap<string, T> }, name: string): T {
  const method = service.methods.get(name);
  if (method === undefined) throw new TypeError(`no method ${name}`);
  return method;
}

export function itemOf(channel: number, item: number[]): Message {
  return { kind: "ChannelItem", connection: 0, channel, item: Uint8Array.from(item) };
}

export const hello: Message = {
  kind: "Hello",
  ...rest,
  version: 7,
  settings: { parity: "odd", maxConcurrentRequests: 64 },
};

export const helloYourself: Message = {
  kind: "HelloYourself",
  ...rest,
  settings: { parity: "even", maxConcurrentRequests: 64 },
};

export const cancelOf = (request: number): Message => ({ kind: "CancelRequest", ...rest, request });
export const closeOf = (channel: number): Message => ({ kind: "CloseChannel", ...rest, channel });
export const resetOf = (channel: number): Message => ({ kind: "ResetChannel", ...rest, channel });
export const grantOf = (channel: number, additional: number): Message => ({
  kind: "GrantCredit",
  connection: 0,
  channel,
  additional,
});
