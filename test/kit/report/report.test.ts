import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseRecording } from "../../../inspect/replay.ts";
import type { Message } from "../../../runtime/wire/index.ts";
import type { Report } from "../case.ts";
import { runConformance } from "../conformance.ts";
import { filtered } from "../fixtures/broken.ts";
import { ours } from "../fixtures/ours.ts";
import { shownFrame } from "../trace.ts";
import { escaped } from "./escape.ts";
import { htmlOf } from "./html.ts";
import { junitOf } from "./junit.ts";
import { fileName, writeReport } from "./write.ts";

const EVIL = `<script>alert("&'")</script>\u0000`;
const only = "session established: peer.ping (connection 0, nonce 300)";

/** A run in which one case fails, on a text that a peer chose. */
async function reportOfOne(): Promise<Report> {
  const outwards = (it: Message): Message[] =>
    it.kind === "Pong" && it.nonce === 300n ? [{ kind: "ProtocolError", connection: 0, description: EVIL }] : [it];
  const peer = ours("acceptor", "strict", (link) => filtered(link, { outwards }));
  return runConformance(peer, { only, patienceMs: 200 });
}

describe("the report", () => {
  it("as HTML shows the ladder and the frames of a case that failed, with everything escaped", async () => {
    const html = htmlOf(await reportOfOne());
    expect(html).toContain("Ping 300");
    expect(html).toContain("expected: Pong 300 on connection 0");
    expect(html).toContain("&lt;script&gt;alert(");
    expect(html).not.toContain("<script");
    expect(html).not.toContain("\u0000");
    expect(html).not.toMatch(/https?:\/\//);
  });

  it("as JUnit counts what failed, and holds no character that XML forbids", async () => {
    const xml = junitOf(await reportOfOne());
    expect(xml).toContain('tests="1" failures="1" skipped="0"');
    expect(xml).toContain('<failure type="Fail" message="expected ');
    expect(xml).not.toContain("<script");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(xml).not.toMatch(/[\u0000-\u0008\ud800-\udfff]/u);
  });

  it("comes with a recording of each case that is no Pass, which the inspector's reader takes", async () => {
    const directory = await mkdtemp(join(tmpdir(), "roam-kit-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    await writeReport(await reportOfOne(), directory);
    expect((await readdir(directory)).sort()).toEqual(["recordings", "report.html", "report.json", "report.xml"]);
    const path = join(directory, "recordings", `${fileName(only)}.jsonl`);
    const { records } = parseRecording(await readFile(path, "utf8"));
    const kinds = records.flatMap((it) => (it.type === "frame" ? [`${it.direction} ${it.kind}`] : [it.type]));
    expect(kinds.slice(0, 3)).toEqual(["in Hello", "out HelloYourself", "in Ping"]);
    expect(kinds.at(-1)).toBe("error");
    const json: unknown = JSON.parse(await readFile(join(directory, "report.json"), "utf8"));
    expect(json).toMatchObject({ counts: { Fail: 1, Pass: 0 }, profile: "strict" });
  });

  it("writes what XML cannot hold as U+FFFD, and leaves the rest", () => {
    expect(escaped("a\u0000\ud800b\u{1f980}<\t")).toBe("a\ufffd\ufffdb\u{1f980}&lt;\t");
  });

  it("shows nothing of metadata that is SENSITIVE", () => {
    const metadata = [{ key: "token", value: "secret", flags: 1n }];
    const message: Message = { kind: "CloseConnection", connection: 1, metadata };
    const frame = shownFrame({ direction: "in", at: 0, message, bytes: new TextEncoder().encode("secret") });
    expect(JSON.stringify(frame)).not.toMatch(/secret|736563726574/);
  });
});
