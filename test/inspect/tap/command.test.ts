import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runTap, tapCommand } from "../../../inspect/command-tap.ts";
import { join as joinFeed } from "../../../inspect/join.ts";
import type { FeedRecord } from "../../../inspect/records.ts";
import { parseRecording, replay } from "../../../inspect/replay.ts";
import { connect, dialTcp, serve } from "../../../runtime/index.ts";
import { RawPeer } from "../../runtime/raw-peer.ts";
import { handlers, Mixed, work } from "./mixed-work.ts";
import * as say from "./spoken.ts";

/** The command in front of a server of ours, for as long as `use` runs. */
async function tapping(argv: readonly string[], use: (url: string, page: Promise<string>) => Promise<void>) {
  const server = await serve("tcp://127.0.0.1:0", Mixed, handlers, {
    profile: "strict",
    onConnection: (incoming) => void incoming.accept(Mixed, handlers),
    onHandlerError: () => {},
  });
  onTestFinished(() => server.close());
  let out = "";
  let err = "";
  let stop = () => {};
  let listening: (url: string) => void = () => {};
  const url = new Promise<string>((resolve) => {
    listening = resolve;
  });
  let opened: (page: string) => void = () => {};
  const page = new Promise<string>((resolve) => {
    opened = resolve;
  });
  const write = (text: string) => {
    out += text;
    const address = /open (\S+)/.exec(text)?.[1];
    if (address !== undefined) opened(address);
    const url = /listening at (\S+),/.exec(text)?.[1];
    if (url !== undefined) listening(url);
  };
  const io = {
    stdout: { write },
    stderr: { write: (text: string) => (err += text) },
    stdin: (async function* () {})(),
  };
  const done = runTap(["--listen", "tcp://127.0.0.1:0", "--to", server.url, ...argv], io, {
    untilInterrupted: (resolve) => {
      stop = resolve;
      return () => {};
    },
    importModule: async () => ({ Mixed }),
  });
  await use(await url, page);
  await server.close();
  stop();
  return { code: await done, out, err };
}

async function wrong(...argv: string[]) {
  let err = "";
  const stdout = { write: () => {} };
  const io = { stdout, stderr: { write: (text: string) => (err += text) }, stdin: (async function* () {})() };
  const code = await runTap(argv, io, { untilInterrupted: () => () => {}, importModule: async () => ({}) });
  return { code, err };
}

describe("roam-xstate tap", () => {
  it("records what passes, and the recording replays to the same states", async () => {
    const file = join(tmpdir(), `tap-${randomUUID()}.jsonl`);
    onTestFinished(() => rm(file, { force: true }));
    const { code, out } = await tapping(["--record", file, "--service", "any.js"], async (url) => {
      const client = await connect(url, Mixed, { keepalive: { intervalMs: 5, timeoutMs: 60_000 } });
      await work(client);
      await client.close();
    });
    expect(code).toBe(0);
    expect(out.split("\n").slice(1)).toEqual([""]);
    const { header, records } = parseRecording(await readFile(file, "utf8"));
    expect(header).toMatchObject({ peers: ["left", "right"], redacted: false });
    const { difference, gap, states } = replay(records);
    expect([difference, gap]).toEqual([null, null]);
    expect(states.get("left/s1/c0/rx5")).toBe("reset");
    expect(states.get("right/s1/c0/h13")).toBe("cancelled");
  });

  it("opens a page whose viewers see both peers, also when they come late", async () => {
    const records: FeedRecord[] = [];
    const { code } = await tapping(["--open", "--service", "any.js"], async (url, page) => {
      const client = await connect(url, Mixed);
      await work(client);
      const peers = new Set<string>();
      // What passed is read a little later; who joins meanwhile is told all the same.
      const joined = await joinFeed(await page);
      for await (const batch of joined.records) {
        records.push(...batch);
        for (const record of batch)
          if (record.type === "actor" && record.chart === "connection") peers.add(record.peer);
        if (peers.size === 2) break;
      }
      joined.leave();
      await client.close();
    });
    expect(code).toBe(0);
    const sessions = records.filter((record) => record.type === "actor" && record.chart === "session");
    expect(sessions).toMatchObject([{ life: "left/s1" }, { life: "right/s1" }]);
  });

  it("prints the rule that a peer breaks, which is the one that the other one complains of", async () => {
    let complaint = "";
    const { out } = await tapping([], async (url) => {
      const peer = new RawPeer(await dialTcp({ port: Number(new URL(url).port) }));
      await peer.introduce();
      peer.say(say.response(2));
      complaint = await peer.expectProtocolError("rpc.response");
    });
    const said = complaint.replace("rpc.response", "rpc.response broken by left").split(", connection")[0];
    expect(out).toContain(`${said}\n`);
  });

  it("wants two addresses that make sense, and a file with a service", async () => {
    expect(await wrong("--to", "tcp://127.0.0.1:1")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--listen"),
    });
    expect(await wrong("--nonsense")).toMatchObject({ code: 2 });
    const addresses = ["--listen", "tcp://127.0.0.1:0", "--to"];
    expect(await wrong(...addresses, "http://x")).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot be tapped"),
    });
    const noService = await wrong(...addresses, "tcp://127.0.0.1:1", "--service", "x.js");
    expect(noService).toMatchObject({ code: 1, err: expect.stringContaining("exports no service") });
    expect(tapCommand.help).toContain("--listen ADDRESS");
  });
});
