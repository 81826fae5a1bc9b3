import { describe, expect, it } from "vitest";
import { captured } from "./captured.ts";

describe("the command line", () => {
  it.each(["--help", "-h", "help"])("%s lists the commands", async (flag) => {
    const { code, out, err } = await captured([flag]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^ {2}decode .+\n {2}ids {5} .+$/m);
  });

  it.each(["decode", "ids"])("%s --help explains the command", async (name) => {
    const { code, out, err } = await captured([name, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(new RegExp(`^Usage: roam-xstate ${name} `));
    expect((await captured(["help", name])).out).toBe(out);
  });

  it("--version prints the version of the package", async () => {
    const { code, out } = await captured(["--version"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  it("prints to standard error and exits with 2 when there is no command", async () => {
    const { code, out, err } = await captured([]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Usage: roam-xstate COMMAND");
  });

  it("names an unknown command, on standard error, and exits with 2", async () => {
    const { code, out, err } = await captured(["dekode", "00"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^roam-xstate: no command "dekode"\n/);
  });
});
