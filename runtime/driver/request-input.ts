import type { RequestInput } from "../../machines/outgoing-request.ts";

const nowhere: RequestInput = { connection: 0, request: 0, method: "" };

/** Where a request is, and what it calls. Spread, as the contexts of requests are: see there. */
export function requestInput(connection: number, request: number, method: string): RequestInput {
  return { ...nowhere, connection, request, method };
}
