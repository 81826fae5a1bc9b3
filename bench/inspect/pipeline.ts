/** The entry of a process with a peer: `pipeline.js serve` says its address, `pipeline.js call ADDRESS` answers how long N calls took. */
import { connect, defineService, serve, t } from "../../runtime/index.ts";

const Work = defineService("Work", { increment: t.method([t.u32], t.u32) });
const limits = { requestsInFlight: 100_000, handlers: 100_000 };

const [role = "", address = ""] = process.argv.slice(2);
process.once("disconnect", () => process.exit(0));
if (role === "serve") {
  const server = await serve("tcp://127.0.0.1:0", Work, { increment: (value) => value + 1 }, { limits });
  process.send?.(server.url);
} else {
  const client = await connect(address, Work, { limits });
  await client.increment(1);
  process.on("message", async (calls: string) => {
    globalThis.gc?.();
    const began = performance.now();
    await Promise.all(Array.from({ length: Number(calls) }, (_, n) => client.increment(n)));
    process.send?.(performance.now() - began);
  });
  process.send?.("ready");
}
