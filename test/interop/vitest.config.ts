import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The tests against the live Rust peer: `vitest run --config test/interop/vitest.config.ts`. They need cargo.
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/interop/**/*.rust.test.ts"],
    globalSetup: ["test/interop/build-peer.ts", "test/interop/interop-page.ts"],
    // Ceilings for what hangs, on a machine that is slow, busy and stopped now and then.
    testTimeout: 120_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    silent: "passed-only",
    reporters: ["default", "json"],
    outputFile: { json: "dist/interop-report.json" },
  },
});
