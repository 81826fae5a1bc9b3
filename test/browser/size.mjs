// What a page pays for `connect` over WebSocket: minified, gzipped, XState apart.
// node test/browser/size.mjs [--modules]

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const BROWSER = fileURLToPath(new URL("../../runtime/browser.ts", import.meta.url));
const MOST = 15_000;

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
const gzipped = gzipSync(code, { level: 9 }).length;
if (process.argv.includes("--modules")) {
  const sizes = Object.entries(modules).map(([id, { renderedLength }]) => [
    renderedLength,
    id.replace(/^.*?runtime\//, ""),
  ]);
  for (const [size, id] of sizes.sort(([a], [b]) => b - a)) console.log(String(size).padStart(7), id);
}
console.log(`connect over WebSocket: ${code.length} bytes minified, ${gzipped} gzipped (at most ${MOST})`);
process.exitCode = gzipped <= MOST ? 0 : 1;
