import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runConformance } from "../conformance.ts";
import { peerAt } from "../targets.ts";
import { pageOf, verdictsIn } from "./page.ts";

// Writes docs/conformance-rust-7.3.0.md, or with --check compares the verdicts with it. Run in the root of the
// repository, with cargo at hand.

const PAGE = "docs/conformance-rust-7.3.0.md";
const CRATE = "test/interop/rust";

function build(): string {
  const { status, error } = spawnSync("cargo", ["build", "--locked", "--quiet"], { cwd: CRATE, stdio: "inherit" });
  if (error !== undefined) throw new Error("cargo is missing: install Rust 1.91 or newer", { cause: error });
  if (status !== 0) throw new Error(`cargo build ended with ${status}`);
  return join(process.env.CARGO_TARGET_DIR ?? join(CRATE, "target"), "debug", "peer");
}

/** Starts the peer and gives the address that it listens on. It ends with its standard input. */
async function start(): Promise<{ peer: ChildProcess; address: string }> {
  const flags = ["--listen", "127.0.0.1:0", "--virtuals", "--single"];
  const peer = spawn(build(), flags, { stdio: ["pipe", "pipe", "ignore"] });
  if (peer.stdout === null) throw new TypeError("the peer has no stdout");
  const lines = createInterface({ input: peer.stdout });
  const [line] = await once(lines, "line");
  const ready: unknown = JSON.parse(String(line));
  if (typeof ready !== "object" || ready === null || !("address" in ready)) throw new TypeError(`not ready: ${line}`);
  return { peer, address: String(ready.address) };
}

const { peer, address } = await start();
const report = await runConformance(peerAt(`tcp://${address}`)).finally(() => peer.kill("SIGKILL"));
if (process.argv.includes("--check")) {
  const told = verdictsIn(await readFile(PAGE, "utf8"));
  const changed = report.cases.filter(({ name, verdict }) => (told.get(name) ?? "Pass") !== verdict);
  for (const { name, verdict } of changed)
    console.error(`${name}: ${verdict}, the page says ${told.get(name) ?? "Pass"}`);
  if (changed.length > 0) process.exitCode = 1;
  else console.log(`${report.cases.length} verdicts as ${PAGE} tells them`);
} else {
  await writeFile(PAGE, pageOf(report));
  console.log(`${PAGE}: ${JSON.stringify(report.counts)}`);
}
