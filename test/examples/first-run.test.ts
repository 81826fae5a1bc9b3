import { describe, expect, it } from "vitest";
import { parse } from "../../examples/first-run/arguments.ts";
import { demonstrate } from "../../examples/first-run/demonstration.ts";
import { Showcase } from "../../examples/first-run/service.ts";
import { keepServing } from "../../examples/first-run/serving.ts";
import { connect } from "../../runtime/index.ts";
import { RecordedTerminal } from "./recorded-terminal.ts";

const SUMMARY = [
  "  calls     31 answered, 1 cancelled",
  "  channels  5 closed, 1 reset; stalls: 1",
  "  items     96 client → server, 76 server → client",
];

describe("npm start", () => {
  it("shows every transition as a line, ends by itself, and leaves no actor alive", async () => {
    // What it shows is a race of timers: where the machine is too slow for it, it gets more time.
    for (const durationMs of [600, 3_000]) if (await plays(durationMs).catch(() => false)) return;
    expect(await plays(15_000)).toBe(true);
  });

  /** Whether it shows all that it should in this time. */
  async function plays(durationMs: number): Promise<true> {
    const out = new RecordedTerminal();
    const code = await demonstrate(out, {
      durationMs,
      isPage: false,
      mayDrive: false,
      signal: new AbortController().signal,
    });
    expect(out.text).not.toContain("failed:");
    expect(code).toBe(0);
    const lines = out.text.split("\n");
    expect(lines.slice(-5, -2)).toEqual(SUMMARY);
    expect(lines.at(-2)).toMatch(/^ {2}actors {4}\d+ began, 0 live$/);
    expect(out.text).not.toContain("\u001b");
    for (const [who, change] of [
      ["client  outgoingRequest \\d+ ponder", "awaitingResponse → cancelling"],
      ["server  incomingRequest \\d+ ponder", "handling → cancelling"],
      ["client  incomingChannel \\d+", "open → reset"],
      ["client  outgoingChannel \\d+", "flowing → stalled"],
      ["client  outgoingChannel \\d+", "stalled → flowing"],
      ["server  driver", "established → closed"],
    ]) {
      expect(out.text).toMatch(new RegExp(`${who} +${change} `));
    }
    return true;
  }

  it("draws a page at most ten times a second, and gives the terminal back", async () => {
    const out = new RecordedTerminal();
    const listeners = process.listenerCount("exit");
    const started = performance.now();
    const code = await demonstrate(out, {
      durationMs: 1_500,
      isPage: true,
      mayDrive: false,
      signal: new AbortController().signal,
    });
    const seconds = (performance.now() - started) / 1_000;
    expect(code).toBe(0);
    const frames = out.count("\u001b[H");
    expect(frames).toBeGreaterThan(3);
    expect(frames).toBeLessThanOrEqual(seconds * 10 + 1);
    expect(out.count("\u001b[?1049h\u001b[?25l")).toBe(1);
    expect(out.count("\u001b[?25h\u001b[?1049l")).toBe(1);
    const after = out.text.slice(out.text.indexOf("\u001b[?1049l"));
    expect(after).toContain("The fullest moment");
    expect(after).toContain("31 answered, 1 cancelled");
    expect(process.listenerCount("exit")).toBe(listeners);
  });

  it.each([true, false])("ends cleanly when interrupted (page: %s)", async (isPage) => {
    const out = new RecordedTerminal();
    const interruption = new AbortController();
    const ending = demonstrate(out, { durationMs: 60_000, isPage, mayDrive: false, signal: interruption.signal });
    await expect.poll(() => out.text).toContain(isPage ? "\u001b[H" : "# ");
    interruption.abort();
    expect(await ending).toBe(130);
    expect(out.text).not.toContain("failed:");
    expect(out.text).toMatch(/actors.* began, .*0 live/);
    expect(out.count("\u001b[?1049l")).toBe(isPage ? 1 : 0);
  });

  it("--serve prints its address, serves, and ends on the signal", async () => {
    const out = new RecordedTerminal();
    const interruption = new AbortController();
    const ended = keepServing(out, 0, interruption.signal);
    await expect.poll(() => out.text).toContain("Ctrl-C ends it");
    const url = /tcp:\/\/\S+:\d+/.exec(out.text)?.[0] ?? "";
    const client = await connect(url, Showcase);
    expect(await client.add(2, 3)).toBe(5);
    await client.close();
    interruption.abort();
    expect(await ended).toBe(0);
    expect(out.text).toContain("0 live");
  });

  it.each([
    [[], { do: "demonstrate", isPlain: false, mayDrive: false, durationMs: 6_000 }],
    [["--plain", "--seconds", "2"], { do: "demonstrate", isPlain: true, mayDrive: false, durationMs: 2_000 }],
    [["--drive"], { do: "demonstrate", isPlain: false, mayDrive: true, durationMs: 6_000 }],
    [["--serve"], { do: "serve", port: 9_000 }],
    [["--serve", "--port", "0"], { do: "serve", port: 0 }],
    [["-h"], { do: "help" }],
  ])("understands %j", (argv, wish) => {
    expect(parse(argv)).toEqual(wish);
  });

  it.each([[["--port", "1"]], [["--serve", "--port", "70000"]], [["--serve", "--port", ""]], [["--sevre"]]])(
    "refuses %j",
    (argv) => {
      expect(() => parse(argv)).toThrow(TypeError);
    },
  );
});
