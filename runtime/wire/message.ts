import type { Metadata } from "./metadata.ts";

/** Which half of an id space a peer allocates from (`session.parity`). */
export type Parity = "odd" | "even";

/** What each side of a connection announces (`session.connection-settings`). The limit is a u32. */
export interface ConnectionSettings {
  readonly parity: Parity;
  readonly maxConcurrentRequests: number;
}

// Ids are u64 on the wire and numbers here: up to 2^53 - 1, a limit of this implementation. They are allocated in steps
// of two from 1 or 2, so no peer gets there. Payloads (`args`, `ret`, `item`) fill the rest of the frame, without length.

export type Hello = {
  readonly kind: "Hello";
  readonly connection: number;
  readonly version: number;
  readonly settings: ConnectionSettings;
  readonly metadata: Metadata;
};
export type HelloYourself = {
  readonly kind: "HelloYourself";
  readonly connection: number;
  readonly settings: ConnectionSettings;
  readonly metadata: Metadata;
};
export type ProtocolError = {
  readonly kind: "ProtocolError";
  readonly connection: number;
  readonly description: string;
};
export type Ping = { readonly kind: "Ping"; readonly connection: number; readonly nonce: bigint };
export type Pong = { readonly kind: "Pong"; readonly connection: number; readonly nonce: bigint };

export type OpenConnection = {
  readonly kind: "OpenConnection";
  readonly connection: number;
  readonly settings: ConnectionSettings;
  readonly metadata: Metadata;
};
export type AcceptConnection = {
  readonly kind: "AcceptConnection";
  readonly connection: number;
  readonly settings: ConnectionSettings;
  readonly metadata: Metadata;
};
export type RejectConnection = {
  readonly kind: "RejectConnection";
  readonly connection: number;
  readonly metadata: Metadata;
};
export type CloseConnection = {
  readonly kind: "CloseConnection";
  readonly connection: number;
  readonly metadata: Metadata;
};

export type Request = {
  readonly kind: "Request";
  readonly connection: number;
  readonly request: number;
  readonly method: bigint;
  readonly channels: readonly number[];
  readonly metadata: Metadata;
  readonly args: Uint8Array;
};
export type Response = {
  readonly kind: "Response";
  readonly connection: number;
  readonly request: number;
  readonly channels: readonly number[];
  readonly metadata: Metadata;
  readonly ret: Uint8Array;
};
export type CancelRequest = {
  readonly kind: "CancelRequest";
  readonly connection: number;
  readonly request: number;
  readonly metadata: Metadata;
};

export type ChannelItem = {
  readonly kind: "ChannelItem";
  readonly connection: number;
  readonly channel: number;
  readonly item: Uint8Array;
};
export type CloseChannel = {
  readonly kind: "CloseChannel";
  readonly connection: number;
  readonly channel: number;
  readonly metadata: Metadata;
};
export type ResetChannel = {
  readonly kind: "ResetChannel";
  readonly connection: number;
  readonly channel: number;
  readonly metadata: Metadata;
};
/** `additional` is a u32, in items. */
export type GrantCredit = {
  readonly kind: "GrantCredit";
  readonly connection: number;
  readonly channel: number;
  readonly additional: number;
};

/** The sixteen kinds (`session.message.payloads`). */
export type Message =
  | Hello
  | HelloYourself
  | ProtocolError
  | Ping
  | Pong
  | OpenConnection
  | AcceptConnection
  | RejectConnection
  | CloseConnection
  | Request
  | Response
  | CancelRequest
  | ChannelItem
  | CloseChannel
  | ResetChannel
  | GrantCredit;

export type MessageKind = Message["kind"];

/** Numbers on the wire, PROTOCOL.md 2.5. */
export const PAYLOAD = {
  hello: 0,
  helloYourself: 1,
  protocolError: 2,
  open: 3,
  accept: 4,
  reject: 5,
  close: 6,
  request: 7,
  channel: 8,
  ping: 9,
  pong: 10,
} as const;
export const REQUEST_BODY = { call: 0, response: 1, cancel: 2 } as const;
export const CHANNEL_BODY = { item: 0, close: 1, reset: 2, grant: 3 } as const;
