import { spawnSync } from "node:child_process";
import { CRATE } from "./paths.ts";

/** Builds the live peer before any test runs. Fails, rather than leaving tests out, where there is no cargo. */
export default function setup(): void {
  const { status, error } = spawnSync("cargo", ["build", "--locked", "--quiet"], { cwd: CRATE, stdio: "inherit" });
  if (error !== undefined) throw new Error("the tests against Rust need cargo (rustc 1.91 or newer)", { cause: error });
  if (status !== 0) throw new Error(`cargo build ended with ${status}`);
}
