import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { SchemaError } from "../wire/index.ts";
import { type Command, DONE, FAILED, type Io } from "./command.ts";
import { type ExportedService, servicesOf } from "./exported-services.ts";
import { methodHex, toHex } from "./hex.ts";
import { usageError } from "./usage-error.ts";
import { whyNotImported } from "./why-not-imported.ts";

const help = `Usage: roam-xstate ids FILE [--json]

Imports FILE, a module that exports what defineService returned, and prints the id, the name and the signature
bytes (hex) of each method. Where two peers differ in an id, their definitions differ in a name or a type.

  FILE     a JavaScript module; TypeScript where this Node imports it by itself (22.18 and later)
  --json   prints one JSON array of services
`;

/** `roam-xstate ids`. */
export const ids: Command = { summary: "prints method ids and signatures of a service module", help, run: runIds };

/** How a module is imported; tests put another in its place. */
export type ImportModule = (url: string) => Promise<unknown>;

export async function runIds(
  argv: readonly string[],
  io: Io,
  importModule: ImportModule = (url) => import(url),
): Promise<number> {
  let json: boolean;
  let file: string | undefined;
  let more: string[];
  try {
    const options = { json: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    json = values.json ?? false;
    [file, ...more] = positionals;
  } catch (error) {
    if (error instanceof TypeError) return usageError(io, "ids", error.message);
    throw error;
  }
  if (file === undefined) return usageError(io, "ids", "FILE is missing");
  if (more.length > 0) return usageError(io, "ids", "one FILE at a time");

  let exported: unknown;
  try {
    exported = await importModule(pathToFileURL(resolve(file)).href);
  } catch (error) {
    return fail(io, whyNotImported(file, error));
  }
  let services: ExportedService[];
  try {
    services = servicesOf(exported);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return fail(io, `${file}: ${error.message}`);
  }
  if (services.length === 0) {
    return fail(io, `${file} exports no service; export what defineService returned: export const MyService = ...`);
  }
  io.stdout.write(json ? `${JSON.stringify(services.map(plain), null, 2)}\n` : services.map(table).join("\n"));
  return DONE;
}

function plain({ name, methods }: ExportedService): object {
  return {
    service: name,
    methods: methods.map(({ id, name, signature }) => ({ id: methodHex(id), name, signature: toHex(signature) })),
  };
}

function table({ name, methods }: ExportedService): string {
  const width = Math.max(...methods.map((method) => method.name.length));
  const rows = methods.map(
    ({ id, name, signature }) => `${methodHex(id)}  ${name.padEnd(width)}  ${toHex(signature)}\n`,
  );
  return `${name}\n${rows.join("")}`;
}

function fail(io: Io, problem: string): number {
  io.stderr.write(`roam-xstate ids: ${problem}\n`);
  return FAILED;
}
