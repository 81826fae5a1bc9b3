// Joins what tsc made into a few files for Node, which loads them in a third of the time and keeps less of them in memory.
// The compiled modules stay beside them: bundlers for browsers make a better choice of their own.
// node runtime/bundle-node.mjs [DIST]     default: dist

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const { output } = await build({
  configFile: false,
  logLevel: "warn",
  root: resolve(process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url))),
  build: {
    ssr: true,
    outDir: "node",
    emptyOutDir: true,
    target: "node20",
    minify: false,
    rolldownOptions: {
      input: {
        index: "runtime/index.js",
        machines: "machines/index.js",
        opentelemetry: "runtime/opentelemetry.js",
        rxjs: "runtime/rxjs.js",
        inspect: "inspect/index.js",
        test: "test/kit/index.js",
        cli: "runtime/cli/main.js",
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name].js",
        comments: false,
        codeSplitting: {
          groups: [
            // Not what only tests and inspectors ask for: the rules, the alphabets of the proof.
            { name: "machines", test: /dist\/machines\/(?!alphabets|index|row-rules|rules|supported)/ },
            { name: "runtime", test: /dist\/runtime\/(?!cli\/|rxjs|opentelemetry|interceptors\/opentelemetry)/ },
          ],
        },
      },
    },
  },
});

// One letter beyond Latin-1, and V8 takes two bytes for each letter of the file, for as long as the process lives.
const loadedByAll = ["chunks/machines.js", "chunks/runtime.js"];
const wide = output.filter(({ fileName, code }) => loadedByAll.includes(fileName) && /[\u0100-\uffff]/.test(code));
if (wide.length > 0) throw new Error(`not in Latin-1: ${wide.map(({ fileName }) => fileName).join(", ")}`);
