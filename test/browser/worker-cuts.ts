import fc from "fast-check";
import { portLink } from "../../runtime/browser.ts";
import { Side } from "../cuts/side.ts";

const RUNS = 40;

const KILLS = fc.record({
  /** The worker is terminated behind this frame, sent or received. */
  k: fc.integer({ min: 1, max: 120 }),
  /** What the worker was. Keepalive begins with the session, so who accepts waits for its handshake timer before. */
  victim: fc.constantFrom("initiator", "acceptor"),
  isInspected: fc.boolean(),
});

type Kill = typeof KILLS extends fc.Arbitrary<infer K> ? K : never;

/** A browser need not tell that a worker is gone: then a timer finds out. */
const LOST = new Set(["link-lost", "keepalive-timeout", "handshake-timeout"]);

const turn = () => new Promise((resolve) => setTimeout(resolve));

async function play({ k, victim, isInspected }: Kill): Promise<void> {
  const worker = new Worker(new URL("./busy-worker.ts", import.meta.url), { type: "module" });
  const { port1, port2 } = new MessageChannel();
  const side = new Side(portLink(port1), {
    isInspected,
    keepalive: { intervalMs: 40, timeoutMs: 100 },
    limits: { handshakeMs: 400, closeMs: 20 },
    onFrame: (count) => void (count === k && worker.terminate()),
  });
  worker.postMessage(victim, [port2]);
  if (victim === "initiator") await side.accept();
  else side.initiate();
  await Promise.race([side.ledger.failed, side.link.ended]);
  await turn();
  // The session waits for its link, which is given closeMs, and nothing else for anything.
  const pending = side.ledger.pending.filter((name) => name !== "session: closed");
  await side.link.ended;
  await turn();
  const left = [...pending.map((name) => `${name} was pending`), ...side.leftovers((code) => LOST.has(code))];
  if (left.length > 0) throw new Error(left.join("\n"));
}

/** Terminates a worker behind the k-th frame of a busy session, time and again. A failure names its seed. */
export async function cutWorkers(): Promise<void> {
  const unseen: unknown[] = [];
  const note = ({ reason }: PromiseRejectionEvent) => unseen.push(reason);
  addEventListener("unhandledrejection", note);
  try {
    await fc.assert(fc.asyncProperty(KILLS, play), { numRuns: RUNS, endOnFailure: true });
  } finally {
    removeEventListener("unhandledrejection", note);
  }
  if (unseen.length > 0) throw new Error(`unseen: ${unseen.map(String).join()}`);
}
