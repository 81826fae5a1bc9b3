// What is the same on every platform.

export type { Ending, Parity, Profile, Settings } from "../machines/endings.ts";
export type { Clock } from "./driver/clock.ts";
export type { KeepaliveOptions } from "./driver/keepalive.ts";
export { Rx } from "./driver/rx.ts";
export { Tx } from "./driver/tx.ts";
export * from "./errors.ts";
export { type LoggingOptions, logging } from "./interceptors/logging.ts";
export { type RetryOptions, retry } from "./interceptors/retry.ts";
export { DEFAULT_LIMITS, type LimitName, type Limits } from "./limits.ts";
export type { Link, LinkEvents, LinkInfo } from "./link/link.ts";
export { LinkError } from "./link/link-error.ts";
export { memoryPair } from "./link/memory.ts";
export { AnyService } from "./service/any-service.ts";
export { Call, type CallOptions } from "./service/call.ts";
export { channel } from "./service/channel.ts";
export type { Client, ClientHandle, ClientOptions } from "./service/client.ts";
export type { ConnectOptions } from "./service/connect.ts";
export { Connection } from "./service/connection.ts";
export type { HandlerContext } from "./service/context.ts";
export {
  defineService,
  type MethodType,
  type Outcome,
  type Service,
} from "./service/definition.ts";
export { type Explainable, explain } from "./service/explain.ts";
export { sessionOf } from "./service/handle.ts";
export type { HandlerOptions, Handlers, Served } from "./service/handlers.ts";
export type { IncomingConnection } from "./service/incoming-connection.ts";
export type {
  Answer,
  AnyInterceptor,
  CallInfo,
  ClientCall,
  ClientInterceptor,
  Interceptor,
  Next,
  ServerCall,
  ServerInterceptor,
} from "./service/interceptor.ts";
export type { MetadataInit } from "./service/metadata.ts";
export { proxyConnections } from "./service/proxy.ts";
export type { IncomingSession, ServeOptions } from "./service/serve.ts";
export type { Server } from "./service/server.ts";
export { type OpenOptions, Session } from "./service/session.ts";
export type { SessionOptions } from "./service/session-options.ts";
/** The vocabulary of types: `t.method([t.i32, t.i32], t.i32)`. */
export * as t from "./service/t.ts";
export {
  DecodeError,
  EncodeError,
  type Infer,
  type Metadata,
  type MetadataEntry,
  type MetadataValue,
  NO_PROPAGATE,
  SENSITIVE,
  withoutNoPropagate,
} from "./wire/index.ts";
