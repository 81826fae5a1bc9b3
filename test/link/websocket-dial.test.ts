import { createServer } from "node:http";
import { createServer as createNetServer, Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { dialWebSocket } from "../../runtime/link/websocket-dial.ts";
import { closeEverything, later, listening, portOf } from "./websocket-bare.ts";

afterEach(closeEverything);

describe("dialling a WebSocket", () => {
  it("names the link after the address, without what may be secret", async () => {
    const { listener } = await listening();
    const link = await dialWebSocket(`${listener.url.replace("ws://", "ws://me:password@")}/rpc?token=secret`);
    later(() => link.destroy());
    expect(link.name).toBe(`ws ${new URL(listener.url).host}/rpc`);
  });

  it("rejects with the reason when there is nobody, or somebody else", async () => {
    const { listener } = await listening();
    await listener.close();
    const refused = { code: "unreachable", cause: { code: "ECONNREFUSED" } };
    await expect(dialWebSocket(listener.url)).rejects.toMatchObject(refused);
    const other = createServer((_request, response) => response.writeHead(418).end());
    const port = await portOf(other);
    later(() => other.close());
    await expect(dialWebSocket(`ws://127.0.0.1:${port}`)).rejects.toThrow(/cannot connect.*418/);
  });

  it("gives up when the signal says so, before or during", async () => {
    const silent = createNetServer(() => {});
    const port = await portOf(silent);
    later(() => silent.close());
    const url = `ws://127.0.0.1:${port}`;
    await expect(dialWebSocket(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
    const abort = new AbortController();
    const dialled = dialWebSocket(url, { signal: abort.signal });
    abort.abort("changed my mind");
    await expect(dialled).rejects.toMatchObject({ code: "aborted", cause: "changed my mind" });
  });

  it("has the system look after a quiet connection, on both sides", async () => {
    const keepAlive = vi.spyOn(Socket.prototype, "setKeepAlive");
    later(() => keepAlive.mockRestore());
    const { listener, accepted } = await listening();
    const link = await dialWebSocket(listener.url);
    later(() => link.destroy());
    await accepted();
    expect(keepAlive.mock.calls.filter(([on, after]) => on === true && after === 30_000).length).toBe(2);
  });

  it("sends headers", async () => {
    const { listener, accepted } = await listening();
    const link = await dialWebSocket(listener.url, { headers: { authorization: "Bearer x" } });
    later(() => link.destroy());
    const { info } = await accepted();
    expect([info.headers?.authorization, info.remoteAddress, info.origin]).toEqual([
      "Bearer x",
      "127.0.0.1",
      undefined,
    ]);
  });
});
