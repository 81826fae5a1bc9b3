import { fileURLToPath } from "node:url";
import { build } from "vite";

const PAGE = fileURLToPath(new URL("./page.js", import.meta.url));
/** What Vite is told to take our entries for: they are no files. */
const PREFIX = "\0bench:";

/** Bundles the client halves for pages: the text of each script by its path, `/NAME.js` for a contender's own. */
export async function bundle(modules: ReadonlyMap<string, URL>): Promise<ReadonlyMap<string, string>> {
  const entries = new Map(
    [...modules].map(([name, module]) => {
      const imports = [`import { connect } from ${JSON.stringify(fileURLToPath(module))};`];
      imports.push(`import { attend } from ${JSON.stringify(PAGE)};`);
      return [`${PREFIX}${name}`, `${imports.join("\n")}\nattend(connect);`];
    }),
  );
  const built = await build({
    configFile: false,
    logLevel: "warn",
    plugins: [
      {
        name: "entries",
        resolveId: (id) => (entries.has(id) ? id : undefined),
        load: (id) => entries.get(id),
      },
    ],
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      target: "es2022",
      rolldownOptions: {
        input: Object.fromEntries([...modules.keys()].map((name) => [name, `${PREFIX}${name}`])),
        output: { entryFileNames: "[name].js" },
      },
    },
  });
  const outputs = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  return new Map(outputs.flatMap((file) => (file.type === "chunk" ? [[`/${file.fileName}`, file.code]] : [])));
}
