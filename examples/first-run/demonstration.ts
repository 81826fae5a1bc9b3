import { openInspector } from "../../inspect/index.ts";
import type { Driver } from "../../runtime/driver/driver.ts";
import { type Client, connect, type Server, serve } from "../../runtime/index.ts";
import { connectionOf } from "../../runtime/service/client.ts";
import { handlersOf } from "./handlers.ts";
import { Lives } from "./lives.ts";
import { LogView } from "./log-view.ts";
import { Pace } from "./pace.ts";
import { PageView } from "./page-view.ts";
import { Pictures } from "./picture.ts";
import type { Terminal } from "./screen.ts";
import { Showcase } from "./service.ts";
import { type Line, span } from "./span.ts";
import { summaryLines } from "./summary.ts";
import { tour } from "./tour.ts";

export interface DemonstrationOptions {
  readonly durationMs: number;
  /** A page that redraws; otherwise a line for each transition. */
  readonly isPage: boolean;
  /** The inspector's page may end what it shows. */
  readonly mayDrive: boolean;
  /** Ends it before its time. */
  readonly signal: AbortSignal;
}

/** What shows the demonstration while it runs. */
export interface View {
  begin(title: string): void;
  /** Prints what stays on the terminal, when everything is over. */
  end(lines: readonly Line[]): void;
}

const KEEPALIVE = { intervalMs: 900, timeoutMs: 5_000 };
const INTERRUPTED = 130;

/** Runs a server and a client over TCP in this process, shows their actors, and gives the exit code. */
export async function demonstrate(out: Terminal, options: DemonstrationOptions): Promise<number> {
  const { durationMs, isPage, mayDrive, signal } = options;
  const lives = new Lives();
  const pace = new Pace(durationMs);
  const items = { sent: 0, received: 0 };
  const drivers: Driver[] = [];
  const pictures = new Pictures(lives, (session) => drivers.find(({ actor }) => actor.sessionId === session));

  await using inspector = await openInspector({ drive: mayDrive });
  const server: Server = await serve("tcp://127.0.0.1:0", Showcase, handlersOf(pace), {
    inspect: lives.inspectorOf("server"),
  });
  let client: Client<typeof Showcase.types>;
  try {
    client = await connect(server.url, Showcase, {
      inspect: lives.inspectorOf("client"),
      keepalive: KEEPALIVE,
      signal,
    });
  } catch (error) {
    await server.close();
    if (signal.aborted) return INTERRUPTED;
    throw error;
  }
  drivers.push(connectionOf(client).driver, ...server.sessions.map((session) => session.driver));
  const peers = ["client", "server"];
  for (const [index, driver] of drivers.entries()) inspector.feed.attach(driver, { peer: peers[index] });
  if (!isPage) out.write(`In a browser: ${inspector.url}\n`);
  const view: View = isPage
    ? new PageView(out, {
        url: server.url,
        inspector: inspector.url,
        totalSeconds: durationMs / 1_000,
        lives,
        pictures,
        drivers,
      })
    : new LogView(out, lives);

  const close = async () => {
    await client.close();
    await server.close();
  };
  const interrupt = () => void close();
  signal.addEventListener("abort", interrupt, { once: true });
  const failures = await tour({ client, pace, items, signal }, ({ title }) => view.begin(title));
  signal.removeEventListener("abort", interrupt);
  await pace.wait(400, signal).catch(() => {});
  view.begin("the client closes: its session ends, and everything on it");
  await close();
  await pace.wait(600, signal).catch(() => {});

  view.end([
    ...failures.map(({ scene, error }) => [span(`  failed: ${scene.title}: ${error}`, "bad")]),
    ...summaryLines(lives, items),
  ]);
  if (signal.aborted) return INTERRUPTED;
  return failures.length === 0 && lives.alive === 0 ? 0 : 1;
}
