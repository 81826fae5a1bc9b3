// Bundles page.ts for a browser and server.ts for Node, and runs the one in Chromium against the other.
// node test/browser/run.mjs     CHROMIUM=/path/to/chromium, default /usr/bin/chromium

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { FLAGS } from "./flags.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SECONDS = 1_000;

const work = mkdtempSync(join(tmpdir(), "roam-browser-"));
const common = { configFile: false, logLevel: "warn", root: HERE };

async function bundle() {
  await build({
    ...common,
    base: "./",
    worker: { format: "es" },
    build: { outDir: join(work, "page"), emptyOutDir: true },
  });
  await build({
    ...common,
    ssr: { noExternal: true },
    build: {
      ssr: join(HERE, "server.ts"),
      outDir: join(work, "server"),
      emptyOutDir: true,
      rolldownOptions: { external: ["bufferutil", "utf-8-validate"], output: { entryFileNames: "server.mjs" } },
    },
  });
  return import(pathToFileURL(join(work, "server/server.mjs")).href);
}

/** What a page that was refused has Chromium say, and nothing else. */
const isExpected = (text) => /WebSocket connection to '[^']*\/closed' failed/.test(text);

let failed = 0;
const say = (ok, line) => {
  if (!ok) failed += 1;
  console.log(`${ok ? "ok   " : "FAIL "} ${line}`);
};

const began = performance.now();
const cleanups = [() => rmSync(work, { recursive: true, force: true })];
try {
  const { start } = await bundle();
  const server = await start(join(work, "page"));
  cleanups.push(() => server.close());
  const context = await chromium.launchPersistentContext(join(work, "profile"), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...FLAGS, "--disable-quic"],
    timeout: 180 * SECONDS,
  });
  cleanups.push(() => context.close());
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.setDefaultTimeout(180 * SECONDS);
  await page.goto(server.url);
  await page.waitForFunction(() => "outcomes" in globalThis);
  for (const { name, milliseconds, error } of await page.evaluate(() => globalThis.outcomes)) {
    say(error === undefined, `${name} (${milliseconds} ms)${error === undefined ? "" : `: ${error}`}`);
  }
  const strange = complaints.filter((text) => !isExpected(text));
  say(strange.length === 0, `the console is clean${strange.map((text) => `\n        ${text}`).join("")}`);
  console.log(context.browser()?.version() ?? "");
} catch (error) {
  say(false, error.stack);
} finally {
  for (const clean of cleanups.reverse()) await clean();
}
console.log(
  `${failed === 0 ? "passed" : `${failed} failed`} in ${((performance.now() - began) / SECONDS).toFixed(1)} s`,
);
process.exitCode = failed === 0 ? 0 : 1;
