import { createRequire } from "node:module";

/** The version in the manifest of this package. It asks by name: source and build lie at different depths. */
export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)("roam-xstate/package.json");
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}
