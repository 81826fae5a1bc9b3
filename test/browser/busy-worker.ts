// The other side of worker-cuts.ts: one side of a busy session over the first port that comes.

import { portLink } from "../../runtime/browser.ts";
import { Side } from "../cuts/side.ts";

addEventListener("message", ({ data, ports: [port] }: MessageEvent) => {
  if (port === undefined) return;
  const side = new Side(portLink(port), { isInspected: false });
  if (data === "initiator") side.initiate();
  else void side.accept();
});
