import { writeFileSync } from "node:fs";
import { defineConfig } from "vite";

/** Writes which modules went into which file, for the check to read. */
const manifest = {
  name: "manifest",
  generateBundle(_options, bundle) {
    const files = Object.values(bundle)
      .filter((output) => output.type === "chunk")
      .map(({ fileName, imports, dynamicImports, modules }) => {
        return { fileName, imports: [...imports, ...dynamicImports], modules: Object.keys(modules) };
      });
    writeFileSync("bundle.json", JSON.stringify(files));
  },
};

export default defineConfig({ logLevel: "warn", build: { modulePreload: false }, plugins: [manifest] });
