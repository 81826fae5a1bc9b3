import { afterEach, describe, expect, it, vi } from "vitest";
import { type WebSocketLike, webSocketLink } from "../../runtime/link/websocket.ts";
import { record, turns } from "./recorder.ts";

/** What a browser's WebSocket does, by hand. */
class FakeSocket implements WebSocketLike {
  binaryType = "blob";
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: Uint8Array[] = [];
  readonly closedWith: unknown[] = [];
  readonly #listeners = new Map<string, (event: object) => void>();

  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent.push(data);
    this.bufferedAmount += data.length;
  }

  close(code?: number, reason?: string): void {
    this.readyState = 2;
    this.closedWith.push([code, reason]);
  }

  addEventListener(type: string, listener: (event: object) => void): void {
    this.#listeners.set(type, listener);
  }

  say(type: "message" | "close" | "error", event: object): void {
    if (type === "close") this.readyState = 3;
    this.#listeners.get(type)?.(event);
  }
}

function made() {
  const socket = new FakeSocket();
  const link = webSocketLink(socket);
  return { socket, link, seen: record(link) };
}

describe("a link over a browser's WebSocket", () => {
  afterEach(() => void vi.useRealTimers());

  it("asks for ArrayBuffers, sends copies, and closes with what a page may say", () => {
    const { socket, link } = made();
    const bytes = Uint8Array.of(1, 2);
    link.send(bytes);
    bytes.fill(9);
    link.close();
    expect([socket.binaryType, socket.sent, socket.closedWith]).toEqual([
      "arraybuffer",
      [Uint8Array.of(1, 2)],
      [[1000, undefined]],
    ]);
    const dropped = made();
    dropped.link.destroy();
    expect(dropped.socket.closedWith).toEqual([[4000, "destroyed"]]);
  });

  it("[transport.websocket] takes an ArrayBuffer for a payload, and fails on a Blob", async () => {
    const { socket, seen } = made();
    socket.say("message", { data: Uint8Array.of(5).buffer });
    socket.say("message", { data: new Blob() });
    await seen.end();
    expect([seen.payloads, seen.error?.code]).toEqual([[Uint8Array.of(5)], "bad-message"]);
  });

  it("[link.tx.reserve] looks every 5 ms until bufferedAmount has fallen", () => {
    vi.useFakeTimers();
    const { socket, link, seen } = made();
    expect(link.send(new Uint8Array(512 * 1024 - 1))).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    expect([link.send(new Uint8Array(1)), link.send(new Uint8Array(1))]).toEqual([false, false]);
    expect(vi.getTimerCount()).toBe(1);
    socket.bufferedAmount = 128 * 1024 + 1;
    vi.advanceTimersByTime(50);
    expect(seen.writables).toBe(0);
    socket.bufferedAmount = 128 * 1024;
    vi.advanceTimersByTime(5);
    expect([seen.writables, vi.getTimerCount()]).toEqual([1, 0]);
  });

  it("[link.tx.reserve] also looks when a message comes: timers of a hidden page are slow", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { socket, link, seen } = made();
    link.send(new Uint8Array(512 * 1024));
    socket.bufferedAmount = 0;
    socket.say("message", { data: new ArrayBuffer(1) });
    await turns(1);
    expect([seen.writables, seen.payloads.length, vi.getTimerCount()]).toEqual([1, 1, 0]);
  });

  it.each(["close", "destroy", "lost"])("looks no more after %s, and has no room to tell of", async (how) => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { socket, link, seen } = made();
    link.send(new Uint8Array(512 * 1024));
    if (how === "lost") socket.say("close", { code: 1006, reason: "" });
    else if (how === "close") link.close();
    else link.destroy();
    expect(vi.getTimerCount()).toBe(0);
    await turns(1);
    expect(seen.writables).toBe(0);
  });

  it("[link.tx.reserve] tells of no room while the counterpart's Close is under way, and sends nothing into it", () => {
    vi.useFakeTimers();
    const { socket, link, seen } = made();
    link.send(new Uint8Array(512 * 1024));
    socket.readyState = 2;
    vi.advanceTimersByTime(5);
    expect([link.send(new Uint8Array(1)), socket.sent.length, seen.writables, vi.getTimerCount()]).toEqual([
      true,
      1,
      0,
      0,
    ]);
  });
});
