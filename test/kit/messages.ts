import type { Message, Metadata, Parity } from "../../runtime/wire/index.ts";
import { i32, Writer } from "../../runtime/wire/index.ts";
import { Testbed, type TestbedMethod } from "./service.ts";

const none: Metadata = [];

const LIMIT = 64;

export const hello = (parity: Parity, version = 7, connection = 0, maxConcurrentRequests = LIMIT): Message => ({
  kind: "Hello",
  connection,
  version,
  settings: { parity, maxConcurrentRequests },
  metadata: none,
});

export const helloYourself = (parity: Parity, connection = 0, maxConcurrentRequests = LIMIT): Message => ({
  kind: "HelloYourself",
  connection,
  settings: { parity, maxConcurrentRequests },
  metadata: none,
});

export const open = (connection: number, parity: Parity): Message => ({
  kind: "OpenConnection",
  connection,
  settings: { parity, maxConcurrentRequests: LIMIT },
  metadata: none,
});

export const accept = (connection: number, parity: Parity): Message => ({
  kind: "AcceptConnection",
  connection,
  settings: { parity, maxConcurrentRequests: LIMIT },
  metadata: none,
});

export const reject = (connection: number): Message => ({ kind: "RejectConnection", connection, metadata: none });
export const closeConnection = (connection: number): Message => ({
  kind: "CloseConnection",
  connection,
  metadata: none,
});
export const ping = (nonce: bigint, connection = 0): Message => ({ kind: "Ping", connection, nonce });
export const pong = (nonce: bigint, connection = 0): Message => ({ kind: "Pong", connection, nonce });
export const protocolError = (description: string, connection = 0): Message => ({
  kind: "ProtocolError",
  connection,
  description,
});

/** What a Call carries beside its method. */
export interface CallParts {
  readonly request: number;
  readonly channels?: readonly number[];
  readonly args?: Uint8Array;
  readonly metadata?: Metadata;
  readonly connection?: number;
}

export function call(method: TestbedMethod | bigint, parts: CallParts): Message {
  const { request, channels = [], args = new Uint8Array(), metadata = none, connection = 0 } = parts;
  const id = typeof method === "bigint" ? method : idOf(method);
  return { kind: "Request", connection, request, method: id, channels, metadata, args };
}

export function idOf(name: TestbedMethod): bigint {
  const method = Testbed.methods.get(name);
  if (method === undefined) throw new TypeError(`no method ${name}`);
  return method.id;
}

export const response = (request: number, ret: Uint8Array, connection = 0): Message => ({
  kind: "Response",
  connection,
  request,
  channels: [],
  metadata: none,
  ret,
});
export const cancel = (request: number, connection = 0): Message => ({
  kind: "CancelRequest",
  connection,
  request,
  metadata: none,
});
export const item = (channel: number, bytes: Uint8Array, connection = 0): Message => ({
  kind: "ChannelItem",
  connection,
  channel,
  item: bytes,
});
export const close = (channel: number, connection = 0): Message => ({
  kind: "CloseChannel",
  connection,
  channel,
  metadata: none,
});
export const reset = (channel: number, connection = 0): Message => ({
  kind: "ResetChannel",
  connection,
  channel,
  metadata: none,
});
export const grant = (channel: number, additional: number, connection = 0): Message => ({
  kind: "GrantCredit",
  connection,
  channel,
  additional,
});

/** A string as a payload: the arguments of `echo`, or an item of `transform`. */
export function text(value: string): Uint8Array {
  const writer = new Writer();
  writer.string(value);
  return writer.take();
}

/** An i32 as a payload: an item of `sum`. */
export function number(value: number): Uint8Array {
  const writer = new Writer();
  i32.encode(writer, value);
  return writer.take();
}

/** A u32 as a payload: the arguments of `generate`. */
export function count(value: number): Uint8Array {
  const writer = new Writer();
  writer.varint32(value);
  return writer.take();
}
