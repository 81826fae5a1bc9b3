import { type ConnectOptions, connect, type Metadata, type ServeOptions, serve } from "../../runtime/index.ts";
import { connectionOf } from "../../runtime/service/client.ts";
import type { Handlers } from "../../runtime/service/handlers.ts";
import type { Message, Request } from "../../runtime/wire/index.ts";
import { idle } from "./driver/idle-handlers.ts";
import { idOf, Shapes } from "./fixture.ts";
import { RawPeer } from "./raw-peer.ts";

/** A server of ours, and a counterpart by hand that has said Hello. */
export async function callee(options: ServeOptions = {}, handlers: Partial<Handlers<typeof Shapes.types>> = {}) {
  const [link, peer] = RawPeer.pair();
  const errors: unknown[] = [];
  const onHandlerError = (error: unknown) => errors.push(error);
  const server = await serve(link, Shapes, { ...idle, ...handlers }, { onHandlerError, ...options });
  await peer.introduce();
  const driver = server.sessions[0]?.driver;
  if (driver === undefined) throw new Error("no session");
  return { server, driver, peer, errors };
}

/** A client of ours, and a counterpart by hand that has answered its Hello. */
export async function caller(options: ConnectOptions = {}, settings: { maxConcurrentRequests?: number } = {}) {
  const [link, peer] = RawPeer.pair();
  const connecting = connect(link, Shapes, options);
  await peer.welcome(settings);
  const client = await connecting;
  const connection = connectionOf(client);
  return { client, connection, driver: connection.driver, peer };
}

/** A Request, by the name of its method. */
export function call(
  request: number,
  name: string,
  {
    args = [],
    ...more
  }: { args?: readonly number[]; channels?: number[]; metadata?: Metadata; connection?: number } = {},
): Request {
  const method = name === "unknown" ? 42n : idOf(name);
  const bytes = new Uint8Array(args);
  return { kind: "Request", connection: 0, request, method, channels: [], metadata: [], args: bytes, ...more };
}

/** The same, of many ids: 1, 3, 5 … */
export function* oddIds(count: number): Generator<number> {
  for (let n = 0; n < count; n++) yield n * 2 + 1;
}

export const item = (channel: number, ...bytes: number[]): Message => ({
  kind: "ChannelItem",
  connection: 0,
  channel,
  item: new Uint8Array(bytes),
});

export const cancel = (request: number): Message => ({ kind: "CancelRequest", connection: 0, request, metadata: [] });

export const close = (channel: number): Message => ({ kind: "CloseChannel", connection: 0, channel, metadata: [] });

export const response = (request: number, ...ret: number[]): Message => ({
  kind: "Response",
  connection: 0,
  request,
  channels: [],
  metadata: [],
  ret: new Uint8Array(ret),
});

export const open = (connection: number, metadata: Metadata = []): Message => ({
  kind: "OpenConnection",
  connection,
  settings: { parity: "odd", maxConcurrentRequests: 64 },
  metadata,
});
