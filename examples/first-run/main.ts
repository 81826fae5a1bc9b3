// What `npm start` runs.

import { help, parse, type Wish } from "./arguments.ts";
import { demonstrate } from "./demonstration.ts";
import { keepServing } from "./serving.ts";

const interruption = new AbortController();
const interrupt = () => {
  // A second Ctrl-C finds Node's own way of ending.
  for (const signal of signals) process.removeListener(signal, interrupt);
  interruption.abort();
};
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
for (const signal of signals) process.on(signal, interrupt);

try {
  process.exitCode = await run(parse(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const signal of signals) process.removeListener(signal, interrupt);
}

async function run(wish: Wish): Promise<number> {
  const { stdout, env } = process;
  switch (wish.do) {
    case "help":
      stdout.write(help);
      return 0;
    case "serve":
      return keepServing(stdout, wish.port, interruption.signal);
    case "demonstrate": {
      const isPage = stdout.isTTY === true && !wish.isPlain && (env.NO_COLOR ?? "") === "";
      const { durationMs, mayDrive } = wish;
      return demonstrate(stdout, { durationMs, isPage, mayDrive, signal: interruption.signal });
    }
  }
}
