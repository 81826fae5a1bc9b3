// Runs in the worker: serves over the port that it has to its parent.

import { setImmediate } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { portLink, serve } from "../../runtime/index.ts";
import { Primes } from "./service.ts";

if (parentPort === null) throw new Error("this module is for a worker: see main.ts");

await serve(portLink(parentPort), Primes, {
  count(below) {
    let count = 0;
    for (let n = 2; n < below; n++) if (isPrime(n)) count++;
    return count;
  },
  async find(below, out) {
    for (let n = 2; n < below; n++) {
      if (isPrime(n)) await out.send(n);
      // A cancel, or a reader that leaves, is heard only between two turns.
      if (n % 10_000 === 0) await setImmediate();
    }
    await out.close();
  },
});

function isPrime(n: number): boolean {
  for (let factor = 2; factor * factor <= n; factor++) if (n % factor === 0) return false;
  return true;
}
