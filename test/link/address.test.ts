import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import * as browser from "../../runtime/browser.ts";
import {
  type ConnectOptions,
  connect,
  defineService,
  type IncomingSession,
  type ServeOptions,
  serve,
  t,
} from "../../runtime/index.ts";
import { listenWebSocket } from "../../runtime/link/websocket-listen.ts";

const Echo = defineService("Echo", { echo: t.method([t.string], t.string) });
const handlers = { echo: (text: string) => text };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function serving(target: Parameters<typeof serve>[0], options?: ServeOptions) {
  const server = await serve(target, Echo, handlers, options);
  cleanups.push(() => server.close());
  return server;
}

async function echo(target: string | URL, options?: ConnectOptions): Promise<string> {
  const client = await connect(target, Echo, options);
  const answer = await client.echo("hello");
  await client.close();
  return answer;
}

describe("an address", () => {
  it.each([
    ["tcp://127.0.0.1:0", /^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/],
    ["tcp://[::1]:0", /^tcp:\/\/\[::1\]:[1-9]\d*$/],
    ["tcp://localhost:0", /^tcp:\/\/localhost:[1-9]\d*$/],
    ["ws://127.0.0.1:0", /^ws:\/\/127\.0\.0\.1:[1-9]\d*$/],
    ["ws://[::1]:0/rpc", /^ws:\/\/\[::1\]:[1-9]\d*\/rpc$/],
    [
      `unix://${join(tmpdir(), `roam ${process.pid} 100%25 #1.sock`).replace("#", "%23")}`,
      /roam%20\d+%20100%25%20%231\.sock$/,
    ],
    ["memory:a name", /^memory:a%20name$/],
  ])("%s is served, and reached by the url of the server", async (target, shown) => {
    const server = await serving(target);
    expect(server.url).toMatch(shown);
    expect(await echo(server.url)).toBe("hello");
    expect(await echo(new URL(server.url))).toBe("hello");
  });

  it("may be a way of listening of the caller's", async () => {
    const server = await serving((options) => listenWebSocket({ ...options, path: "/mine" }));
    expect(await echo(server.url)).toBe("hello");
  });

  it.each([
    ["127.0.0.1:9000", /no address: write a URL such as tcp:\/\/127\.0\.0\.1:9000/],
    ["", /no address/],
    ["tcp://127.0.0.1:99999", /no address/],
    ["localhost:9000", /"localhost:" is no scheme.*tcp: unix: ws: wss: memory:/],
    ["http://127.0.0.1:9000", /"http:" is no scheme/],
    ["toString://x", /"tostring:" is no scheme/],
    ["tcp://127.0.0.1", /names no port: write tcp:\/\/127\.0\.0\.1:9000/],
    ["tcp:9000", /names no host/],
    ["tcp://127.0.0.1:9000/path", /path or query/],
    ["unix://run/roam.sock", /names a host: write unix:\/\/\/path, three slashes/],
    ["unix:", /names no path/],
    ["unix:///tmp/100%", /percent sign/],
    ["memory:", /names nothing/],
  ])("%s is refused with advice, by both", async (target, advice) => {
    const misuse = { code: "misuse", message: expect.stringMatching(advice) };
    await expect(connect(target, Echo)).rejects.toMatchObject(misuse);
    await expect(serve(target, Echo, handlers)).rejects.toMatchObject(misuse);
  });

  it("with port 0 cannot be dialled, and wss: cannot be served without a certificate", async () => {
    await expect(connect("tcp://127.0.0.1:0", Echo)).rejects.toThrow(/port 0 is for listening/);
    await expect(serve("wss://127.0.0.1:0", Echo, handlers)).rejects.toThrow(/certificate/);
  });

  it("tells who comes in to the hook that lets them", async () => {
    const came: IncomingSession[] = [];
    const onSession = (incoming: IncomingSession) => void came.push(incoming) === undefined;
    const tcp = await serving("tcp://127.0.0.1:0", { onSession });
    const ws = await serving("ws://127.0.0.1:0", { onSession });
    const memory = await serving("memory:known", { onSession });
    for (const { url } of [tcp, ws, memory]) await echo(url);
    expect(came.map(({ remoteAddress }) => remoteAddress)).toEqual(["127.0.0.1", "127.0.0.1", undefined]);
    expect(came.map(({ headers }) => headers?.upgrade)).toEqual([undefined, "websocket", undefined]);
  });

  it("says that nobody or somebody is at a name in memory", async () => {
    await expect(connect("memory:nobody", Echo)).rejects.toMatchObject({ code: "unreachable" });
    const server = await serving("memory:taken");
    await expect(serve("memory:taken", Echo, handlers)).rejects.toMatchObject({ code: "listen-failed" });
    await server.close();
    await expect(connect("memory:taken", Echo)).rejects.toMatchObject({ code: "unreachable" });
    const abort = { signal: AbortSignal.abort("no") };
    await expect(connect("memory:taken", Echo, abort)).rejects.toBe("no");
    const next = await serving("memory:taken");
    await server.close();
    expect(await echo(next.url)).toBe("hello");
  });
});

describe("an address in a browser", () => {
  it("is reached from the same page", async () => {
    const server = await browser.serve("memory:page", Echo, handlers);
    const client = await browser.connect(server.url, Echo);
    expect(await client.echo("hello")).toBe("hello");
    await server.close();
  });

  it.each([
    ["tcp://127.0.0.1:9000", /"tcp:" is no scheme.*: ws: wss: memory:$/],
    ["127.0.0.1:9000", /write a URL such as wss:/],
  ])("is not %s", async (target, advice) => {
    await expect(browser.connect(target, Echo)).rejects.toThrow(advice);
  });

  it("is not listened at but in memory", async () => {
    await expect(browser.serve("ws://127.0.0.1:0", Echo, handlers)).rejects.toThrow(/"ws:" is no scheme.*: memory:$/);
  });

  it("is not dialled where there is no WebSocket", async () => {
    if (typeof WebSocket !== "undefined") return;
    await expect(browser.connect("ws://127.0.0.1:1", Echo)).rejects.toMatchObject({ code: "misuse" });
  });
});
