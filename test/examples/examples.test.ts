import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Calculator } from "../../examples/calculator/service.ts";
import { channel, connect, t } from "../../runtime/index.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

let built: string;

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), "roam-examples-"));
  writeFileSync(join(built, "package.json"), '{ "type": "module" }');
  symlinkSync(join(ROOT, "node_modules"), join(built, "node_modules"), "dir");
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  await run(process.execPath, [tsc, "-p", join(ROOT, "tsconfig.build.json"), "--outDir", join(built, "dist")]);
}, 300_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const example = (name: string) => join(built, "dist", "examples", `${name}.js`);

function start(name: string, ...args: string[]) {
  const child = spawn(process.execPath, [example(name), ...args]);
  children.push(child);
  return { child, exit: once(child, "exit"), lines: linesOf(child.stdout), errors: linesOf(child.stderr) };
}

/** Reads a stream line by line; `next` waits for a line, `all` for the end. */
function linesOf(stream: Readable) {
  const lines: AsyncIterator<string> = split(stream)[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  const all = async () => {
    const found: string[] = [];
    for (let line = await lines.next(); !line.done; line = await lines.next()) found.push(line.value);
    return found;
  };
  return { next, all };
}

async function* split(stream: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

const urlIn = (line: unknown) => /tcp:\S+\d/.exec(String(line))?.[0] ?? "";

describe("the worker example", () => {
  it("computes in a worker, and ends a search that is broken off", async () => {
    const { stdout, stderr } = await run(process.execPath, [example("worker/main")]);
    const found = [2, 3, 5, 7, 11, 13, 17, 19, 23].map((prime) => `found ${prime}\n`).join("");
    expect(stdout).toBe(`9592 primes below 100000\n${found}search broken off\n`);
    expect(stderr).toBe("");
  });
});

describe("the child example", () => {
  it("calls its child over standard input and output, and the child ends with the link", async () => {
    const { stdout, stderr } = await run(process.execPath, [example("child/main")]);
    expect(stdout).toBe("the child answers\nto: 2\nbe: 2\nthe child ended with code 0\n");
    expect(stderr).toBe("the child serves\n");
  });
});

describe("the chat example", () => {
  it("shows everybody what is said, who comes and who leaves", async () => {
    const server = start("chat/server", "tcp://127.0.0.1:0");
    const url = urlIn(await server.lines.next());
    const ada = start("chat/client", "Ada", url);
    expect(await ada.lines.next()).toBe("with you: nobody");
    const bob = start("chat/client", "Bob", url);
    expect(await bob.lines.next()).toBe("with you: Ada");
    expect(await ada.lines.next()).toBe("Bob: has come");
    bob.child.stdin.write("hello\n");
    expect([await ada.lines.next(), await bob.lines.next()]).toEqual(["Bob: hello", "Bob: hello"]);
    ada.child.stdin.write("hi Bob\n");
    expect([await ada.lines.next(), await bob.lines.next()]).toEqual(["Ada: hi Bob", "Ada: hi Bob"]);
    const twin = start("chat/client", "Bob", url);
    expect((await twin.errors.all()).join("\n")).toContain("there is a Bob already");
    bob.child.stdin.end();
    expect(await bob.exit).toEqual([0, null]);
    expect(await ada.lines.next()).toBe("Bob: has left");
    server.child.kill("SIGTERM");
    expect(await ada.exit).toEqual([0, null]);
    expect(await server.exit).toEqual([0, null]);
  });
});

describe("the calculator example", () => {
  it("drains on SIGTERM: refuses new calls, lets a running one finish, and says what it cut", async () => {
    const server = start("calculator/server", "tcp://127.0.0.1:0");
    const url = urlIn(await server.lines.next());
    const calculator = await connect(url, Calculator);
    const [tx, rx] = channel(t.i32);
    const total = calculator.sum(rx);
    await tx.send(1);
    await calculator.add(1, 1);
    server.child.kill("SIGTERM");
    // The signal is on its way until a call is refused.
    let refusal: unknown;
    while (refusal === undefined)
      refusal = await calculator.add(1, 1).then(
        () => undefined,
        (error) => error.code,
      );
    expect(refusal).toBe("cancelled-by-callee");
    await tx.send(2);
    await tx.close();
    expect(await total).toBe(3n);
    expect(await server.lines.next()).toBe("drained; cut 0 calls and 0 channels");
    expect(await server.exit).toEqual([0, null]);
  });
});
