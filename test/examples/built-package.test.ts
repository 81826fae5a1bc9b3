import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** A project of its own, with this package, freshly built, among its dependencies. */
let project: string;
let installed: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "roam-xstate-"));
  installed = join(project, "node_modules", "roam-xstate");
  mkdirSync(installed, { recursive: true });
  copyFileSync(join(ROOT, "package.json"), join(installed, "package.json"));
  symlinkSync(join(ROOT, "node_modules"), join(installed, "node_modules"), "dir");
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  await run(process.execPath, [tsc, "-p", join(ROOT, "tsconfig.build.json"), "--outDir", join(installed, "dist")]);
  await run(process.execPath, [join(ROOT, "runtime", "bundle-node.mjs"), join(installed, "dist")]);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

function node(...args: string[]) {
  return run(process.execPath, args, { cwd: project });
}

const bin = () => join(installed, "dist", "node", "cli.js");

describe("the built package", () => {
  it("runs the quick start as it stands in the README", async () => {
    copyFileSync(join(ROOT, "examples", "quickstart.mjs"), join(project, "quickstart.mjs"));
    const { stdout, stderr } = await node("quickstart.mjs");
    expect(stdout).toBe("2 + 3 = 5\n1 + 2 + 3 + 4 = 10\nclosed\n");
    expect(stderr).toBe("");
  });

  it("runs the calculator, server and client apart", async () => {
    const examples = join(installed, "dist", "examples", "calculator");
    const server = spawn(process.execPath, [join(examples, "server.js"), "tcp://127.0.0.1:0"]);
    const ended = once(server, "exit");
    const [line] = await once(server.stdout.setEncoding("utf8"), "data");
    const url = /tcp:\S+\d/.exec(String(line))?.[0] ?? "";
    const { stdout } = await node(join(examples, "client.js"), url);
    server.kill("SIGINT");
    expect(stdout).toBe(
      `2 + 3 = 5\n7 / 0 = DivisionByZero\n1 + 2 + 3 = 6\n${[0, 1, 2, 3, 4].map((n) => `generated ${n}\n`).join("")}`,
    );
    expect(await ended).toEqual([0, null]);
  });

  it("decodes from the command line, and reads standard input", async () => {
    expect((await node(bin(), "decode", "00 09 01")).stdout).toBe('{"connection":0,"kind":"Ping","nonce":1}\n');
    const child = spawn(process.execPath, [bin(), "decode", "--stdin"]);
    child.stdin.end(Buffer.from("03000000000901", "hex"));
    const [line] = await once(child.stdout.setEncoding("utf8"), "data");
    expect(line).toBe('{"connection":0,"kind":"Ping","nonce":1}\n');
  });

  it("gives the exit codes of its commands", async () => {
    await expect(node(bin(), "decode", "00 0b")).rejects.toMatchObject({ code: 1 });
    await expect(node(bin(), "dekode")).rejects.toMatchObject({ code: 2 });
  });

  it("prints the ids of a user's module, even of one that would not end", async () => {
    const text = `import { defineService, t } from "roam-xstate";
      export const Testbed = defineService("Testbed", { echo: t.method([t.string], t.string) });
      setInterval(() => {}, 1000);`;
    writeFileSync(join(project, "service.mjs"), text);
    const { stdout } = await node(bin(), "ids", "service.mjs");
    expect(stdout).toBe("Testbed\n0x9aabc4ba61fd5df3  echo  25010f0f\n");
  });
});
