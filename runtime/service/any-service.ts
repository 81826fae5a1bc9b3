import { relayDispatcher } from "../driver/relay-dispatcher.ts";
import { defineService, type Service, TAKES_ALL } from "./definition.ts";

/**
 * Stands for whatever the other side serves and calls, where nobody here knows it: for `proxyConnections`. Calls that
 * come in on a connection made with it wait until it is proxied.
 */
// It brings the relay along: nothing else of the runtime imports either, so that a bundler can leave both out.
export const AnyService: Service<Record<never, never>> = { ...defineService("Any", {}), [TAKES_ALL]: relayDispatcher };
