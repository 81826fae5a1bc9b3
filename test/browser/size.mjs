// What a page pays for `connect` over WebSocket: minified, gzipped, XState apart. Fails when that grows beyond what was
// reached, or when something is in it that a page should pay for only when it names it.
// node test/browser/size.mjs [--parts | --modules]

import { SourceMap } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const BROWSER = fileURLToPath(new URL("../../runtime/browser.ts", import.meta.url));
/** What was aimed at. */
const TARGET = 15_000;
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
/** Types that the page with one method does not name. */
const OTHER_TYPES = /wire\/schema\/(channel|enum|keyed|lazy|option|result|sequence|wide-integer)\.ts/;

/** `most`: what was reached, with some room for what is being written. */
const PAGES = [
  {
    name: "connect alone",
    source: `export { connect } from "./browser.ts";`,
    most: 40_150,
    unwanted: [...OPTIONAL, OTHER_TYPES, /noble/],
  },
  {
    name: "a page with one method",
    source: `
      import { connect, defineService, t } from "./browser.ts";
      const Greeter = defineService("Greeter", { greet: t.method([t.string, t.u32], t.string) });
      export const greet = async () => (await connect("wss://localhost/", Greeter)).greet("Ann", 1);`,
    most: 45_800,
    unwanted: [...OPTIONAL, OTHER_TYPES],
  },
  {
    name: "with all of t, and channel",
    source: `export { connect, defineService, t, channel } from "./browser.ts";`,
    most: 49_680,
    unwanted: OPTIONAL,
  },
];

async function bundle(source) {
  const id = join(BROWSER, "../size-entry.ts");
  const entry = {
    name: "entry",
    resolveId: (asked) => (asked === id ? id : undefined),
    load: (asked) => (asked === id ? source : undefined),
  };
  const result = await build({
    configFile: false,
    logLevel: "warn",
    plugins: [entry],
    build: {
      write: false,
      minify: true,
      sourcemap: "hidden",
      target: "es2022",
      lib: { entry: id, formats: ["es"], fileName: "size" },
      rolldownOptions: { external: ["xstate"], output: { minify: true } },
    },
  });
  const [{ output }] = [result].flat();
  if (output.filter(({ type }) => type === "chunk").length > 1) throw new Error("more than one chunk: count them all");
  return output[0];
}

const gzipped = (code) => gzipSync(code, { level: 9 }).length;
const nameOf = (id) => id.replace(/^.*?(?=(runtime|machines|node_modules)\/)/, "");

/** By how much the bundle shrinks without each part. Parts share words, so all of them make less than the whole. */
function weights({ code, map }, partOf) {
  const sources = new SourceMap(map);
  const total = gzipped(code);
  const others = new Map();
  const lines = code
    .split("\n")
    .map((line, at) =>
      Array.from(line, (letter, column) => [
        letter,
        partOf(nameOf(sources.findEntry(at, column).originalSource ?? "")),
      ]),
    );
  const letters = lines.flat();
  for (const part of new Set(letters.map(([, of]) => of))) {
    others.set(part, total - gzipped(letters.map(([letter, of]) => (of === part ? "" : letter)).join("")));
  }
  return [...others].toSorted(([, a], [, b]) => b - a);
}

const folderOf = (name) => name.replace(/^node_modules\/(@[^/]+\/[^/]+).*/, "$1").replace(/\/[^/]*$/, "") || "entry";
const wanted = process.argv.includes("--modules") ? (name) => name : folderOf;

for (const { name, source, most, unwanted } of PAGES) {
  const chunk = await bundle(source);
  const size = gzipped(chunk.code);
  const verdict = size <= most ? "at most" : "TOO MUCH: at most";
  console.log(
    `${name}: ${chunk.code.length} bytes minified, ${size} gzipped (${verdict} ${most}; the target was ${TARGET})`,
  );
  if (process.argv.includes("--parts") || process.argv.includes("--modules")) {
    for (const [part, weight] of weights(chunk, wanted)) console.log(`${String(weight).padStart(7)} ${part}`);
  }
  const there = Object.entries(chunk.modules)
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .map(([id]) => nameOf(id));
  const surplus = there.filter((id) => unwanted.some((pattern) => pattern.test(id)));
  for (const id of surplus) console.log(`nobody named ${id}, and it is there`);
  if (size > most || surplus.length > 0) process.exitCode = 1;
}
