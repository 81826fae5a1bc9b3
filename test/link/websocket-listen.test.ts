import { createServer, request } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { dialWebSocket } from "../../runtime/link/websocket-dial.ts";
import { listenWebSocket } from "../../runtime/link/websocket-listen.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { patterned, record, turns } from "./recorder.ts";
import { bare, closeEverything, later, listening, opened, portOf, refusal } from "./websocket-bare.ts";

afterEach(closeEverything);

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

  it("lets go of those that never asked for anything when it closes", async () => {
    const { listener } = await listening();
    const { hostname: host, port } = new URL(listener.url);
    const socket = connect({ host, port: Number(port) });
    later(() => socket.destroy());
    const gone = new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
    await new Promise((resolve) => socket.write("GET / HTTP/1.1\r\n", resolve));
    await turns(3);
    await listener.close();
    await gone;
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
    later(() => link.destroy());
    expect((await accepted()).link.name).toMatch(/^ws \[::1\]:\d+$/);
  });

  it("is mounted on an HTTP server beside others, and leaves it as it was", async () => {
    const server = createServer((_request, response) => response.end("a page"));
    const { listener, accepted } = await listening({ server, path: "/rpc" });
    expect(listener.url).toBe("ws://127.0.0.1:0/rpc");
    const port = await portOf(server);
    later(() => server.close());
    const { url } = listener;
    expect(url).toBe(`ws://127.0.0.1:${port}/rpc`);
    expect(await refusal(bare(url.replace("/rpc", "/chat")))).toBe(404);

    const chat = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request, socket, head) => {
      if (request.url === "/chat") chat.handleUpgrade(request, socket, head, (other) => other.send("chat"));
    });
    const chatting = bare(url.replace("/rpc", "/chat"));
    const said = await new Promise((resolve) => chatting.once("message", (data) => resolve(String(data))));
    const link = await dialWebSocket(url);
    later(() => link.destroy());
    record((await accepted()).link, () => {});
    await listener.close();
    const page = await fetch(url.replace("ws:", "http:"));
    expect([said, await page.text(), server.listenerCount("upgrade")]).toEqual(["chat", "a page", 1]);
  });

  it("is mounted on an HTTPS server: wss", async () => {
    const server = createSecureServer({ cert: CERTIFICATE, key: KEY });
    await portOf(server);
    later(() => server.close());
    const { listener, accepted } = await listening({ server });
    expect(listener.url).toMatch(/^wss:/);
    await expect(dialWebSocket(listener.url)).rejects.toMatchObject({ cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    const link = await dialWebSocket(listener.url, { tls: { ca: CERTIFICATE } });
    later(() => link.destroy());
    const atLink = record(link);
    const seen = record((await accepted()).link, (bytes) => bytes.length);
    for (const size of [0, 5, 300_000]) link.send(patterned(size));
    await seen.received(3);
    // TLS would hold back the rest of a turn behind what left early, and ask for a pause in its middle.
    for (let turn = 1; turn <= 3; turn++) {
      const answers = Array.from({ length: 300 }, (_, n) => link.send(patterned(200, n)));
      expect(answers).not.toContain(false);
      await seen.received(3 + 300 * turn);
    }
    link.close();
    await Promise.all([seen.end(), atLink.end()]);
    const sizes = seen.payloads.map((bytes) => bytes.length);
    expect([sizes.slice(0, 3), sizes.length, seen.errors]).toEqual([[0, 5, 300_000], 903, [undefined]]);
  });
});
