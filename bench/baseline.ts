import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A commit of the past, built in a folder of its own. */
export interface Baseline {
  /** Its full name. */
  readonly commit: string;
  /** Its own roam contender: it knows the interface of its time. */
  readonly module: URL;
}

/**
 * Checks a commit out beside the present tree, in a temporary worktree that goes away with this process, and builds
 * it. Its dependencies are those installed now.
 */
export function buildBaseline(tree: string, name: string): Baseline {
  const commit = run(tree, "git", "rev-parse", "--verify", "--quiet", `${name}^{commit}`);
  const folder = mkdtempSync(join(tmpdir(), "roam-guard-"));
  const worktree = join(folder, "tree");
  process.once("exit", () => {
    spawnSync("git", ["worktree", "remove", "--force", worktree], { cwd: tree });
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  run(tree, "git", "worktree", "add", "--detach", worktree, commit);
  const installed = join(tree, "node_modules");
  symlinkSync(installed, join(worktree, "node_modules"));
  run(worktree, join(installed, ".bin/tsc"), "-p", "tsconfig.build.json");
  const joining = join(worktree, "runtime/bundle-node.mjs");
  if (existsSync(joining)) run(worktree, process.execPath, joining);
  const module = join(worktree, "dist/bench/contenders/roam.js");
  if (!existsSync(module)) throw new Error(`${commit} has no roam in its bench`);
  return { commit, module: pathToFileURL(module) };
}

/** What a command says; throws when it fails. */
function run(folder: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout.trim();
}
