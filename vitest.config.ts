import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Needs a Rust toolchain: a lane of its own.
    exclude: [...configDefaults.exclude, "test/**/*.rust.test.ts"],
    // Ceilings for what hangs, on a machine that is slow, busy and stopped now and then.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    silent: "passed-only",
  },
});
