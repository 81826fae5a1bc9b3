import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";

/** The client half, in Node and in a page. */
export async function connect(address, Socket = WebSocket) {
  const client = createTRPCClient({ links: [wsLink({ client: createWSClient({ url: address, WebSocket: Socket }) })] });
  return { call: (value) => client.increment.query(value) };
}
