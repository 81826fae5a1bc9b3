import { isRefusal, withoutNoPropagate } from "../wire/index.ts";
import { type IncomingRequest, Verbatim } from "./incoming-request.ts";
import type { Method } from "./method.ts";
import type { CallObserver, OutgoingRequest } from "./outgoing-request.ts";
import { RelayedChannel } from "./relay-channel.ts";
import type { RelayChannels } from "./relay-channels.ts";
import type { RelayedContext } from "./relay-context.ts";

/** A call that came, to be made on the other side. */
export interface RelayedCall {
  readonly request: IncomingRequest;
  readonly method: Method;
  readonly context: RelayedContext;
}

/** Makes the same call on the other side, and answers with its answer, byte for byte. */
export function relayCall({ request, method, context }: RelayedCall, near: RelayChannels, far: RelayChannels): void {
  const channels = request.channels.filter((channel) => channel instanceof RelayedChannel);
  let call: OutgoingRequest | null = null;
  const observer: CallObserver = {
    answered() {},
    relayed({ metadata, ret }) {
      if (isRefusal(ret)) for (const channel of channels) channel.drop();
      context.responseMetadata = withoutNoPropagate(metadata);
      request.respond(new Verbatim(ret));
      far.flow?.check();
    },
    sent() {
      for (const channel of channels) channel.announced();
    },
    failed(error) {
      // With that connection this one ends too: whoever calls here is told the true cause by that.
      if (far.connection.isAlive) request.fail(error);
    },
  };
  context.onAbort = () => call?.cancelWith(withoutNoPropagate(context.cancelMetadata));
  try {
    const metadata = withoutNoPropagate(context.metadata);
    call = far.connection.requests.call(method, request.args, metadata, observer, {});
  } catch (error) {
    request.fail(error);
  }
  near.flow?.check();
}
