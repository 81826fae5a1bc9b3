// The other side of the page's message port: serves the scenario on the first port that comes.

import { portLink, serve } from "../../runtime/browser.ts";
import { handlers, Peer } from "../link/scenario.ts";

addEventListener("message", (event: MessageEvent) => {
  const [port] = event.ports;
  if (port !== undefined) void serve(portLink(port), Peer, handlers, { onHandlerError: () => {} });
});
