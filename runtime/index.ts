// The public face on Node.

import { MisuseError } from "./errors.ts";
import type { Link } from "./link/link.ts";
import { dialTcp, listenTcp } from "./link/tcp.ts";
import { dialUnix, listenUnix } from "./link/unix.ts";
import type { Client } from "./service/client.ts";
import { type ConnectOptions, connectWith, type Dial } from "./service/connect.ts";
import type { MethodTypes, Service } from "./service/definition.ts";
import type { Handlers } from "./service/handlers.ts";
import { type Listen, type ServeOptions, serveWith } from "./service/serve.ts";
import type { Server } from "./service/server.ts";

export * from "./public.ts";

const dial: Dial = (url, { maxPayload, signal }) => {
  const options = { maxPayload, ...(signal === undefined ? {} : { signal }) };
  if (url.protocol === "tcp:") return dialTcp({ host: hostOf(url), port: Number(url.port), ...options });
  if (url.protocol === "unix:") return dialUnix({ path: url.pathname, ...options });
  throw unknownScheme(url);
};

const listen: Listen = async (url, options) => {
  if (url.protocol === "tcp:") {
    const host = hostOf(url);
    const { port, close } = await listenTcp({ host, port: Number(url.port), ...options });
    return { url: `tcp://${url.hostname}:${port}`, close };
  }
  if (url.protocol === "unix:") {
    const { close } = await listenUnix({ path: url.pathname, ...options });
    return { url: url.href, close };
  }
  throw unknownScheme(url);
};

/**
 * Connects to a peer and calls the service it serves.
 *
 * @param target `tcp://host:port`, `unix:///path`, or a link of your own
 * @throws {LinkError} when there is nobody to reach
 * @throws {ConnectionEndedError} when the handshake fails
 * @example
 * const calculator = await connect("tcp://127.0.0.1:9000", Calculator);
 * console.log(await calculator.add(2, 3));
 * await calculator.close();
 */
export function connect<Types extends MethodTypes, Served extends MethodTypes = MethodTypes>(
  target: string | URL | Link,
  service: Service<Types>,
  options?: ConnectOptions<Served>,
): Promise<Client<Types>> {
  return connectWith(dial, target, service, options);
}

/**
 * Serves a service to whoever connects. Port 0 lets the system choose; `server.url` tells.
 *
 * @param target `tcp://host:port`, `unix:///path`, or a link to one peer
 * @throws {LinkError} when the address cannot be bound
 * @throws {TypeError} when the handlers do not fit the service
 * @example
 * const server = await serve("tcp://127.0.0.1:9000", Calculator, { add: (a, b) => a + b });
 */
export function serve<Types extends MethodTypes>(
  target: string | URL | Link,
  service: Service<Types>,
  handlers: NoInfer<Handlers<Types>>,
  options?: ServeOptions,
): Promise<Server> {
  return serveWith(listen, target, service, handlers, options);
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

function unknownScheme(url: URL): MisuseError {
  return new MisuseError(`${url.protocol}// is no address that this build knows; use tcp:// or unix://`);
}
