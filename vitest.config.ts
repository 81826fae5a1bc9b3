import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Needs a Rust toolchain: a lane of its own.
    exclude: [...configDefaults.exclude, "test/**/*.rust.test.ts"],
    testTimeout: 20_000,
    silent: "passed-only",
    reporters: ["default", "json"],
    // Read by docs/main.ts, which lists the tests of each rule, and by .ci/run, which counts.
    outputFile: { json: "dist/test-report.json" },
  },
});
