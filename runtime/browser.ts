// The public face in a browser, and wherever else there is no Node.

import { dialUrl, listenAtUrl, urlOf } from "./link/addresses-browser.ts";
import type { Link } from "./link/link.ts";
import type { Client } from "./service/client.ts";
import { type ConnectOptions, connectWith } from "./service/connect.ts";
import type { MethodTypes, Service } from "./service/definition.ts";
import type { Handlers } from "./service/handlers.ts";
import { type ServeOptions, serveWith } from "./service/serve.ts";
import type { Server } from "./service/server.ts";

export type { DialOptions, LinkListener, LinkOptions, ListenLinkOptions } from "./link/link.ts";
export type { LinkErrorCode } from "./link/link-error.ts";
export { type PortLinkOptions, portLink } from "./link/message-port.ts";
export type { PortLike } from "./link/port-like.ts";
export { type WebSocketLike, type WebSocketLinkOptions, webSocketLink } from "./link/websocket.ts";
export { type DialWebSocketOptions, dialWebSocket } from "./link/websocket-browser.ts";
export * from "./public.ts";

/**
 * Connects to a peer and calls the service it serves.
 *
 * @param target `ws://host:port/path`, `wss:` alike, `memory:name`, or a link of your own, such as `portLink(worker)`
 * @throws {MisuseError} when the address makes no sense
 * @throws {LinkError} when there is nobody to reach
 * @throws {ConnectionEndedError} when the handshake fails
 */
export async function connect<Types extends MethodTypes, Served extends MethodTypes = MethodTypes>(
  target: string | URL | Link,
  service: Service<Types>,
  options?: ConnectOptions<Served>,
): Promise<Client<Types>> {
  return connectWith(dialUrl, typeof target === "string" ? urlOf(target) : target, service, options);
}

/**
 * Serves a service to the one peer behind a link, or to whoever connects from the same page.
 *
 * @param target a link of your own, such as `portLink(port)`, or `memory:name`
 * @throws {MisuseError} when the address makes no sense
 * @throws {TypeError} when the handlers do not fit the service
 */
export async function serve<Types extends MethodTypes>(
  target: string | URL | Link,
  service: Service<Types>,
  handlers: NoInfer<Handlers<Types>>,
  options?: ServeOptions,
): Promise<Server> {
  return serveWith(listenAtUrl, typeof target === "string" ? urlOf(target) : target, service, handlers, options);
}
