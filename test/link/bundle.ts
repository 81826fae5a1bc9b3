import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** A module of these tests in one file. */
export interface Bundle {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles a module of these tests, with all that it imports, for a Node that knows no TypeScript. */
export async function bundle(name: string): Promise<Bundle> {
  const output = await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL(name, import.meta.url)),
      write: false,
      rolldownOptions: { external: ["bufferutil", "utf-8-validate"], output: { format: "esm", codeSplitting: false } },
    },
  });
  const chunks = "output" in output ? output.output : [];
  const [code] = chunks.flatMap((chunk) => (chunk.type === "chunk" ? [chunk.code] : []));
  if (code === undefined) throw new Error(`${name}: nothing was bundled`);
  const folder = await mkdtemp(join(tmpdir(), "roam-bundle-"));
  const path = join(folder, "bundle.mjs");
  await writeFile(path, code);
  return { path, remove: () => rm(folder, { recursive: true }) };
}
