import { expect, it, vi } from "vitest";
import buildPeer from "./build-peer.ts";

// Named for the list that `npm test` prints.

it("npm test leaves out the cases against the live Rust peer; npm run test:interop runs them, and says so without cargo", () => {
  vi.stubEnv("PATH", "/nowhere");
  try {
    expect(() => buildPeer()).toThrow("there is no cargo here");
  } finally {
    vi.unstubAllEnvs();
  }
});
