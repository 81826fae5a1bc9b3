// What a page pays for `connect` over WebSocket: minified, gzipped, XState apart. Fails when that grows beyond what was
// reached, or when something is in it that a page should pay for only when it imports it.
// node test/browser/size.mjs [--modules]

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const BROWSER = fileURLToPath(new URL("../../runtime/browser.ts", import.meta.url));
/** What was aimed at. */
const TARGET = 15_000;
/** What was reached, up to the next kB. Only ever to be lowered. */
const MOST = 49_000;
/** Proxy, links in memory, built-in interceptors and the optional entries. */
const OPTIONAL = [
  /driver\/relay/,
  /link\/memory\.ts/,
  /service\/(proxy|any-service|serve|server)\.ts/,
  /interceptors\//,
  /rxjs/,
  /opentelemetry/,
  /inspect\//,
];

async function bundle(names) {
  const id = join(BROWSER, "../size-entry.ts");
  const entry = {
    name: "entry",
    resolveId: (source) => (source === id ? id : undefined),
    load: (source) => (source === id ? `export { ${names} } from "./browser.ts";` : undefined),
  };
  const result = await build({
    configFile: false,
    logLevel: "warn",
    plugins: [entry],
    build: {
      write: false,
      minify: true,
      target: "es2022",
      lib: { entry: id, formats: ["es"], fileName: "size" },
      rolldownOptions: { external: ["xstate"], output: { minify: true } },
    },
  });
  const [{ output }] = [result].flat();
  return output[0];
}

const { code, modules } = await bundle("connect, defineService, t, channel");
const sizes = Object.entries(modules)
  .map(([id, { renderedLength }]) => [renderedLength, id.replace(/^.*?runtime\//, "")])
  .filter(([size]) => size > 0);
if (process.argv.includes("--modules")) {
  for (const [size, id] of sizes.toSorted(([a], [b]) => b - a)) console.log(String(size).padStart(7), id);
}
const gzipped = gzipSync(code, { level: 9 }).length;
const verdict = gzipped <= MOST ? "at most" : "TOO MUCH: at most";
console.log(
  `connect over WebSocket: ${code.length} bytes minified, ${gzipped} gzipped (${verdict} ${MOST}; the target was ${TARGET})`,
);
const unwanted = sizes.map(([, id]) => id).filter((id) => OPTIONAL.some((pattern) => pattern.test(id)));
for (const id of unwanted) console.log(`nobody imported ${id}, and it is there`);
process.exitCode = gzipped <= MOST && unwanted.length === 0 ? 0 : 1;
