import { describe, expect, it, onTestFinished } from "vitest";
import { serve } from "../../runtime/index.ts";
import { conformanceCommand } from "./command-conformance.ts";
import { Testbed, testbedHandlers } from "./service.ts";

async function run(...argv: string[]) {
  let [out, err] = ["", ""];
  const code = await conformanceCommand.run(argv, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    stdin: (async function* () {})(),
  });
  return { code, out, err };
}

describe("roam-xstate conformance", () => {
  it("prints the verdicts and exits with 0 when nothing fails", async () => {
    const server = await serve("tcp://127.0.0.1:0", Testbed, testbedHandlers, { profile: "strict" });
    onTestFinished(() => server.close());
    const { code, out } = await run("--target", server.url, "--only", "conversation: a call");
    expect(out).toMatch(/^Pass [1-9], Info 0, Non-strict 0, Missing 0, Fail 0\n$/);
    expect(code).toBe(0);
  });

  it("exits with 1 when nobody is there", async () => {
    const { code, out } = await run("--command", "exit 1", "--only", "keepalive");
    expect([code, out.includes("Missing 2")]).toEqual([1, true]);
  });

  it.each([
    [[], "one of --target, --listen and --command is needed"],
    [["--target", "tcp://127.0.0.1:1", "--listen", "tcp://127.0.0.1:0"], "one of --target"],
    [["--target", "nowhere"], "is no address"],
    [["--target", "tcp://127.0.0.1:1", "--profile", "lax"], "no profile lax"],
    [["--target", "tcp://127.0.0.1:1", "--patience", "soon"], "expected a whole number"],
  ])("%j: says what is wrong, and exits with 2", async (argv, problem) => {
    const { code, err } = await run(...argv);
    expect([code, err.includes(problem)]).toEqual([2, true]);
  });
});
