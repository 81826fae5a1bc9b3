// Packs the package, installs the tarball into three fresh projects, and uses it there as its README says.
// node test/package/check.mjs [--keep]

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CONSUMERS = fileURLToPath(new URL("consumers/", import.meta.url));
const MINUTES = 60_000;
/** A Hello of version 7: odd ids, 64 calls in flight, no metadata. */
const HELLO = "000007004000";

const work = mkdtempSync(join(tmpdir(), "roam-xstate-"));

function run(directory, command, ...args) {
  try {
    return execFileSync(command, args, {
      cwd: directory,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 9 * MINUTES,
    });
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")}: ${error.message}\n${error.stdout}${error.stderr}`);
  }
}

function check(truth, sentence) {
  if (!truth) throw new Error(sentence);
}

function checkSame(actual, expected, what) {
  check(actual === expected, `${what} is\n${actual}\ninstead of\n${expected}`);
}

function read(...path) {
  return readFileSync(join(...path), "utf8");
}

function pack() {
  const [{ filename, files, size }] = JSON.parse(
    run(ROOT, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", work),
  );
  const strange = files
    .map(({ path }) => path)
    .filter((path) => !/^(dist\/(inspect|machines|node|runtime|test\/(kit|sim))\/|docs\/|[^/]+$)/.test(path));
  check(strange.length === 0, `the tarball holds what no user needs: ${strange.join(", ")}`);
  return { tarball: join(work, filename), files: files.length, size };
}

function consumer(name, tarball) {
  const directory = join(work, name);
  cpSync(join(CONSUMERS, name), directory, { recursive: true });
  run(directory, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", tarball);
  return directory;
}

function codeBlocks(markdown, language) {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, tag]) => tag === language)
    .map(([, , code]) => code);
}

const cases = {
  "the README shows examples/quickstart.mjs as it is"() {
    const blocks = codeBlocks(read(ROOT, "README.md"), "js");
    check(
      blocks.includes(read(ROOT, "examples/quickstart.mjs")),
      "no js block of README.md is examples/quickstart.mjs",
    );
  },

  "the README shows the TypeScript consumer as it is"() {
    const blocks = codeBlocks(read(ROOT, "README.md"), "ts");
    check(
      blocks.includes(read(CONSUMERS, "typescript/main.ts")),
      "no ts block of README.md is test/package/consumers/typescript/main.ts",
    );
  },

  "the pages name files that exist"() {
    const missing = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].flatMap((page) => {
      const text = read(ROOT, page).replace(/^```.*?^```$/gms, "");
      const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)];
      const paths = [...text.matchAll(/`((?:machines|runtime|inspect|test|docs|bench|examples|\.ci)\/[\w./-]*)`/g)];
      return [...links, ...paths]
        .filter(([, path]) => !existsSync(join(ROOT, path)))
        .map(([, path]) => `${page}: ${path}`);
    });
    check(missing.length === 0, `there is no ${missing.join(", no ")}`);
  },

  "a JavaScript project runs the README's example"({ tarball }) {
    const directory = consumer("javascript", tarball);
    cpSync(join(ROOT, "examples/quickstart.mjs"), join(directory, "quickstart.mjs"));
    checkSame(
      run(directory, process.execPath, "quickstart.mjs"),
      "2 + 3 = 5\n1 + 2 + 3 + 4 = 10\nclosed\n",
      "its output",
    );
    checkSame(
      run(directory, "npx", "--no-install", "roam-xstate", "--version").trim(),
      version(),
      "roam-xstate --version",
    );
    const line = JSON.parse(run(directory, "npx", "--no-install", "roam-xstate", "decode", HELLO));
    checkSame(line.kind, "Hello", "the kind that roam-xstate decode gives");
  },

  "Node's entries are made of one copy of the package"({ tarball }) {
    const directory = consumer("javascript", tarball);
    const probe = `
      import { connect, defineService, memoryPair, serve, t } from "roam-xstate";
      import { tables } from "roam-xstate/machines";
      const Clock = defineService("Clock", { now: t.method([], t.u64) });
      const [near, far] = memoryPair();
      await serve(far, Clock, { now: () => 1n });
      const call = (await connect(near, Clock)).now();
      console.log(call.actor.logic.table === tables.outgoingRequest, await call);`;
    checkSame(run(directory, process.execPath, "--input-type=module", "-e", probe), "true 1n\n", "what it prints");
  },

  "a TypeScript project compiles and runs the README's example"({ tarball }) {
    const directory = consumer("typescript", tarball);
    const compilers = {
      "TypeScript 7": "node_modules/typescript/bin/tsc",
      "TypeScript 5": "node_modules/typescript-5/bin/tsc",
    };
    for (const [name, compiler] of Object.entries(compilers)) {
      rmSync(join(directory, "out"), { recursive: true, force: true });
      run(directory, process.execPath, compiler);
      run(directory, process.execPath, compiler, "-p", "tsconfig.bundler.json");
      // A deadline for readers: a busy machine may take longer.
      const main = join(directory, "out/main.js");
      writeFileSync(main, read(main).replace("timeoutMs: 5_000", "timeoutMs: 60_000"));
      checkSame(
        run(directory, process.execPath, "out/main.js"),
        "2 + 3 = 5\n7 / 0 = DivisionByZero\n1 + 2 + 3 + 4 = 10\n",
        `its output, compiled with ${name},`,
      );
    }
  },

  async "a Vite project bundles connect for the browser"({ tarball }) {
    const directory = consumer("vite", tarball);
    run(directory, process.execPath, "node_modules/typescript/bin/tsc");
    run(directory, process.execPath, "node_modules/vite/bin/vite.js", "build");
    const chunks = JSON.parse(read(directory, "bundle.json"));
    const modules = chunks.flatMap((chunk) => chunk.modules);
    check(
      modules.some((id) => id.endsWith("/roam-xstate/dist/runtime/browser.js")),
      "the bundle does not hold the browser face",
    );
    const unfit = /^node:|__vite-browser-external|\/node_modules\/ws\/|\/link\/(tcp|unix|socket|stdio)\.js$/;
    const strange = [...modules, ...chunks.flatMap((chunk) => chunk.imports)].filter((id) => unfit.test(id));
    check(strange.length === 0, `the bundle holds ${strange.join(", ")}`);
    const files = readdirSync(join(directory, "dist/assets"));
    const code = files.map((name) => read(directory, "dist/assets", name)).join("\n");
    check(!/["'`]node:/.test(code), "the bundle names a module of Node");

    const script = files.find((name) => name.endsWith(".js"));
    const probe = `await import("./dist/assets/${script}"); console.log(await globalThis.outcome)`;
    checkSame(run(directory, process.execPath, "--input-type=module", "-e", probe), "link-lost\n", "what connect says");
    return `${(gzipSync(code).length / 1024).toFixed(1)} KiB with gzip, XState included`;
  },
};

function version() {
  return JSON.parse(read(ROOT, "package.json")).version;
}

let failed = 0;
try {
  const packed = pack();
  console.log(`tarball: ${packed.files} files, ${(packed.size / 1024).toFixed(1)} KiB`);
  for (const [name, test] of Object.entries(cases)) {
    const start = performance.now();
    try {
      const note = await test(packed);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`ok    ${name} (${seconds} s)${note ? `: ${note}` : ""}`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${name}\n${error.message.replace(/^/gm, "      ")}`);
    }
  }
} finally {
  if (process.argv.includes("--keep")) console.log(`kept: ${work}`);
  else rmSync(work, { recursive: true, force: true });
}
console.log(`${Object.keys(cases).length - failed} of ${Object.keys(cases).length} checks of the package passed`);
process.exitCode = failed === 0 ? 0 : 1;
