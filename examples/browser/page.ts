// node dist/examples/browser/server.js, then: npx vite examples/browser
// Open http://localhost:5173 in two windows.

import { channel, connect, sessionOf, t } from "../../runtime/browser.ts";
import { Counter } from "./service.ts";

const url = new URLSearchParams(location.search).get("url") ?? "ws://127.0.0.1:9003/";

function show(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element !== null) element.textContent = text;
}

const counter = await connect(url, Counter);
show("state", `connected to ${url}`);
void sessionOf(counter).closed.then(({ detail }) => show("state", `over: ${detail}`));

document.getElementById("add")?.addEventListener("click", () => void counter.add(1));

const [out, counts] = channel(t.i32);
await counter.watch(out);
try {
  for await (const count of counts) show("count", `${count}`);
} catch {
  // The connection is over, as the page says already.
}
