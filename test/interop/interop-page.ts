import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { COMMAND, matrixPage } from "./matrix-page.ts";

const PAGE = fileURLToPath(new URL("../../docs/interop.md", import.meta.url));

/**
 * When every case has run and passed, writes what was run to the page that INTEROP_REPORT names; without it, compares
 * with docs/interop.md, and fails the run where that is out of date. Not a reporter, because those that are named on
 * the command line replace those of the configuration.
 */
export default function setup(project: TestProject): () => Promise<void> {
  return async () => {
    const modules = project.vitest.state.getTestModules();
    const { testFiles } = await project.globTestFiles();
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const isWhole = testFiles.every((file) => modules.some(({ moduleId }) => moduleId === file));
    if (!isWhole || tests.some((test) => test.result().state !== "passed")) return;
    const page = matrixPage(modules);
    const target = process.env.INTEROP_REPORT;
    if (target !== undefined) {
      writeFileSync(target, page);
    } else if (!existsSync(PAGE) || readFileSync(PAGE, "utf8") !== page) {
      process.exitCode = 1;
      throw new Error(`docs/interop.md is out of date; to refresh it, run ${COMMAND}`);
    }
  };
}
