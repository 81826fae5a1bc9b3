import { describe, expect, it } from "vitest";
import { runIds } from "../../runtime/cli/ids.ts";
import { defineService, t } from "../../runtime/index.ts";
import { captured } from "./captured.ts";

const FILE = "test/cli/service-module.ts";

async function withModule(importModule: () => Promise<unknown>, file = "service.js") {
  let out = "";
  let err = "";
  async function* stdin() {}
  const io = {
    stdout: { write: (s: string) => (out += s) },
    stderr: { write: (s: string) => (err += s) },
    stdin: stdin(),
  };
  const code = await runIds([file], io, importModule);
  return { code, out, err };
}

function coded(code: string): Error {
  return Object.assign(new Error("says Node"), { code });
}

describe("ids", () => {
  it("prints id, name and signature of each method in columns, each service once", async () => {
    const { code, out, err } = await captured(["ids", FILE]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(
      ["Testbed", "0x9aabc4ba61fd5df3  echo    25010f0f", "0xc3964cbee4b1d590  divide  25020a0a10", ""].join("\n"),
    );
  });

  it("prints the same as JSON", async () => {
    const { code, out } = await captured(["ids", "--json", FILE]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([
      {
        service: "Testbed",
        methods: [
          { id: "0x9aabc4ba61fd5df3", name: "echo", signature: "25010f0f" },
          { id: "0xc3964cbee4b1d590", name: "divide", signature: "25020a0a10" },
        ],
      },
    ]);
  });

  it("takes every service of a module, and the default export", async () => {
    const first = defineService("First", { a: t.method([], t.unit) });
    const second = defineService("Second", { b: t.method([t.u8], t.unit) });
    const { code, out } = await withModule(async () => ({ default: second, first }));
    expect(code).toBe(0);
    expect(out).toMatch(/^Second\n0x[0-9a-f]{16} {2}b {2}25010210\n\nFirst\n0x[0-9a-f]{16} {2}a {2}1010\n$/);
  });

  it.each([
    [
      "a TypeScript file",
      "service.ts",
      "ERR_UNKNOWN_FILE_EXTENSION",
      /cannot import TypeScript \(service\.ts\)\. Compile/,
    ],
    ["TypeScript syntax", "service.ts", "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX", /cannot import this TypeScript\. Compile/],
    ["another file", "notes.txt", "ERR_UNKNOWN_FILE_EXTENSION", /notes\.txt is no JavaScript module/],
    ["a missing file", "gone.js", "ERR_MODULE_NOT_FOUND", /gone\.js cannot be imported/],
    ["a module that throws", "bad.js", "SOMETHING", /bad\.js threw while it was imported: says Node/],
  ])("explains why %s cannot be imported", async (_what, file, error, text) => {
    const { code, out, err } = await withModule(() => Promise.reject(coded(error)), file);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(text);
  });

  it("says what to export when there is no service", async () => {
    const { code, err } = await withModule(async () => ({ add: () => 1 }));
    expect(code).toBe(1);
    expect(err).toContain("service.js exports no service; export what defineService returned");
  });

  it("says so when the service comes from another copy of the package", async () => {
    const foreign = { name: "Foreign", methods: new Map([["a", { id: 1n, name: "a", args: {}, ok: {}, err: null }]]) };
    const { code, err } = await withModule(async () => ({ foreign }));
    expect(code).toBe(1);
    expect(err).toContain("Foreign was made by another copy of roam-xstate");
  });

  it.each([
    ["no file", ["ids"], "FILE is missing"],
    ["two files", ["ids", "a.js", "b.js"], "one FILE at a time"],
    ["an unknown option", ["ids", "--yaml", "a.js"], "--yaml"],
  ])("refuses %s with exit code 2", async (_what, argv, problem) => {
    const { code, out, err } = await captured(argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(problem);
  });
});
