import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { Server as HttpServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { inspect } from "../../inspect/command-inspect.ts";
import { record } from "../../inspect/command-record.ts";
import { replayCommand } from "../../inspect/command-replay.ts";
import { tapCommand } from "../../inspect/command-tap.ts";
import { type FeedRecord, openInspector, parseRecording, replay } from "../../inspect/index.ts";
import { join as joinFeed } from "../../inspect/join.ts";
import { commandLine } from "../../runtime/cli/command-line.ts";
import { connect, serve } from "../../runtime/index.ts";
import { captured } from "../cli/captured.ts";
import { idle } from "../runtime/driver/idle-handlers.ts";
import { Shapes } from "../runtime/fixture.ts";
import { ofType, pair } from "./watched-pair.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function inspector(options: Parameters<typeof openInspector>[0] = {}) {
  const opened = await openInspector(options);
  closing.push(() => opened.close());
  return opened;
}

/** Status and body of a request with headers of one's own, which `fetch` would not send. */
async function get(url: string, headers: Record<string, string> = {}, path?: string) {
  const asked = request(url, { headers, agent: false, ...(path === undefined ? {} : { path }) });
  asked.end();
  const [response] = await once(asked, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: Number(response.statusCode), body, headers: response.headers };
}

/** The status that a WebSocket is refused with, or 101. */
function upgrade(url: string, origin?: string): Promise<number> {
  const socket = new WebSocket(url.replace("http:", "ws:"), origin === undefined ? {} : { origin });
  return new Promise((resolve) => {
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => {});
  });
}

describe("an inspector", () => {
  it("serves one page that may reach nothing but its own feed", async () => {
    const { url } = await inspector();
    expect(new URL(url).hostname).toBe("127.0.0.1");
    const { status, body, headers } = await get(url);
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(body).toContain("<!doctype html>");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).toContain("connect-src 'self'");
    expect((await get(url.replace("/?", "/other?"))).status).toBe(404);
  });

  it("lets nobody in without its token, by another name, or from another site's page", async () => {
    const { url } = await inspector();
    const { port, origin, searchParams } = new URL(url);
    const wrong = `${origin}/?token=${"x".repeat(searchParams.get("token")?.length ?? 0)}`;
    expect((await get(`${origin}/`)).status).toBe(401);
    expect((await get(wrong)).status).toBe(401);
    expect((await get(url, { host: `evil.example:${port}` })).status).toBe(403);
    expect((await get(url, { origin: "http://evil.example" })).status).toBe(403);
    const feed = url.replace("/?", "/feed?");
    expect(await upgrade(feed)).toBe(101);
    expect(await upgrade(feed, origin)).toBe(101);
    expect(await upgrade(feed, "http://evil.example")).toBe(403);
    expect(await upgrade(wrong.replace("/?", "/feed?"))).toBe(403);
  });

  it("refuses what is no address, and lives on", async () => {
    const { url } = await inspector();
    expect((await get(url, {}, "//")).status).toBe(403);
    const upgraded = { connection: "Upgrade", upgrade: "websocket" };
    const refused = request(url, { headers: upgraded, path: "//", agent: false });
    refused.end();
    const [response] = await once(refused, "response");
    response.resume();
    expect(response.statusCode).toBe(403);
    expect((await get(url)).status).toBe(200);
  });

  it("has another token each time", async () => {
    const [one, two] = [await inspector(), await inspector()];
    expect(new URL(one.url).searchParams.get("token")).not.toBe(new URL(two.url).searchParams.get("token"));
    expect(new URL(one.url).searchParams.get("token")?.length).toBeGreaterThanOrEqual(32);
  });

  it("streams the header, then what is alive, then what happens", async () => {
    const { url, feed } = await inspector({ peer: "left" });
    const { client } = await pair({ inspect: feed });
    closing.push(() => client.close());
    const joined = await joinFeed(url);
    expect(joined.header).toMatchObject({ format: "roam-xstate-recording", peers: ["left"] });
    const seen: FeedRecord[] = [];
    for await (const batch of joined.records) {
      if (seen.length === 0) void client.add(1, 2);
      seen.push(...batch);
      if (ofType(seen, "end").length > 0) break;
    }
    joined.leave();
    expect(ofType(seen, "actor").map(({ life, late }) => [life, late])).toEqual([
      ["left/s1", true],
      ["left/s1/c0", true],
      ["left/s1/c0/r1", false],
    ]);
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
  });

  it("lets a viewer that does not read miss records, and tells it how many", async () => {
    const { url, feed } = await inspector({ capacity: 500 });
    const { client } = await pair({ inspect: feed });
    closing.push(() => client.close());
    const socket = new WebSocket(url.replace("http:", "ws:").replace("/?", "/feed?"));
    const seen: FeedRecord[] = [];
    socket.on("message", (text) => {
      const message: unknown = JSON.parse(String(text));
      if (Array.isArray(message)) seen.push(...message);
    });
    await once(socket, "open");
    socket.pause();
    // Until what the system buffers is full, and some more.
    const reader = feed.open();
    for (let told = 0; told < 40_000; told += reader.read(1_000).length) {
      await client.add(1, 2, { metadata: { note: "n".repeat(200) } });
      if (told % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    reader.close();
    socket.resume();
    while (ofType(seen, "gap").length === 0) await once(socket, "message");
    let seq = 0;
    for (const record of seen) expect(record.seq).toBe(++seq);
    expect(ofType(seen, "gap")[0]?.dropped).toBeGreaterThan(0);
    socket.terminate();
  });

  it("tells its viewers the rest, and says goodbye, when it closes", async () => {
    const { url, feed, close } = await openInspector();
    const { client, driver } = await pair({ inspect: feed });
    const socket = new WebSocket(url.replace("http:", "ws:").replace("/?", "/feed?"));
    const seen: string[] = [];
    socket.on("message", (text) => seen.push(String(text)));
    while (seen.length < 2) await once(socket, "message");
    await client.add(1, 2);
    await driver.close();
    // The patience that it has with viewers that do not read is no part of this.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    closing.push(async () => void vi.useRealTimers());
    const [[code]] = await Promise.all([once(socket, "close"), close()]);
    expect(code).toBe(1001);
    expect(seen.join("")).toMatch(/"type":"end"[^{]*"life":"local\/s1"/);
  });

  it("only shows, whatever a viewer says", async () => {
    const { url, feed } = await inspector();
    const { client, driver } = await pair({ inspect: feed });
    closing.push(() => driver.close());
    const socket = new WebSocket(url.replace("http:", "ws:").replace("/?", "/feed?"));
    await once(socket, "message");
    socket.send('{"do":"close","life":"local/s1"}');
    socket.send("no JSON");
    socket.ping();
    await once(socket, "pong");
    expect(await client.add(1, 2)).toBe(3);
    socket.terminate();
  });
});

describe("a server with `inspect: true`", () => {
  it("tells where its page is, and takes it down when it closes", async () => {
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, { inspect: true });
    const client = await connect(server.url, Shapes);
    const url = server.inspector?.url ?? "";
    expect((await get(url)).status).toBe(200);
    const joined = await joinFeed(url);
    const { value } = await joined.records[Symbol.asyncIterator]().next();
    expect(value).toContainEqual(expect.objectContaining({ type: "actor", chart: "session", state: "established" }));
    joined.leave();
    await client.close();
    await server.close();
    await expect(get(url)).rejects.toThrow("ECONNREFUSED");
  });

  it("takes the page down when it cannot listen", async () => {
    const taken = await serve("tcp://127.0.0.1:0", Shapes, idle, { inspect: false });
    expect(taken.inspector).toBeNull();
    const close = vi.spyOn(HttpServer.prototype, "close");
    closing.push(async () => close.mockRestore());
    await expect(serve(taken.url, Shapes, idle, { inspect: true })).rejects.toThrow();
    expect(close).toHaveBeenCalledOnce();
    await taken.close();
  });
});

describe("roam-xstate", () => {
  it.each([inspect, record, replayCommand, tapCommand])(
    "lists what loads late by its own summary: $summary",
    async (one) => {
      expect((await captured(["help"])).out).toContain(` ${one.summary}\n`);
    },
  );

  it("records a running program until it ends, and replays that", async () => {
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, { inspect: true });
    const client = await connect(server.url, Shapes);
    const file = join(tmpdir(), `joined-${process.pid}.jsonl`);
    closing.push(() => rm(file, { force: true }));
    const recording = captured(["record", "--from", server.inspector?.url ?? "", file]);
    while (!(await readFile(file, "utf8").catch(() => "")).includes('"late":true')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.add(1, 2);
    await client.close();
    while (!(await readFile(file, "utf8")).includes('"state":"closed"')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await server.close();
    expect((await recording).out).toMatch(/joined-\d+\.jsonl: \d+ records, \d+ bytes\n$/);
    const { records } = parseRecording(await readFile(file, "utf8"));
    const replayed = replay(records);
    expect([replayed.difference, replayed.gap]).toEqual([null, null]);
    expect(replayed.states.get("local/s1/c0/h1")).toBe("responded");
  });

  it("prints what a running program does until it ends", async () => {
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, { inspect: true });
    const client = await connect(server.url, Shapes);
    let out = "";
    const stdout = { write: (text: string) => (out += text) };
    const io = { stdout, stderr: stdout, stdin: (async function* () {})() };
    const printing = commandLine(["inspect", server.inspector?.url ?? ""], io);
    while (!out.includes("is there")) await new Promise((resolve) => setImmediate(resolve));
    await client.add(1, 2);
    await client.close();
    await server.close();
    expect(await printing).toBe(0);
    expect(out).toContain("local/s1/c0/h1 queued → handling (parent.slot)");
    expect(out).toContain("local/s1 ends: closed");
  });

  it.each([
    ["inspect", [], 2],
    ["inspect", ["nonsense"], 1],
    ["inspect", ["http://127.0.0.1:1/?token=x"], 1],
    ["record", ["file"], 2],
    ["record", ["--from", "http://127.0.0.1:1/?token=x"], 2],
    ["record", ["--from", "http://127.0.0.1:1/?token=x", "/nowhere/at/all"], 1],
    ["record", ["--from", "x", "--max-bytes", "9", "file"], 2],
    ["replay", [], 2],
  ])("%s %j ends with a sentence and code %i", async (command, rest, code) => {
    const { code: found, err } = await captured([command, ...rest]);
    expect(found).toBe(code);
    expect(err).toMatch(new RegExp(`^roam-xstate ${command}: .+\n`));
  });
});
