import { channel, connect, defineService, memoryPair, serve, t } from "../../runtime/index.ts";

/** What is measured, and what lives beside it. */
export const KINDS = {
  call: "one call, beside live calls of the same connection",
  memory: "one call, beside as much memory of plain objects as so many live calls take",
  channel: "one call with a channel that is opened and closed, beside live channels of the same connection",
} as const;

export type Kind = keyof typeof KINDS;

export function isKind(text: string): text is Kind {
  return Object.hasOwn(KINDS, text);
}

export const Crowd = defineService("Crowd", {
  increment: t.method([t.u32], t.u32),
  wait: t.method([], t.unit),
  receive: t.method([t.rx(t.u32)], t.unit),
  send: t.method([t.tx(t.u32)], t.unit),
});

/** As good as none. */
export const LIMITS = {
  requestsInFlight: 1_000_000,
  handlers: 1_000_000,
  channels: 1_000_000,
  virtualConnections: 1_000_000,
};

/** Kept to the end of the process. */
const KEPT: unknown[] = [];

/** Two peers in one process, with so many idle calls or channels between them; both sides' work is measured. */
export async function crowdOf(kind: Kind, siblings: number): Promise<() => Promise<unknown>> {
  const [near, far] = memoryPair();
  await serve(
    far,
    Crowd,
    {
      increment: (value) => value + 1,
      wait: () => new Promise(() => {}),
      receive: () => {},
      send: () => {},
    },
    { limits: LIMITS },
  );
  const client = await connect(near, Crowd, { limits: LIMITS });
  for (let n = 0; n < siblings; n++) {
    if (kind === "call") KEPT.push(client.wait());
    else if (kind === "memory") KEPT.push(plainObjects());
    else {
      const [tx, rx] = channel(t.u32);
      KEPT.push(tx);
      await client.receive(rx);
    }
  }
  await client.increment(KEPT.length);
  if (kind !== "channel") return () => client.increment(1);
  return async () => {
    const [tx, rx] = channel(t.u32);
    const call = client.receive(rx);
    await tx.close();
    await call;
  };
}

/** About 3.7 kB in small parts, as a call that waits takes on both sides together. */
function plainObjects(): object[] {
  return Array.from({ length: 90 }, (_, value) => ({ value }));
}
