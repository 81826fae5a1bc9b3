import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listenAtUrl, urlOf } from "../../runtime/link/addresses-node.ts";
import type { Link } from "../../runtime/link/link.ts";
import { type Bundle, bundle } from "./bundle.ts";
import { record, turns } from "./recorder.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

describe("a link whose other process is killed", () => {
  let script: Bundle | undefined;
  beforeAll(async () => {
    script = await bundle("killed-peer.ts");
  });
  afterAll(() => script?.remove());

  it.each([
    ["tcp", "tcp://127.0.0.1:0"],
    ["unix", `unix://${join(tmpdir(), `roam-killed-${process.pid}.sock`)}`],
    ["ws", "ws://127.0.0.1:0"],
  ])("[link.rx.error] ends once over %s, with nothing after it", async (kind, address) => {
    let onLink: (link: Link) => void = () => {};
    const accepted = new Promise<Link>((resolve) => {
      onLink = resolve;
    });
    const listener = await listenAtUrl(urlOf(address), { onLink });
    cleanups.push(() => listener.close());
    const child = spawn(process.execPath, [script?.path ?? "", listener.url], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    cleanups.push(() => child.kill("SIGKILL"));
    const link = await accepted;
    cleanups.push(() => link.destroy());
    const seen = record(link, () => {
      if (seen.payloads.length === 5) link.pause();
    });
    await seen.received(5);
    link.send(new Uint8Array(10));
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    link.resume();
    await seen.end();
    await turns(2);
    expect([seen.ends, seen.late]).toEqual([1, 0]);
    // The system ends the stream of a process that it kills; whether that is inside a payload is chance.
    expect(kind === "ws" ? ["lost"] : ["lost", "truncated", undefined]).toContain(seen.error?.code);
  });
});
