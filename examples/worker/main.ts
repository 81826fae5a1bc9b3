// node dist/examples/worker/main.js

import { Worker } from "node:worker_threads";
import { channel, connect, portLink, t } from "../../runtime/index.ts";
import { Primes } from "./service.ts";

const worker = new Worker(new URL("./server.js", import.meta.url));
const primes = await connect(portLink(worker), Primes);

// The worker computes while this thread is free.
console.log(`${await primes.count(100_000)} primes below 100000`);

const [out, found] = channel(t.u32);
const search = primes.find(1_000_000, out);
for await (const prime of found) {
  console.log(`found ${prime}`);
  // Leaving the loop resets the channel: the worker's next send fails, and its search ends.
  if (prime > 20) break;
}
await search.catch(() => console.log("search broken off"));

await primes.close();
await worker.terminate();
