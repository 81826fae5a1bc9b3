// Builds the inspector's page, opens it in Chromium on generated records and on live sessions, and looks.
// node test/browser/inspector/run.mjs [--quick]     CHROMIUM=/path/to/chromium, default /usr/bin/chromium
// --quick leaves out the 30 s under load. Screenshots go to docs/inspector/.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { buildPage } from "../../../inspect/build-page.mjs";
import { FLAGS } from "../flags.mjs";
import { checks } from "./checks.mjs";
import { driveChecks } from "./drive.mjs";
import { serveFeed } from "./feed-server.mjs";
import { demoRecords, HEADER } from "./generated.mjs";
import { liveChecks } from "./live.mjs";
import { measureLoad } from "./load.mjs";
import { machineChecks } from "./machines.mjs";
import { moreChecks } from "./more-checks.mjs";
import { takeScreenshots } from "./screenshots.mjs";

const SEED = 1;
const MOST_BYTES = 180_000;
const PICTURES = fileURLToPath(new URL("../../../docs/inspector/", import.meta.url));

const tally = { passed: 0, failed: 0 };
async function check(name, look) {
  try {
    await look();
    tally.passed += 1;
    console.log(`ok    ${name}`);
  } catch (error) {
    tally.failed += 1;
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
}

const work = mkdtempSync(join(tmpdir(), "roam-inspector-"));
const cleanups = [() => rmSync(work, { recursive: true, force: true })];
try {
  const file = join(work, "page.html");
  const bytes = await buildPage(file);
  await check(`the page is one file of at most ${MOST_BYTES / 1000} kB: ${(bytes / 1000).toFixed(1)} kB`, () => {
    if (bytes > MOST_BYTES) throw new Error("it has grown");
  });
  console.log(`seed ${SEED}`);
  const server = await serveFeed(file, HEADER, demoRecords(SEED));
  cleanups.push(() => server.close());
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  cleanups.push(() => browser.close());

  const strangers = [];
  const errors = [];
  const open = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 760 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const isOurs = (url) =>
      ["file:", "data:", "blob:"].includes(new URL(url).protocol) || new URL(url).hostname === "127.0.0.1";
    page.on("request", (request) => isOurs(request.url()) || strangers.push(request.url()));
    page.on("websocket", (socket) => isOurs(socket.url()) || strangers.push(socket.url()));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    return page;
  };

  const page = await open();
  await page.goto(server.url);
  for (const [name, look] of Object.entries(checks)) await check(name, () => look(page));
  for (const [name, look] of Object.entries(moreChecks))
    await check(name, () => look({ page, server, file, work, errors }));
  await page.context().close();
  await liveChecks(check, open);
  await driveChecks(check, open);
  await machineChecks(check, open);
  await check("each view has its pictures, light and dark", () => takeScreenshots(open, server, PICTURES));
  if (!process.argv.includes("--quick")) {
    await check(
      "30 s with 10,000 lives and 1,000 records a second have no long tasks over 100 ms, as fast as this machine is now",
      () => measureLoad(open, file),
    );
  }
  await check("no request left the machine", () => {
    if (strangers.length > 0) throw new Error(strangers.join("\n"));
  });
  await check("the console is clean", () => {
    if (errors.length > 0) throw new Error(errors.join("\n"));
  });
} finally {
  for (const clean of cleanups.reverse()) await clean();
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;
