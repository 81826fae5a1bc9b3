import { EventEmitter } from "node:events";
import { createServer, request } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect as connectSocket, createServer as createNetServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type ClientOptions, WebSocket, WebSocketServer } from "ws";
import type { Link, LinkInfo } from "../../runtime/link/link.ts";
import { webSocketLink } from "../../runtime/link/websocket.ts";
import { dialWebSocket } from "../../runtime/link/websocket-dial.ts";
import { type ListenWebSocketOptions, listenWebSocket } from "../../runtime/link/websocket-listen.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { patterned, type Recorder, record, same, turns } from "./recorder.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

type Accepted = { readonly link: Link; readonly info: LinkInfo };

/** Listens; `accepted` gives the first link. */
async function listening(options: Partial<ListenWebSocketOptions> = {}) {
  const came = new EventEmitter();
  const first = new Promise<Accepted>((resolve) => came.once("link", resolve));
  const listener = await listenWebSocket({
    ...options,
    onLink: (link, info) => {
      cleanups.push(() => link.destroy());
      came.emit("link", { link, info });
    },
  });
  cleanups.push(() => listener.close());
  return { listener, accepted: () => first };
}

/** A bare WebSocket, so that the test decides what is on the wire. */
function bare(url: string, options: ClientOptions = {}): WebSocket {
  const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
  socket.on("error", () => {});
  cleanups.push(() => socket.terminate());
  return socket;
}

/** A bare socket behind its handshake, so that the test writes the bytes. */
function handShaken(url: string): Socket {
  const { hostname: host, port } = new URL(url);
  const socket = connectSocket({ host, port: Number(port) });
  cleanups.push(() => socket.destroy());
  const fields = ["Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
  socket.write(`GET / HTTP/1.1\r\n${fields.join("\r\n")}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
  return socket;
}

const opened = (socket: WebSocket) => new Promise((resolve) => socket.once("open", resolve));
const closed = (socket: WebSocket) =>
  new Promise<string>((resolve) => socket.once("close", (code, why) => resolve(`${code} ${why.toString()}`)));

async function started(maxPayload = 1000): Promise<{ socket: WebSocket; link: Link; seen: Recorder }> {
  const { listener, accepted } = await listening({ maxPayload });
  const socket = bare(listener.url);
  const { link } = await accepted();
  await opened(socket);
  return { socket, link, seen: record(link) };
}

/** Status of the answer to a handshake that is refused. */
function refusal(socket: WebSocket): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    socket.once("unexpected-response", (_request, response) => resolve(response.resume().statusCode));
    socket.once("open", () => reject(new Error("it was let in")));
  });
}

describe("a websocket link", () => {
  it("[transport.websocket] is one binary message for one payload, both ways", async () => {
    const { socket, link, seen } = await started();
    const messages: unknown[] = [];
    socket.on("message", (data, isBinary) => messages.push([data, isBinary]));
    link.send(Uint8Array.of(1, 2));
    link.send(Uint8Array.of());
    link.close();
    socket.send(Uint8Array.of(3));
    socket.send([]);
    expect(await closed(socket)).toBe("1000 ");
    await seen.end();
    expect(messages).toEqual([
      [Buffer.of(1, 2), true],
      [Buffer.of(), true],
    ]);
    expect([seen.payloads, seen.errors]).toEqual([[Buffer.of(3), Buffer.of()], [undefined]]);
  });

  it("[transport.websocket] takes a message that came in fragments for one payload", async () => {
    const { socket, seen } = await started();
    socket.send(Uint8Array.of(1), { fin: false });
    socket.send(Uint8Array.of(2), { fin: true });
    await seen.received(1);
    expect(seen.payloads).toEqual([Buffer.of(1, 2)]);
  });

  it("[transport.websocket] [link.rx.error] fails on a text message, behind what came before", async () => {
    const { socket, seen } = await started();
    socket.send(Uint8Array.of(1));
    socket.send("hello");
    socket.send(Uint8Array.of(2));
    expect(await closed(socket)).toBe("1003 bad-message");
    expect([seen.payloads, seen.errors.map((error) => error?.code)]).toEqual([[Buffer.of(1)], ["bad-message"]]);
    expect(seen.error?.message).toMatch(/^ws 127\.0\.0\.1:\d+: the counterpart sent a text message/);
  });

  it("[link.tx.alloc.limits] takes a message at the limit and refuses one above it from its header", async () => {
    const { socket, seen } = await started();
    socket.send(new Uint8Array(1000));
    socket.send(new Uint8Array(1001));
    expect(await closed(socket)).toBe("1009 ");
    expect([seen.payloads.length, seen.error?.code]).toEqual([1, "frame-too-large"]);
    expect(seen.error?.message).toContain("above the limit of 1000 bytes");
  });

  it("[link.tx.alloc.limits] refuses a message that promises too much without waiting for it", async () => {
    const { listener, accepted } = await listening({ maxPayload: 1000 });
    const socket = handShaken(listener.url);
    const seen = record((await accepted()).link);
    socket.write(Buffer.from("82ff00000000ffffffff00000000", "hex"));
    await seen.end();
    expect(seen.error?.code).toBe("frame-too-large");
  });

  it("carries empty payloads only when its limit is 0", async () => {
    const { socket, seen } = await started(0);
    socket.send(new Uint8Array(0));
    socket.send(new Uint8Array(1));
    await seen.end();
    expect([seen.payloads.length, seen.error?.code]).toEqual([1, "frame-too-large"]);
  });

  it.each([
    [1000, undefined],
    [1001, undefined],
    [1011, "lost"],
    [4000, "lost"],
  ])("[link.rx.eof] takes a Close frame with code %i for a clean end unless it complains", async (code, expected) => {
    const { socket, seen } = await started();
    socket.send(Uint8Array.of(1));
    socket.close(code, "because");
    await seen.end();
    expect([seen.payloads.length, seen.error?.code]).toEqual([1, expected]);
    if (expected !== undefined) expect(seen.error?.message).toContain(`closed with code ${code}: because`);
  });

  it("[link.rx.eof] takes a Close frame without a code for a clean end", async () => {
    const { socket, seen } = await started();
    socket.close();
    await seen.end();
    expect(seen.errors).toEqual([undefined]);
  });

  it("[link.rx.error] ends as lost without a Close frame", async () => {
    const { socket, seen } = await started();
    socket.terminate();
    await seen.end();
    expect(seen.error?.code).toBe("lost");
    expect(seen.error?.message).toContain("without a Close frame");
  });

  it("[link.rx.error] ends as lost with the cause when the counterpart breaks the WebSocket protocol", async () => {
    const { listener, accepted } = await listening();
    const socket = handShaken(listener.url);
    const seen = record((await accepted()).link);
    // A frame that is not masked.
    socket.write(Buffer.from("820101", "hex"));
    await seen.end();
    expect([seen.error?.code, seen.error?.cause instanceof Error]).toEqual(["lost", true]);
  });

  it("[link.tx.reserve] holds a fast sender back while the counterpart does not read, and loses nothing", async () => {
    const { socket, link, seen } = await started(1 << 20);
    socket.pause();
    let count = 0;
    const got: Uint8Array[] = [];
    socket.on("message", (data: Buffer) => got.push(data));
    while (link.send(patterned(100_000, count))) {
      count += 1;
      if (count % 8 === 0) await turns(1);
    }
    count += 1;
    expect(link.buffered).toBeLessThan(2 << 20);
    expect([seen.writables, got.length]).toEqual([0, 0]);
    socket.resume();
    await seen.until(() => seen.writables > 0);
    link.close();
    await seen.end();
    expect(got.length).toBe(count);
    expect(got.every((bytes, i) => same(bytes, patterned(100_000, i)))).toBe(true);
  });

  it("[link.tx.commit] sends the payloads of a turn together", async () => {
    const { listener, accepted } = await listening();
    const url = new URL(listener.url);
    const proxy = createNetServer((inward) => {
      const outward = connectSocket({ host: url.hostname, port: Number(url.port) });
      inward.on("error", () => {}).pipe(outward.on("error", () => {}));
      outward.pipe(inward);
      inward.on("data", () => chunks++);
    });
    let chunks = 0;
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => proxy.close());
    const link = await dialWebSocket(`ws://127.0.0.1:${portOf(proxy.address())}`);
    cleanups.push(() => link.destroy());
    record(link);
    const seen = record((await accepted()).link);
    chunks = 0;
    for (let i = 0; i < 200; i++) link.send(patterned(20, i));
    await seen.received(200);
    expect(chunks).toBeLessThan(5);
  });
});

describe("a link over the browser's WebSocket interface", () => {
  async function face(options = {}) {
    const { listener, accepted } = await listening();
    const socket = bare(listener.url);
    await opened(socket);
    const other = (await accepted()).link;
    const link = webSocketLink(socket, options);
    cleanups.push(() => link.destroy());
    return { socket, link, seen: record(link), other, atOther: record(other) };
  }

  it("wants an open socket", async () => {
    const { listener } = await listening();
    expect(() => webSocketLink(bare(listener.url))).toThrow(/not open/);
  });

  it("[link.rx.error] fails with the limit and its figure when it is paused and more comes than it holds", async () => {
    const { link, seen, other, atOther } = await face({ maxHeld: 10_000 });
    link.pause();
    for (let i = 0; i < 12; i++) other.send(patterned(1000, i));
    await Promise.all([seen.end(), atOther.end()]);
    expect([seen.payloads.length, seen.error?.code]).toEqual([0, "overflow"]);
    expect(seen.error?.message).toMatch(/10640 bytes came that nobody took, the limit maxHeld is 10000 bytes/);
    expect(atOther.error?.message).toContain("code 4000: overflow");
  });

  it("holds what comes up to that limit, and delivers it", async () => {
    const { link, seen, other } = await face({ maxHeld: 10_000 });
    link.pause();
    for (let i = 0; i < 10; i++) other.send(patterned(1000, i));
    other.close();
    await turns(5);
    link.resume();
    await seen.end();
    expect([seen.payloads.length, seen.errors]).toEqual([10, [undefined]]);
  });

  it("[link.tx.reserve] looks at bufferedAmount, with a timer only while a sender waits", async () => {
    const { socket, link, seen, other, atOther } = await face();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    other.pause();
    let count = 1;
    while (link.send(patterned(100_000))) {
      count += 1;
      if (count % 8 === 0) await turns(1);
    }
    expect(link.buffered).toBeGreaterThanOrEqual(512 * 1024);
    expect(timers()).toBe(before + 1);
    other.resume();
    await seen.until(() => seen.writables > 0);
    expect([socket.bufferedAmount <= 128 * 1024, timers(), seen.writables]).toEqual([true, before, 1]);
    await atOther.received(count);
  });

  it("[transport.websocket] fails on a text message", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    cleanups.push(() => server.close());
    server.on("connection", (socket) => socket.on("message", () => socket.send("hello")));
    await new Promise((resolve) => server.once("listening", resolve));
    const socket = bare(`ws://127.0.0.1:${portOf(server.address())}`);
    await opened(socket);
    const link = webSocketLink(socket);
    const seen = record(link);
    link.send(Uint8Array.of(1));
    await seen.end();
    expect(seen.error?.code).toBe("bad-message");
  });
});

describe("dialling a WebSocket", () => {
  it("names the link after the address, without what may be secret", async () => {
    const { listener } = await listening();
    const link = await dialWebSocket(`${listener.url.replace("ws://", "ws://me:password@")}/rpc?token=secret`);
    cleanups.push(() => link.destroy());
    expect(link.name).toBe(`ws ${new URL(listener.url).host}/rpc`);
  });

  it("rejects with the reason when there is nobody, or somebody else", async () => {
    const { listener } = await listening();
    await listener.close();
    const refused = { code: "unreachable", cause: { code: "ECONNREFUSED" } };
    await expect(dialWebSocket(listener.url)).rejects.toMatchObject(refused);
    const other = createServer((_request, response) => response.writeHead(418).end());
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => other.close());
    await expect(dialWebSocket(`ws://127.0.0.1:${portOf(other.address())}`)).rejects.toThrow(/cannot connect.*418/);
  });

  it("gives up when the signal says so, before or during", async () => {
    const silent = createNetServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => silent.close());
    const url = `ws://127.0.0.1:${portOf(silent.address())}`;
    await expect(dialWebSocket(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
    const abort = new AbortController();
    const dialled = dialWebSocket(url, { signal: abort.signal });
    abort.abort("changed my mind");
    await expect(dialled).rejects.toMatchObject({ code: "aborted", cause: "changed my mind" });
  });

  it("sends headers", async () => {
    const { listener, accepted } = await listening();
    const link = await dialWebSocket(listener.url, { headers: { authorization: "Bearer x" } });
    cleanups.push(() => link.destroy());
    const { info } = await accepted();
    expect([info.headers?.authorization, info.remoteAddress, info.origin]).toEqual([
      "Bearer x",
      "127.0.0.1",
      undefined,
    ]);
  });
});

describe("who may dial a WebSocket", () => {
  const origin = "https://app.example";

  it.each([
    ["a page, by default", {}, origin],
    ["a page of another origin", { origins: ["https://other.example"] }, origin],
    ["a page of another port", { origins: [`${origin}:8443`] }, origin],
    ["a page without an origin of its own", { origins: [origin] }, "null"],
  ])("is not %s: 403", async (_, options, from) => {
    const { listener } = await listening(options);
    expect(await refusal(bare(listener.url, { origin: from }))).toBe(403);
  });

  it.each([
    ["a page that is listed", { origins: ["https://other.example", origin] }, origin],
    ["any page when all are", { origins: "*" as const }, origin],
    ["who is no page", { origins: [origin] }, undefined],
  ])("is %s", async (_, options, from) => {
    const { listener, accepted } = await listening(options);
    bare(listener.url, from === undefined ? {} : { origin: from });
    expect((await accepted()).info.origin).toBe(from);
  });
});

describe("a WebSocket listener", () => {
  it("tells its address, answers other requests and other paths, and frees its port", async () => {
    const { listener } = await listening({ path: "/rpc" });
    expect(listener.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/rpc$/);
    const plain = new URL(listener.url.replace("ws:", "http:"));
    const status = await new Promise((resolve) =>
      request(plain, (response) => resolve(response.resume().statusCode)).end(),
    );
    expect(status).toBe(426);
    expect(await refusal(bare(listener.url.replace("/rpc", "/other")))).toBe(404);
    expect(await refusal(bare(`${listener.url}/more`))).toBe(404);
    const socket = bare(`${listener.url}?token=1`);
    await opened(socket);
    await listener.close();
    await listening({ port: Number(plain.port) });
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it("says which address is taken", async () => {
    const { listener } = await listening();
    const again = listenWebSocket({ port: Number(new URL(listener.url).port), onLink: () => {} });
    await expect(again).rejects.toMatchObject({ code: "listen-failed", cause: { code: "EADDRINUSE" } });
  });

  it("listens on IPv6", async () => {
    const { listener, accepted } = await listening({ host: "::1" });
    expect(listener.url).toMatch(/^ws:\/\/\[::1\]:\d+$/);
    const link = await dialWebSocket(listener.url);
    cleanups.push(() => link.destroy());
    expect((await accepted()).link.name).toMatch(/^ws \[::1\]:\d+$/);
  });

  it("is mounted on an HTTP server beside others, and leaves it as it was", async () => {
    const server = createServer((_request, response) => response.end("a page"));
    const { listener, accepted } = await listening({ server, path: "/rpc" });
    expect(listener.url).toBe("ws://127.0.0.1:0/rpc");
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => server.close());
    const { url } = listener;
    expect(url).toBe(`ws://127.0.0.1:${portOf(server.address())}/rpc`);
    expect(await refusal(bare(url.replace("/rpc", "/chat")))).toBe(404);

    const chat = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request, socket, head) => {
      if (request.url === "/chat") chat.handleUpgrade(request, socket, head, (other) => other.send("chat"));
    });
    const chatting = bare(url.replace("/rpc", "/chat"));
    const said = await new Promise((resolve) => chatting.once("message", (data) => resolve(String(data))));
    const link = await dialWebSocket(url);
    cleanups.push(() => link.destroy());
    record((await accepted()).link, () => {});
    await listener.close();
    const page = await fetch(url.replace("ws:", "http:"));
    expect([said, await page.text(), server.listenerCount("upgrade")]).toEqual(["chat", "a page", 1]);
  });

  it("is mounted on an HTTPS server: wss", async () => {
    const server = createSecureServer({ cert: CERTIFICATE, key: KEY });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => server.close());
    const { listener, accepted } = await listening({ server });
    expect(listener.url).toMatch(/^wss:/);
    await expect(dialWebSocket(listener.url)).rejects.toMatchObject({ cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    const link = await dialWebSocket(listener.url, { tls: { ca: CERTIFICATE } });
    cleanups.push(() => link.destroy());
    const atLink = record(link);
    const seen = record((await accepted()).link, (bytes) => bytes.length);
    for (const size of [0, 5, 300_000]) link.send(patterned(size));
    link.close();
    await Promise.all([seen.end(), atLink.end()]);
    expect([seen.payloads.map((bytes) => bytes.length), seen.errors]).toEqual([[0, 5, 300_000], [undefined]]);
  });
});

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}
