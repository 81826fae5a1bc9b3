import { MisuseError } from "../errors.ts";
import type { IncomingRequest } from "./incoming-request.ts";
import type { Dispatcher, Method } from "./method.ts";
import { RelayChannels } from "./relay-channels.ts";
import { RelayedContext } from "./relay-context.ts";
import { relayedMethod } from "./relay-method.ts";

/** Takes every call, whatever its method, and gives it to the other side of the relay. */
export function relayDispatcher(failed: (error: unknown) => void): Dispatcher {
  return {
    find(id, channels) {
      const method = relayedMethod(id, channels);
      return { method, run: notHere, begin: (request) => begin(request, method) };
    },
    context: (connection, request, metadata, method) => new RelayedContext(connection.id, request, metadata, method),
    channels: (connection) => new RelayChannels(connection),
    failed,
    leaked: () => {},
  };
}

function begin(request: IncomingRequest, method: Method): void {
  const { context } = request;
  const { channels } = request.connection;
  if (!(channels instanceof RelayChannels) || !(context instanceof RelayedContext)) request.fail(notHere());
  else channels.forward({ request, method, context });
}

function notHere(): MisuseError {
  return new MisuseError("a relayed call has no handler");
}
