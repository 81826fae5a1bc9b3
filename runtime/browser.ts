// The public face in a browser: no sockets of its own, links are handed in.

import { MisuseError } from "./errors.ts";
import type { Link } from "./link/link.ts";
import type { Client } from "./service/client.ts";
import { type ConnectOptions, connectWith } from "./service/connect.ts";
import type { MethodTypes, Service } from "./service/definition.ts";

export * from "./public.ts";

/**
 * Shakes hands over a link and calls the service that the other side serves.
 *
 * @throws {ConnectionEndedError} when the handshake fails
 */
export function connect<Types extends MethodTypes, Served extends MethodTypes = MethodTypes>(
  target: Link,
  service: Service<Types>,
  options?: ConnectOptions<Served>,
): Promise<Client<Types>> {
  return connectWith(noAddresses, target, service, options);
}

function noAddresses(url: URL): never {
  throw new MisuseError(`${url.protocol}// cannot be dialled from a browser`);
}
