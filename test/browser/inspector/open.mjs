// Opens the inspector's page from another page in Chromium, in a frame and in a window, and looks at what it shows.
// npm run build && node test/browser/inspector/open.mjs     CHROMIUM=/path/to/chromium

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { FLAGS } from "../flags.mjs";

const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));

/** What an application does: two peers in one page, and a call that waits. */
const ENTRY = `
import { connect, defineService, memoryPair, serve, t } from "${DIST}runtime/browser.js";
import { open } from "${DIST}inspect/browser.js";
const Slow = defineService("Slow", { wait: t.method([], t.unit), add: t.method([t.u32, t.u32], t.u32) });
globalThis.begin = async (into, drive) => {
  const opened = await open({ into, drive });
  const [near, far] = memoryPair();
  await serve(far, Slow, { wait: () => new Promise(() => {}), add: (a, b) => a + b }, { inspect: opened.feed.as("server") });
  const client = await connect(near, Slow, { inspect: opened.feed.as("client") });
  client.wait().catch(() => {});
  globalThis.act = () => client.add(1, 2);
  globalThis.over = () => opened.close();
};
`;

async function bundled() {
  const { output } = await build({
    configFile: false,
    logLevel: "error",
    plugins: [
      { name: "entry", resolveId: (id) => (id === "entry" ? id : null), load: (id) => (id === "entry" ? ENTRY : null) },
    ],
    build: { write: false, minify: false, modulePreload: false, rolldownOptions: { input: "entry" } },
  });
  return new Map(output.map(({ fileName, code, source }) => [`/${fileName}`, code ?? source]));
}

async function serveFiles(files) {
  const [entry] = files.keys();
  const html = `<!doctype html><link rel="icon" href="data:,"><iframe id="in" width="1200" height="700"></iframe><script type="module" src="${entry}"></script>`;
  const server = createServer(({ url }, response) => {
    const text = url === "/" ? html : files.get(url);
    const type = url === "/" ? "text/html" : "text/javascript";
    response.writeHead(text === undefined ? 404 : 200, { "content-type": type }).end(text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

/** The page shows the call that waits, and the calls that follow. */
async function look(view, act) {
  const row = (text) => view.locator('[role="treeitem"]', { hasText: text }).first();
  await row("client/s1/c0/r").waitFor();
  await row("server/s1/c0/h").waitFor();
  await act();
  await view.locator('[role="treeitem"]', { hasText: "Slow.add" }).first().waitFor();
}

/** The call that waits is cancelled there. */
async function drive(view) {
  await view.locator('[role="treeitem"]', { hasText: "client/s1/c0/r1" }).first().click();
  await view.getByRole("button", { name: "Cancel" }).click();
  await view.getByRole("status").filter({ hasText: "Done cancel" }).waitFor();
  await view.locator(".details header .state", { hasText: /cancel/ }).waitFor();
}

const { server, url } = await serveFiles(await bundled());
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: FLAGS,
});
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 760 } });
  context.setDefaultTimeout(60_000);
  const wrong = [];
  context.on("weberror", (error) => wrong.push(String(error.error())));
  context.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  context.on(
    "request",
    (asked) => asked.url().startsWith("http") && !asked.url().startsWith(url) && wrong.push(asked.url()),
  );

  const framed = await context.newPage();
  await framed.goto(url);
  await framed.evaluate(() => globalThis.begin(document.getElementById("in"), true));
  await look(framed.frameLocator("#in"), () => framed.evaluate(() => globalThis.act()));
  console.log("ok    a frame shows what the page around it does");
  await drive(framed.frameLocator("#in"));
  console.log("ok    a frame with `drive` acts on what the page around it does");

  const page = await context.newPage();
  await page.goto(url);
  const [beside] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => globalThis.begin())]);
  await look(beside, () => page.evaluate(() => globalThis.act()));
  assert.equal(await beside.locator(".source", { hasText: "drive" }).count(), 0);
  console.log("ok    a window shows what the page that opened it does");

  await beside.keyboard.press("3");
  await beside.locator(".ladder, [role=listbox], [role=table]").first().waitFor();
  await beside.keyboard.press("1");
  await beside.reload();
  await look(beside, () => page.evaluate(() => globalThis.act()));
  console.log("ok    after a reload it is told again what is alive");

  await page.evaluate(() => globalThis.over());
  await beside.locator(".source", { hasText: "the feed ended" }).waitFor();
  console.log("ok    the page is told when nothing more comes");
  assert.deepEqual(wrong, []);
} finally {
  await browser.close();
  server.close();
}
