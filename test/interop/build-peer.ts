import { spawnSync } from "node:child_process";
import { CRATE } from "./paths.ts";

const MISSING = `npm run test:interop runs against the published Rust crates, and there is no cargo here. Install Rust 1.91 or newer
(https://rustup.rs), or leave these cases out: npm test runs everything else.`;

/** Builds the live peer before any test runs. Fails, rather than leaving tests out, where there is no cargo. */
export default function setup(): void {
  const { status, error } = spawnSync("cargo", ["build", "--locked", "--quiet"], { cwd: CRATE, stdio: "inherit" });
  if (error !== undefined) throw new Error(MISSING, { cause: error });
  if (status !== 0) throw new Error(`the live Rust peer could not be built: cargo build ended with ${status}`);
}
