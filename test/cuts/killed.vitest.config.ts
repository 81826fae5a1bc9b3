import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// 800 processes are started and killed: `vitest run --config test/cuts/killed.vitest.config.ts`, a lane of its own.
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/cuts/killed.cuts.ts"],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    silent: "passed-only",
    reporters: ["default", "json"],
    outputFile: { json: "dist/cuts-report.json" },
  },
});
