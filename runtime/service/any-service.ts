import { defineService, type Service } from "./definition.ts";

/**
 * Stands for whatever the other side serves and calls, where nobody here knows it: for `proxyConnections`. Calls that
 * come in on a connection made with it wait until it is proxied.
 */
export const AnyService: Service<Record<never, never>> = defineService("Any", {});

export function isAnyService(service: unknown): boolean {
  return service === AnyService;
}
