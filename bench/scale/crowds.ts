import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { channel, connect, memoryPair, serve, t } from "../../runtime/index.ts";
import { collect } from "../collect.ts";
import { cpuTime } from "../cpu-time.ts";
import { Crowd, handlers, LIMITS } from "./service.ts";

const SERVER = fileURLToPath(new URL("./crowd-server.js", import.meta.url));

/** What is measured, and what lives beside it. */
export const KINDS = {
  processes: "one call between two processes over TCP, beside live calls of the same connection",
  call: "one call inside one process, beside live calls of the same connection",
  memory: "one call inside one process, beside as much memory of plain objects as so many live calls take",
  channel: "one call with a channel that is opened and closed, inside one process, beside live channels",
} as const;

export type Kind = keyof typeof KINDS;

export function isKind(text: string): text is Kind {
  return Object.hasOwn(KINDS, text);
}

/** Two peers with so many idle calls or channels between them. */
export interface CrowdUnderTest {
  operation(): Promise<unknown>;
  /** CPU time of both peers so far, in microseconds. */
  cpuTime(): Promise<number>;
}

type Client = Awaited<ReturnType<typeof clientOf>>;

/** Kept to the end of the process. */
const KEPT: unknown[] = [];
/** Siblings that begin together. */
const AT_ONCE = 1_000;

export async function crowdOf(kind: Kind, siblings: number): Promise<CrowdUnderTest> {
  const client = await clientOf(kind);
  for (let n = 1; n <= siblings; n++) {
    if (kind === "memory") KEPT.push(plainObjects());
    else if (kind === "channel") KEPT.push(await openChannel(client));
    else KEPT.push(client.wait());
    if (n % AT_ONCE === 0) await client.increment(n);
  }
  await client.collect();
  collect();
  return {
    operation: kind === "channel" ? () => openAndClose(client) : () => client.increment(1),
    cpuTime: kind === "processes" ? async () => cpuTime() + (await client.cpuTime()) : async () => cpuTime(),
  };
}

async function clientOf(kind: Kind) {
  const options = { limits: LIMITS };
  if (kind === "processes") {
    // It ends with this process.
    const [url]: unknown[] = await once(fork(SERVER, { execArgv: process.execArgv }), "message");
    return connect(String(url), Crowd, options);
  }
  const [near, far] = memoryPair();
  await serve(far, Crowd, handlers, options);
  return connect(near, Crowd, options);
}

async function openChannel(client: Client): Promise<unknown> {
  const [tx, rx] = channel(t.u32);
  await client.receive(rx);
  return tx;
}

async function openAndClose(client: Client): Promise<void> {
  const [tx, rx] = channel(t.u32);
  const call = client.receive(rx);
  await tx.close();
  await call;
}

/** About 3.7 kB in small parts, as a call that waits takes on both sides together. */
function plainObjects(): object[] {
  return Array.from({ length: 90 }, (_, value) => ({ value }));
}
