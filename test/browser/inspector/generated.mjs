// The generator is TypeScript; Vite runs it.

import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

async function load(name) {
  const { module } = await runnerImport(`${ROOT}test/inspect/page/${name}.ts`, { configFile: false, root: ROOT });
  return module;
}

const [stage, demo, crowd] = await Promise.all(["stage", "demo", "crowd"].map(load));

export const { HEADER, Stage } = stage;
export const { demo: demoRecords } = demo;
export const { crowd: crowdRecords, Bustle } = crowd;

export const asFile = (records, header = HEADER) => ({
  name: "recording.jsonl",
  mimeType: "application/jsonl",
  buffer: Buffer.from([header, ...records].map((line) => `${JSON.stringify(line)}\n`).join("")),
});
