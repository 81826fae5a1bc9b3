import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Link } from "../../runtime/link/link.ts";
import { childLink } from "../../runtime/link/stdio.ts";
import { dialTcp, listenTcp } from "../../runtime/link/tcp.ts";
import { dialUnix, listenUnix } from "../../runtime/link/unix.ts";
import { frame, patterned, record } from "./recorder.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A listener and a bare socket connected to it, so that the test writes the bytes. */
async function bare(): Promise<{ link: Link; socket: Socket }> {
  let socket: Socket | undefined;
  const link = await new Promise<Link>((resolve, reject) => {
    listenTcp({ onLink: resolve, maxPayload: 1000 }).then((listener) => {
      cleanups.push(() => listener.close());
      socket = connect({ port: listener.port, host: "127.0.0.1", allowHalfOpen: true });
      cleanups.push(() => socket?.destroy());
    }, reject);
  });
  cleanups.push(() => link.destroy());
  if (socket === undefined) throw new Error("no socket");
  return { link, socket };
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "link-"));
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe("a tcp link", () => {
  it("[transport.stream] writes the prefix that the specification shows", async () => {
    const { link, socket } = await bare();
    record(link);
    link.send(Buffer.from("000007004000", "hex"));
    link.close();
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString("hex")).toBe("06000000000007004000");
  });

  it("[link.rx.eof] delivers everything before a half close, answers included, and then ends", async () => {
    const { link, socket } = await bare();
    const seen = record(link, (bytes) => link.send(bytes));
    socket.end(Buffer.concat([frame(patterned(5)), frame(patterned(6))]));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    await seen.end();
    expect([seen.payloads.length, seen.errors]).toEqual([2, [undefined]]);
    expect(Buffer.concat(chunks)).toEqual(Buffer.concat([frame(patterned(5)), frame(patterned(6))]));
  });

  it("[link.split] still answers what it held when the counterpart ended its half", async () => {
    const { link, socket } = await bare();
    const seen = record(link, (bytes) => link.send(bytes));
    const frames = Buffer.concat(Array.from({ length: 1000 }, (_, i) => frame(patterned(6, i))));
    socket.end(frames);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    await seen.end();
    expect(Buffer.concat(chunks).equals(frames)).toBe(true);
  });

  it("[link.rx.error] ends as truncated when the counterpart stops in the middle", async () => {
    const { link, socket } = await bare();
    const seen = record(link);
    socket.end(frame(patterned(9)).subarray(0, 7));
    await seen.end();
    expect(seen.error?.code).toBe("truncated");
  });

  it("[link.rx.error] ends as lost when the counterpart resets", async () => {
    const { link, socket } = await bare();
    const seen = record(link);
    socket.resetAndDestroy();
    await seen.end();
    expect([seen.error?.code, seen.error?.cause instanceof Error]).toEqual(["lost", true]);
  });

  it("is named after the counterpart's address", async () => {
    const { link, socket } = await bare();
    expect(link.name).toBe(`tcp 127.0.0.1:${socket.localPort}`);
  });

  it("rejects with the address when nobody listens", async () => {
    const listener = await listenTcp({ onLink: () => {} });
    await listener.close();
    const dialled = dialTcp({ port: listener.port });
    await expect(dialled).rejects.toMatchObject({ code: "unreachable", cause: { code: "ECONNREFUSED" } });
    await expect(dialled).rejects.toThrow(`tcp 127.0.0.1:${listener.port}`);
  });

  it("gives dialling up when the signal says so, before or during", async () => {
    const listener = await listenTcp({ onLink: (link) => link.destroy() });
    cleanups.push(() => listener.close());
    const { port } = listener;
    await expect(dialTcp({ port, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
    const abort = new AbortController();
    const dialled = dialTcp({ port, signal: abort.signal });
    abort.abort("changed my mind");
    await expect(dialled).rejects.toMatchObject({ code: "aborted", cause: "changed my mind" });
  });

  it("frees its port on close while accepted links live on", async () => {
    let onLink: (link: Link) => void = () => {};
    const accepted = new Promise<Link>((resolve) => {
      onLink = resolve;
    });
    const first = await listenTcp({ onLink });
    const dialled = await dialTcp({ port: first.port });
    cleanups.push(() => dialled.destroy());
    const seen = record(await accepted);
    record(dialled);
    await first.close();
    const second = await listenTcp({ port: first.port, onLink: () => {} });
    cleanups.push(() => second.close());
    dialled.send(patterned(3));
    await seen.received(1);
    expect(second.port).toBe(first.port);
  });

  it("says which address is taken", async () => {
    const listener = await listenTcp({ onLink: () => {} });
    cleanups.push(() => listener.close());
    const again = listenTcp({ port: listener.port, onLink: () => {} });
    await expect(again).rejects.toMatchObject({ code: "listen-failed", cause: { code: "EADDRINUSE" } });
  });
});

describe("a unix link", () => {
  it("[transport.stream.local] removes its socket file when listening stops", async () => {
    const path = join(await folder(), "socket");
    const listener = await listenUnix({ path, onLink: () => {} });
    expect(existsSync(path)).toBe(true);
    await listener.close();
    expect(existsSync(path)).toBe(false);
    await expect(dialUnix({ path })).rejects.toMatchObject({ code: "unreachable", cause: { code: "ENOENT" } });
  });

  it("[transport.stream.local] tells a stale socket file from one in use", async () => {
    const path = join(await folder(), "socket");
    const used = await listenUnix({ path, onLink: (link) => link.destroy() });
    await expect(listenUnix({ path, onLink: () => {} })).rejects.toMatchObject({ code: "listen-failed" });
    await used.close();
    const script = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.exit(0))`;
    // process.exit leaves the file behind, as a crash does.
    await new Promise((resolve) => spawn(process.execPath, ["-e", script]).once("close", resolve));
    const stale = listenUnix({ path, onLink: () => {} });
    await expect(stale).rejects.toMatchObject({ code: "stale-socket" });
    await expect(stale).rejects.toThrow(/remove it/);
  });
});

describe("a listener at a path that is a plain file", () => {
  it("[transport.stream.local] does not advise to remove it", async () => {
    const path = join(await folder(), "notes.txt");
    await writeFile(path, "keep me");
    await expect(listenUnix({ path, onLink: () => {} })).rejects.toMatchObject({ code: "listen-failed" });
  });
});

describe("a child process link", () => {
  it("[transport.stream.kinds] echoes through cat and ends when cat does", async () => {
    const child = spawn("cat", { stdio: ["pipe", "pipe", "inherit"] });
    const link = childLink(child);
    const seen = record(link);
    for (const size of [0, 5, 70_000]) link.send(patterned(size));
    link.close();
    await seen.end();
    expect([seen.payloads.map((bytes) => bytes.length), seen.errors]).toEqual([[0, 5, 70_000], [undefined]]);
    expect(link.name).toBe(`child ${child.pid}`);
  });

  it("ends as lost with the cause when the child cannot be started", async () => {
    const child = spawn("/nonexistent/program", { stdio: ["pipe", "pipe", "inherit"] });
    const seen = record(childLink(child));
    await seen.end();
    expect([seen.error?.code, seen.ends]).toEqual(["lost", 1]);
    expect(seen.error?.message).toContain("ENOENT");
  });

  it("wants both pipes", () => {
    const child = spawn("true", { stdio: "ignore" });
    expect(() => childLink(child)).toThrow(/without a pipe/);
  });
});
