import { PeerProcess, type Subject } from "./peer-process.ts";

/** Starts both halves, on a processor each if `pinned`, and gives the client. What is in `started` is to be ended. */
export async function startPair(subject: Subject, pinned: boolean, started: PeerProcess[]): Promise<PeerProcess> {
  const server = new PeerProcess("server", subject, "", pinned ? 1 : undefined);
  started.push(server);
  const client = new PeerProcess("client", subject, await server.ready(), pinned ? 0 : undefined);
  started.push(client);
  await client.ready();
  return client;
}
