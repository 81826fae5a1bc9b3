import type { Started } from "./messages.ts";
import { PeerProcess, type Subject } from "./peer-process.ts";

/** Starts the serving half and gives its address. What is in `started` is to be ended. */
export async function startServer(subject: Subject, pinned: boolean, started: Started[]): Promise<string> {
  const server = new PeerProcess("server", subject, "", pinned ? 1 : undefined);
  started.push(server);
  return server.ready();
}

/** Starts both halves, on a processor each if `pinned`, and gives the client. */
export async function startPair(subject: Subject, pinned: boolean, started: Started[]): Promise<PeerProcess> {
  const address = await startServer(subject, pinned, started);
  const client = new PeerProcess("client", subject, address, pinned ? 0 : undefined);
  started.push(client);
  await client.ready();
  return client;
}
