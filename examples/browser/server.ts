// node dist/examples/browser/server.js [URL]
// Serves the pages of examples/browser and examples/react.

import { once } from "node:events";
import { serve, type Tx } from "../../runtime/index.ts";
import { Counter } from "./service.ts";

const [url = "ws://127.0.0.1:9003/"] = process.argv.slice(2);

let count = 0;
const watchers = new Set<Tx<number>>();

/** Never waits: a watcher that takes nothing misses counts, one that is gone is forgotten. */
function tell(watcher: Tx<number>): void {
  try {
    watcher.trySend(count);
  } catch {
    watchers.delete(watcher);
  }
}

await using server = await serve(
  url,
  Counter,
  {
    add(n) {
      count += n;
      for (const watcher of watchers) tell(watcher);
      return count;
    },
    async watch(out) {
      watchers.add(out);
      await out.send(count);
    },
  },
  // The pages that may dial: those of Vite's server. A browser names the page's origin, and only a browser is asked.
  { origins: ["http://localhost:5173", "http://127.0.0.1:5173"] },
);
console.log(`serving Counter at ${server.url}, Ctrl-C ends it`);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
