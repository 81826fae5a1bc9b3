import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenAtUrl, urlOf } from "../../runtime/link/addresses-node.ts";
import type { Link } from "../../runtime/link/link.ts";
import { childLink } from "../../runtime/link/stdio.ts";
import { type Bundle, bundle } from "../link/bundle.ts";
import { turns } from "../link/recorder.ts";
import { handles } from "./handles.ts";
import { watchRejections } from "./rejections.ts";
import { Side } from "./side.ts";

const RUNS = 200;
/** Processes that are started while another is killed. */
const AHEAD = 3;
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const KILLS = fc.record({
  /** The other process is killed behind this frame, sent or received. */
  k: fc.integer({ min: 1, max: 120 }),
  /** What the process that is killed was. */
  victim: fc.constantFrom("initiator", "acceptor"),
  isInspected: fc.boolean(),
});

type Kill = typeof KILLS extends fc.Arbitrary<infer K> ? K : never;

/** Behind the Hello, which a sample may leave out. */
const FIRST: readonly Kill[] = [{ k: 1, victim: "acceptor", isInspected: false }];

/** A process that is to be killed, and our end of the link to it. */
interface Victim {
  readonly child: ChildProcess;
  readonly link: Link;
}

let script: Bundle | undefined;
let sockets = 0;

/** Over an address: the process dials us, each time at another. */
async function dialling(scheme: string, role: string): Promise<Victim> {
  let onLink: (link: Link) => void = () => {};
  const accepted = new Promise<Link>((resolve) => {
    onLink = resolve;
  });
  sockets += 1;
  const path = join(tmpdir(), `roam-cuts-${process.pid}-${sockets}.sock`);
  const address = scheme === "unix" ? `unix://${path}` : `${scheme}://127.0.0.1:0`;
  const listener = await listenAtUrl(urlOf(address), { onLink });
  const child = spawn(process.execPath, [script?.path ?? "", role, listener.url], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const link = await accepted;
  // What was accepted lives on.
  await listener.close();
  return { child, link };
}

/** Over its standard input and output. */
async function piped(role: string): Promise<Victim> {
  const child = spawn(process.execPath, [script?.path ?? "", role], { stdio: ["pipe", "pipe", "inherit"] });
  return { child, link: childLink(child) };
}

/** Plays, kills, and gives what our side had left one turn after it had seen the loss. */
async function play({ child, link }: Victim, { k, victim, isInspected }: Kill): Promise<[Side, string[]]> {
  const gone = once(child, "exit");
  const onFrame = (count: number) => void (count === k && child.kill("SIGKILL"));
  const side = new Side(link, { isInspected, onFrame });
  if (victim === "initiator") await side.accept();
  else side.initiate();
  await side.link.ended;
  await turns(1);
  const left = side.leftovers();
  await gone;
  return [side, left];
}

describe("a busy session with a process that is killed behind the k-th frame", () => {
  beforeAll(async () => {
    script = await bundle("../cuts/victim.ts");
  });
  afterAll(() => script?.remove());

  it.each<[string, (role: string) => Promise<Victim>]>([
    ["tcp", (role) => dialling("tcp", role)],
    ["unix", (role) => dialling("unix", role)],
    ["ws", (role) => dialling("ws", role)],
    ["stdio", piped],
  ])("has nothing pending one turn after the loss over %s, no actor, no timer, no handle", async (kind, start) => {
    const kills = [...FIRST, ...fc.sample(KILLS, { seed, numRuns: RUNS - FIRST.length })];
    const before = await handles();
    const rejections = watchRejections();
    const started: Promise<Victim>[] = [];
    const cut = new Set<string>();
    for (const [run, kill] of kills.entries()) {
      for (const { victim } of kills.slice(started.length, run + AHEAD)) started.push(start(victim));
      const one = await started[run];
      if (one === undefined) throw new Error("no process");
      const [side, left] = await play(one, kill);
      expect(left, `${kind}, SEED=${seed}, run ${run}: ${JSON.stringify(kill)}`).toEqual([]);
      for (const name of side.cut) cut.add(name);
    }
    expect(rejections.end()).toEqual([]);
    expect(await handles(before)).toEqual(before);
    expect([...cut], `${kind}, SEED=${seed}`).toEqual(
      expect.arrayContaining(["connect", "call: pending", "channel: next", "open: undecided"]),
    );
  });
});
