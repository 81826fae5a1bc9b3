// Opens the pages of examples/browser and examples/react in Chromium, against the server that both have.
// npm ci --prefix examples/react && npm run build && node test/examples/pages.mjs
// CHROMIUM=/path/to/chromium, default /usr/bin/chromium

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { FLAGS } from "../browser/flags.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const cleanups = [];
async function serve() {
  const child = spawn(process.execPath, [join(ROOT, "dist/examples/browser/server.js"), "ws://127.0.0.1:0/"]);
  cleanups.push(() => child.kill());
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  return { child, url: /ws:[^\s,]+/.exec(line)?.[0] };
}

/** A page with the count that it is shown, after one click. */
async function check(context, name) {
  const { child, url } = await serve();
  const vite = await createServer({
    root: join(ROOT, "examples", name),
    logLevel: "error",
    server: { port: 5173, strictPort: true, fs: { allow: [ROOT] } },
  });
  await vite.listen();
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  try {
    await page.goto(`http://localhost:5173/?url=${url}`);
    const shows = (selector, text) => page.locator(selector, { hasText: text }).waitFor({ timeout: 120_000 });
    await shows("#count", "0");
    await page.click("#add");
    await shows("#count", "1");
    if (name === "react") {
      await shows("#state", "open");
      await shows("#phase", "established");
    }
    child.kill();
    await shows("#state", name === "react" ? "closed: " : "over: ");
    console.log(`ok    ${name}`);
  } finally {
    await page.close();
    await vite.close();
  }
}

const profile = mkdtempSync(join(tmpdir(), "roam-pages-"));
cleanups.push(() => rmSync(profile, { recursive: true, force: true }));
try {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS });
  cleanups.push(() => context.close());
  await check(context, "browser");
  await check(context, "react");
} finally {
  for (const cleanup of cleanups.reverse()) await cleanup();
}
