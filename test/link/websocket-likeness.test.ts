import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocketServer } from "ws";
import { webSocketLink } from "../../runtime/link/websocket.ts";
import { patterned, record, turns } from "./recorder.ts";
import { bare, closeEverything, later, listening, opened } from "./websocket-bare.ts";

afterEach(closeEverything);

describe("a link over a WebSocket in its likeness", () => {
  async function face(options = {}) {
    const { listener, accepted } = await listening();
    const socket = bare(listener.url);
    await opened(socket);
    const other = (await accepted()).link;
    const link = webSocketLink(socket, options);
    later(() => link.destroy());
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
    const set = vi.spyOn(globalThis, "setInterval");
    const cleared = vi.spyOn(globalThis, "clearInterval");
    later(() => vi.restoreAllMocks());
    other.pause();
    let count = 1;
    while (link.send(patterned(100_000))) {
      count += 1;
      if (count % 8 === 0) await turns(1);
    }
    expect(link.buffered).toBeGreaterThanOrEqual(512 * 1024);
    link.send(patterned(1));
    expect([set.mock.calls.length, cleared.mock.calls.length]).toEqual([1, 0]);
    other.resume();
    await seen.until(() => seen.writables > 0);
    expect([socket.bufferedAmount <= 128 * 1024, cleared.mock.calls.length, seen.writables]).toEqual([true, 1, 1]);
    await atOther.received(count + 1);
  });

  it("[transport.websocket] fails on a text message", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    later(() => server.close());
    server.on("connection", (socket) => socket.on("message", () => socket.send("hello")));
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const socket = bare(`ws://127.0.0.1:${port}`);
    await opened(socket);
    const link = webSocketLink(socket);
    const seen = record(link);
    link.send(Uint8Array.of(1));
    await seen.end();
    expect(seen.error?.code).toBe("bad-message");
  });
});
