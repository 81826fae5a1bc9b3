import type { Ending } from "../../machines/endings.ts";
import { Relay } from "../driver/relay.ts";
import { type ClientHandle, connectionOf } from "./client.ts";
import { Connection } from "./connection.ts";

/**
 * Makes one connection of two, in both directions and without knowing their services: calls, answers, cancels and
 * channels that come in on one go out on the other, their payloads untouched. Metadata is sent on without its
 * NO_PROPAGATE entries (`rpc.metadata.flags.no-propagate`), flags and order kept. When one side's outbox is full nothing
 * is read from the other, and credit is granted by the receiver at the far end, so a slow reader slows its sender. When
 * one ends the other does: a virtual connection is closed with the metadata of the other's Close, a root with its
 * session.
 *
 * Both must be made with `AnyService`, and live in sessions of their own if their peers do not trust each other: see
 * `Relay` for what a proxy shows and cannot check.
 *
 * @returns how the first of the two ended; never rejects
 * @throws {MisuseError} unless both are open, made with AnyService, and not proxied yet
 * @example
 * // A gateway: each session that comes in gets one of its own to the back end, virtual connections included.
 * await serve("tcp://0.0.0.0:9000", AnyService, {}, {
 *   async onRoot(root) {
 *     proxyConnections(root, await connect("tcp://backend:9000", AnyService));
 *   },
 *   async onConnection(incoming) {
 *     const far = await backend.open(AnyService, { metadata: withoutNoPropagate(incoming.metadata) });
 *     proxyConnections(incoming.accept(AnyService, {}), far);
 *   },
 * });
 */
export function proxyConnections(left: Connection | ClientHandle, right: Connection | ClientHandle): Promise<Ending> {
  return new Relay(behind(left), behind(right)).ended;
}

function behind(handle: Connection | ClientHandle) {
  return handle instanceof Connection ? Connection.behind(handle) : connectionOf(handle);
}
