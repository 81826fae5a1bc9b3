// The public face on Node.

import { dialUrl, listenAtUrl, urlOf } from "./link/addresses-node.ts";
import type { Link, LinkListener, ListenLinkOptions } from "./link/link.ts";
import type { Origins } from "./link/websocket-listen.ts";
import type { Client } from "./service/client.ts";
import { type ConnectOptions, connectWith } from "./service/connect.ts";
import type { MethodTypes, Service } from "./service/definition.ts";
import type { Handlers } from "./service/handlers.ts";
import { type ServeOptions as CommonServeOptions, type Listen, serveWith } from "./service/serve.ts";
import type { Server } from "./service/server.ts";

export type { DialOptions, LinkListener, LinkOptions, ListenLinkOptions } from "./link/link.ts";
export type { LinkErrorCode } from "./link/link-error.ts";
export { type PortLinkOptions, portLink } from "./link/message-port.ts";
export type { PortLike } from "./link/port-like.ts";
export { childLink, type LinkableChild, type StdioLinkOptions, stdioLink } from "./link/stdio.ts";
export { type StreamLinkOptions, type StreamPair, streamLink } from "./link/stream.ts";
export { type DialTcpOptions, dialTcp, type ListenTcpOptions, listenTcp, type TcpListener } from "./link/tcp.ts";
export { type DialUnixOptions, dialUnix, type ListenUnixOptions, listenUnix, type UnixListener } from "./link/unix.ts";
export { type WebSocketLike, type WebSocketLinkOptions, webSocketLink } from "./link/websocket.ts";
export { type DialWebSocketOptions, dialWebSocket } from "./link/websocket-dial.ts";
export { type ListenWebSocketOptions, listenWebSocket, type Origins } from "./link/websocket-listen.ts";
export * from "./public.ts";

export interface ServeOptions extends Omit<CommonServeOptions, "inspect"> {
  /**
   * A feed, XState's own inspection, or `true`: then `server.inspector.url` is the address of a page that shows all.
   * With `{ drive: true }` that page may act too: cancel calls, end channels, connections and sessions.
   */
  readonly inspect?: CommonServeOptions["inspect"] | boolean | { readonly drive: boolean };
  /** For `ws:`: the web origins whose pages may dial. Default: no page at all; who is no browser is always let in. */
  readonly origins?: Origins | undefined;
}

/** A way of listening that is not an address, such as `(options) => listenWebSocket({ ...options, server })`. */
export type Listening = (options: ListenLinkOptions) => Promise<LinkListener>;

/**
 * Connects to a peer and calls the service it serves.
 *
 * @param target `tcp://host:port`, `unix:///path`, `ws://host:port/path`, `wss:` alike, `memory:name`, or a link of your own
 * @throws {MisuseError} when the address makes no sense
 * @throws {LinkError} when there is nobody to reach
 * @throws {ConnectionEndedError} when the handshake fails
 * @example
 * const calculator = await connect("tcp://127.0.0.1:9000", Calculator);
 * console.log(await calculator.add(2, 3));
 * await calculator.close();
 */
export async function connect<Types extends MethodTypes, Served extends MethodTypes = MethodTypes>(
  target: string | URL | Link,
  service: Service<Types>,
  options?: ConnectOptions<Served>,
): Promise<Client<Types>> {
  return connectWith(dialUrl, typeof target === "string" ? urlOf(target) : target, service, options);
}

/**
 * Serves a service to whoever connects. Port 0 lets the system choose; `server.url` tells.
 *
 * @param target `tcp://host:port`, `unix:///path`, `ws://host:port/path`, `memory:name`, a way of listening of your own,
 * or a link to one peer
 * @throws {MisuseError} when the address makes no sense
 * @throws {LinkError} when the address cannot be bound
 * @throws {TypeError} when the handlers do not fit the service
 * @example
 * const server = await serve("tcp://127.0.0.1:9000", Calculator, { add: (a, b) => a + b });
 */
export async function serve<Types extends MethodTypes>(
  target: string | URL | Link | Listening,
  service: Service<Types>,
  handlers: NoInfer<Handlers<Types>>,
  { inspect, ...options }: ServeOptions = {},
): Promise<Server> {
  const listen: Listen =
    typeof target === "function"
      ? (_url, given) => target(given)
      : (url, given) => listenAtUrl(url, { ...given, origins: options.origins });
  const place =
    typeof target === "function" ? new URL("listening:") : typeof target === "string" ? urlOf(target) : target;
  if (!asksForPage(inspect)) {
    const given = inspect === false ? undefined : inspect;
    return serveWith(listen, place, service, handlers, { ...options, inspect: given });
  }
  const { openInspector } = await import("../inspect/index.ts");
  const inspector = await openInspector({ drive: inspect !== true && inspect.drive });
  try {
    return await serveWith(listen, place, service, handlers, { ...options, inspect: inspector.feed }, inspector);
  } catch (error) {
    await inspector.close();
    throw error;
  }
}

function asksForPage(inspect: ServeOptions["inspect"]): inspect is true | { readonly drive: boolean } {
  return inspect === true || (typeof inspect === "object" && "drive" in inspect);
}
