import {
  type ConnectOptions,
  connect,
  type Handlers,
  type Metadata,
  memoryPair,
  type ServeOptions,
  type Service,
  serve,
  sessionOf,
} from "../../runtime/index.ts";
import type { MethodTypes } from "../../runtime/service/definition.ts";
import type { Message, Request } from "../../runtime/wire/index.ts";
import { RawPeer } from "../runtime/raw-peer.ts";

type Announced = Parameters<RawPeer["introduce"]>[0];

/** Two peers of ours over a memory link: the client calls, the server answers. */
export async function two<Types extends MethodTypes>(
  service: Service<Types>,
  handlers: NoInfer<Handlers<Types>>,
  given: { serve?: ServeOptions; connect?: ConnectOptions } = {},
) {
  const [near, far] = memoryPair();
  const server = await serve(far, service, handlers, given.serve);
  const client = await connect(near, service, given.connect);
  return { client, server, session: sessionOf(client) };
}

/** Our client, and a counterpart written by hand that has answered its Hello. */
export async function caller<Types extends MethodTypes>(
  service: Service<Types>,
  { announced, ...options }: ConnectOptions & { announced?: Announced } = {},
) {
  const [link, peer] = RawPeer.pair();
  const connecting = connect(link, service, options);
  await peer.welcome(announced);
  const client = await connecting;
  return { client, peer, session: sessionOf(client) };
}

/** Our server, and a counterpart written by hand that has said Hello. */
export async function callee<Types extends MethodTypes>(
  service: Service<Types>,
  handlers: NoInfer<Handlers<Types>>,
  { announced, ...options }: ServeOptions & { announced?: Announced } = {},
) {
  const [link, peer] = RawPeer.pair();
  const server = await serve(link, service, handlers, options);
  await peer.introduce(announced);
  return { server, peer };
}

/** The id of a method, which calls name it by. */
function idOf(service: Service, name: string): bigint {
  const method = service.methods.get(name);
  if (method === undefined) throw new Error(`${service.name} has no method ${name}`);
  return method.id;
}

type Parts = Partial<Pick<Request, "connection" | "request" | "channels" | "metadata">> & { args?: readonly number[] };

export function call(service: Service, name: string, { args = [], ...parts }: Parts = {}): Request {
  const method = idOf(service, name);
  const plain = { connection: 0, request: 1, channels: [], metadata: [] };
  return { kind: "Request", method, ...plain, ...parts, args: new Uint8Array(args) };
}

export function answer({ connection, request }: Request, ...ret: number[]): Extract<Message, { kind: "Response" }> {
  return { kind: "Response", connection, request, channels: [], metadata: [], ret: new Uint8Array(ret) };
}

export function item(channel: number, ...bytes: number[]): Message {
  return { kind: "ChannelItem", connection: 0, channel, item: new Uint8Array(bytes) };
}

export function closing(channel: number): Message {
  return { kind: "CloseChannel", connection: 0, channel, metadata: [] };
}

export function resetting(channel: number): Message {
  return { kind: "ResetChannel", connection: 0, channel, metadata: [] };
}

export function grant(channel: number, additional: number): Message {
  return { kind: "GrantCredit", connection: 0, channel, additional };
}

export function opening(connection: number, parity: "odd" | "even" = "odd", metadata: Metadata = []): Message {
  return { kind: "OpenConnection", connection, settings: { parity, maxConcurrentRequests: 64 }, metadata };
}

export function accepting(connection: number, parity: "odd" | "even" = "even", maxConcurrentRequests = 64): Message {
  return { kind: "AcceptConnection", connection, settings: { parity, maxConcurrentRequests }, metadata: [] };
}

/** The kinds of what was heard and not yet taken, in order. */
export function kinds(peer: RawPeer): string[] {
  return peer.heard.map(({ kind }) => kind);
}
