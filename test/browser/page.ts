// Runs in Chromium: plays the scenario over WebSocket and over a message port to a worker. run.mjs reads the outcome.

import { connect, dialWebSocket, LinkError, portLink, RoamError } from "../../runtime/browser.ts";
import { handlers, Peer, play } from "../link/scenario.ts";
import { cutWorkers } from "./worker-cuts.ts";

const options = { serve: [Peer, handlers], onHandlerError: () => {} } as const;
const address = new URL("/rpc", location.href).href.replace(/^http/, "ws");

function workerPort(): { worker: Worker; port: MessagePort } {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage("port", [port2]);
  return { worker, port: port1 };
}

function same(actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${is} instead of ${should}`);
}

const codeOf = (error: unknown) => (error instanceof RoamError || error instanceof LinkError ? error.code : error);

const checks: Readonly<Record<string, () => Promise<void>>> = {
  async "plays both ways at once over WebSocket"() {
    const peer = await connect(address, Peer, options);
    const [here, there] = await Promise.all([play(peer), peer.playBack()]);
    same(there, here);
    await peer.close();
  },

  async "plays both ways at once over a message port to a worker"() {
    const { worker, port } = workerPort();
    const peer = await connect(portLink(port), Peer, options);
    const [here, there] = await Promise.all([play(peer), peer.playBack()]);
    same(there, here);
    await peer.close();
    worker.terminate();
  },

  async "holds a fast sender back: bufferedAmount stays bounded"() {
    const link = await dialWebSocket(address.replace("/rpc", "/slow"));
    let most = 0;
    let refused = 0;
    await new Promise<void>((resolve, reject) => {
      let left = 400;
      const send = () => {
        let room = true;
        while (room && left > 0) {
          left -= 1;
          room = link.send(new Uint8Array(100_000));
          most = Math.max(most, link.buffered);
        }
        if (!room) refused += 1;
        if (left === 0) link.close();
      };
      link.start({
        payload: () => {},
        writable: send,
        ended: (error) => (error === undefined ? resolve() : reject(error)),
      });
      send();
    });
    if (most > 1_000_000 || refused === 0) throw new Error(`${most} bytes waited, ${refused} times no room`);
  },

  async "fails a pending call when the server goes away"() {
    const peer = await connect(address.replace("/rpc", "/short"), Peer);
    same(codeOf(await peer.wait().catch((error: unknown) => error)), "link-lost");
  },

  async "fails a pending call when the worker is terminated"() {
    const { worker, port } = workerPort();
    const peer = await connect(portLink(port), Peer, { keepalive: { intervalMs: 100, timeoutMs: 200 } });
    const call = peer.wait().catch((error: unknown) => error);
    worker.terminate();
    const code = codeOf(await call);
    if (code !== "link-lost" && code !== "keepalive-timeout") throw new Error(String(code));
  },

  "leaves nothing behind when a worker is terminated behind the k-th frame": cutWorkers,

  async "tells what cannot be dialled"() {
    same(codeOf(await connect("tcp://127.0.0.1:1", Peer).catch((error: unknown) => error)), "misuse");
  },

  // The last one: Chromium itself writes of it to the console.
  async "is refused where its origin is not listed"() {
    const dialled = dialWebSocket(address.replace("/rpc", "/closed")).catch((error: unknown) => error);
    same(codeOf(await dialled), "unreachable");
  },
};

export interface Outcome {
  readonly name: string;
  readonly milliseconds: number;
  readonly error?: string;
}

async function run(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, check] of Object.entries(checks)) {
    const began = performance.now();
    const outcome = await check().then(
      () => ({}),
      (error: unknown) => ({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }),
    );
    outcomes.push({ name, milliseconds: Math.round(performance.now() - began), ...outcome });
  }
  return outcomes;
}

Object.assign(globalThis, { outcomes: run() });
