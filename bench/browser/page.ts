import type { PageModule } from "../contender.ts";
import type { Report, RunOrder } from "../messages.ts";
import { roundsOf } from "../rounds.ts";

/** Connects to the server whose address is the page's fragment, and runs what the bench orders over a WebSocket. */
export function attend(connect: PageModule["connect"]): void {
  const address = location.hash.slice(1);
  const bench = new WebSocket(location.pathname, "bench");
  const tell = (report: Report) => bench.send(JSON.stringify(report));
  const fail = (error: unknown) => {
    tell({ kind: "failed", message: error instanceof Error ? `${error}\n${error.stack}` : String(error) });
  };
  const begin = async () => {
    const run = roundsOf(await connect(address));
    bench.addEventListener("message", ({ data }) => {
      const order: RunOrder = JSON.parse(data);
      run(order).then((measurement) => tell({ kind: "measured", measurement }), fail);
    });
    tell({ kind: "ready", address });
  };
  bench.addEventListener("open", () => begin().catch(fail));
}
