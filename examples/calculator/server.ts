// node dist/examples/calculator/server.js [URL]

import { once } from "node:events";
import { serve } from "../../runtime/index.ts";
import { Calculator } from "./service.ts";

const [url = "tcp://127.0.0.1:9000"] = process.argv.slice(2);

await using server = await serve(url, Calculator, {
  add: (a, b) => a + b,
  divide: (a, b) => (b === 0n ? { ok: false, error: { tag: "DivisionByZero" } } : { ok: true, value: a / b }),
  async sum(numbers) {
    let total = 0n;
    for await (const n of numbers) total += BigInt(n);
    return total;
  },
  async generate(count, out) {
    for (let i = 0; i < count; i++) await out.send(i);
    await out.close();
  },
});
console.log(`serving Calculator at ${server.url}, Ctrl-C ends it, SIGTERM drains it`);
const [signal] = await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
if (signal === "SIGTERM") {
  // New calls are refused, those that run may finish.
  const { requests, channels } = await server.drain({ timeoutMs: 10_000 });
  console.log(`drained; cut ${requests} calls and ${channels} channels`);
}
