import { connect, createServer } from "node:net";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { WebSocket } from "ws";
import type { Link } from "../../runtime/link/link.ts";
import { dialWebSocket } from "../../runtime/link/websocket-dial.ts";
import { patterned, type Recorder, record, same, turns } from "./recorder.ts";
import { bare, closed, closeEverything, handShaken, later, listening, opened, portOf } from "./websocket-bare.ts";

afterEach(closeEverything);

async function started(maxPayload = 1000): Promise<{ socket: WebSocket; link: Link; seen: Recorder }> {
  const { listener, accepted } = await listening({ maxPayload });
  const socket = bare(listener.url);
  const { link } = await accepted();
  await opened(socket);
  return { socket, link, seen: record(link) };
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
    for (const [size, complaint] of [
      [1, "1009 frame-too-large"],
      // Refused from its header, by ws.
      [2, "1009 "],
    ] as const) {
      const { socket, seen } = await started(0);
      socket.send(new Uint8Array(0));
      socket.send(new Uint8Array(size));
      expect(await closed(socket)).toBe(complaint);
      expect([seen.payloads.length, seen.error?.code]).toEqual([1, "frame-too-large"]);
    }
  });

  it("hangs up as soon as its complaint is answered, held up or not", async () => {
    const { listener, accepted } = await listening();
    const socket = bare(listener.url);
    const { link } = await accepted();
    link.limitReceived?.(10);
    const seen = record(link, () => {
      link.pause();
      setImmediate(() => link.resume());
    });
    await opened(socket);
    // Neither side may need a timer for it.
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    socket.send(new Uint8Array(10));
    socket.send(new Uint8Array(11));
    expect(await closed(socket)).toBe("1009 frame-too-large");
    expect(seen.payloads.length).toBe(1);
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

  it("lets the first payloads of a long turn go before its end", async () => {
    const { link } = await started();
    for (let i = 0; i < 20; i++) link.send(patterned(20, i));
    const few = link.buffered;
    for (let i = 0; i < 20; i++) link.send(patterned(20, i));
    expect(few).toBeGreaterThanOrEqual(20 * 20);
    expect(link.buffered).toBeLessThan(2 * few);
  });

  it("sends the payloads of a turn together", async () => {
    const { listener, accepted } = await listening();
    const { hostname: host, port: to } = new URL(listener.url);
    const proxy = createServer((inward) => {
      const outward = connect({ host, port: Number(to) });
      inward.on("error", () => {}).pipe(outward.on("error", () => {}));
      outward.pipe(inward);
      inward.on("data", () => chunks++);
    });
    let chunks = 0;
    const port = await portOf(proxy);
    later(() => proxy.close());
    const link = await dialWebSocket(`ws://127.0.0.1:${port}`);
    later(() => link.destroy());
    record(link);
    const seen = record((await accepted()).link);
    chunks = 0;
    for (let i = 0; i < 200; i++) link.send(patterned(20, i));
    await seen.received(200);
    expect(chunks).toBeLessThan(5);
  });
});
