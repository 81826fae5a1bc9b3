// Builds the inspector's page: one file that needs nothing but itself.
// node inspect/build-page.mjs [FILE]     default: dist/inspect/page.html

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, runnerImport } from "vite";
import { layOut } from "./page/charts/layout.mjs";
import { pack } from "./page/charts/pack.mjs";
import { pageOf } from "./page/template.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(ROOT, "inspect/page");

/** Writes the page, and beside it a module that holds its text, for browsers. Says how long the page is. */
export async function buildPage(file = join(ROOT, "dist/inspect/page.html")) {
  // Vite would take it from whatever ran before in this process, the page for developers with it.
  process.env.NODE_ENV = "production";
  const { script, style } = await bundle();
  const charts = await layouts();
  const html = pageOf({ script, style, charts, policy: policyFor(script, style) });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, html);
  writeFileSync(file.replace(/\.html$/, "-html.js"), `export default ${JSON.stringify(html)};\n`);
  return Buffer.byteLength(html);
}

async function bundle() {
  const { output } = await build({
    configFile: false,
    logLevel: "warn",
    root: PAGE,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      target: "es2022",
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: { input: join(PAGE, "main.tsx") },
    },
  });
  const script = output.find(({ type }) => type === "chunk").code.trim();
  const style = `${output.find(({ fileName }) => fileName.endsWith(".css")).source}`.trim();
  // Inside an element, these would end it.
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style)) throw new Error("the bundle cannot be inlined");
  return { script, style };
}

async function layouts() {
  const { module } = await runnerImport(join(ROOT, "inspect/page/charts/source.ts"), { configFile: false, root: ROOT });
  return JSON.stringify(pack(await layOut(module.charts, module.rulesOf))).replaceAll("<", "\\u003c");
}

/** Nothing from elsewhere, nothing inline but these two, and no text that becomes markup. */
function policyFor(script, style) {
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const bytes = await buildPage(process.argv[2]);
  console.log(`inspect/page.html: ${(bytes / 1000).toFixed(1)} kB`);
}
