import { once } from "node:events";
import { openInspector } from "../../inspect/index.ts";
import { LinkError, serve, sessionOf } from "../../runtime/index.ts";
import { handlersOf } from "./handlers.ts";
import { Lives } from "./lives.ts";
import { LogView } from "./log-view.ts";
import { Pace } from "./pace.ts";
import type { Terminal } from "./screen.ts";
import { Showcase } from "./service.ts";

const FULL_PACE_MS = 6_000;

/** Serves until the signal aborts, and prints what the actors of every session do. */
export async function keepServing(out: Terminal, port: number, signal: AbortSignal): Promise<number> {
  const lives = new Lives();
  await using inspector = await openInspector({ peer: "server" });
  const server = await serve(`tcp://127.0.0.1:${port}`, Showcase, handlersOf(new Pace(FULL_PACE_MS)), {
    inspect: lives.inspectorOf("server"),
    onRoot: (root) => inspector.feed.attach(sessionOf(root)),
  }).catch((error: unknown) => {
    if (!(error instanceof LinkError)) throw error;
    throw new Error(`${error.message}\nAnother port: npm start -- --serve --port 0`, { cause: error });
  });
  out.write(`Serving Calculator at ${server.url}. Ctrl-C ends it.
In a browser: ${inspector.url}

Call it from another terminal:
  node dist/examples/calculator/client.js ${server.url}

or from code:
  import { connect } from "roam-xstate";
  const calculator = await connect("${server.url}", Calculator);  // examples/calculator/service.ts
  console.log(await calculator.add(2, 3));

`);
  new LogView(out, lives);
  if (!signal.aborted) await once(signal, "abort");
  await server.close();
  out.write(`\nclosed: ${lives.begun} actors began, ${lives.alive} live\n`);
  return lives.alive === 0 ? 0 : 1;
}
