import { afterEach, describe, expect, it, vi } from "vitest";
import { portLink } from "../../runtime/link/message-port.ts";
import { patterned, record, turns } from "./recorder.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A link whose counterpart is the test. */
function raw(options = {}) {
  const { port1, port2 } = new MessageChannel();
  const link = portLink(port1, options);
  const sent: unknown[] = [];
  port2.onmessage = (event) => sent.push(event.data);
  cleanups.push(() => link.destroy());
  cleanups.push(() => port2.close());
  return { link, port: port2, sent };
}

/** Payloads, each behind its length. */
function packet(...payloads: readonly Uint8Array[]): ArrayBuffer {
  const parts = payloads.flatMap((bytes) => [new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes]);
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.buffer;
}

/** Lengths of the payloads in a packet; anything else as it is. */
function inside(value: unknown): unknown {
  if (!(value instanceof ArrayBuffer)) return value;
  const lengths: number[] = [];
  for (let at = 0; at < value.byteLength; at += 4 + (lengths.at(-1) ?? 0)) {
    lengths.push(new DataView(value).getUint32(at, true));
  }
  return lengths;
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await turns(1);
}

describe("a port link", () => {
  it("gives each payload memory of its own: who transfers one takes no other along", async () => {
    const { port1, port2 } = new MessageChannel();
    const [link, other] = [portLink(port1), portLink(port2)];
    const elsewhere = new MessageChannel();
    cleanups.push(
      () => link.destroy(),
      () => elsewhere.port1.close(),
    );
    const lengths: number[] = [];
    const payload = (bytes: Uint8Array) => {
      lengths.push(bytes.length);
      if (bytes.buffer instanceof ArrayBuffer) elsewhere.port1.postMessage(bytes, [bytes.buffer]);
    };
    other.start({ payload, writable: () => {}, ended: () => {} });
    record(link);
    for (const length of [1_000, 100, 10]) link.send(patterned(length));
    await until(() => lengths.length === 3);
    link.send(patterned(20_000));
    await until(() => lengths.length === 4);
    expect(lengths).toEqual([1_000, 100, 10, 20_000]);
  });

  it("[link.tx.commit] posts the payloads of a turn as one packet, and everything else as a number", async () => {
    const { link, port, sent } = raw();
    const seen = record(link);
    link.send(patterned(5));
    link.send(patterned(0));
    expect(link.buffered).toBe(13);
    port.postMessage(packet(patterned(70_000)));
    await until(() => sent.length === 2);
    expect(link.buffered).toBe(0);
    link.close();
    port.postMessage(0);
    await seen.end();
    await turns(2);
    expect(sent.map(inside)).toEqual([[5, 0], 70_064, 0]);
    expect(sent[0]).toEqual(packet(patterned(5), patterned(0)));
    expect([seen.payloads.length, seen.errors]).toEqual([1, [undefined]]);
  });

  it("[link.order] posts in the middle of a turn what is large, behind what came before", async () => {
    const { link, sent } = raw();
    const sizes = [3, 20_000, 4, 1_000, 1_100, 5];
    for (const size of sizes) link.send(patterned(size));
    await until(() => sent.length === 4);
    expect(sent.map(inside)).toEqual([[3], [20_000], [4, 1_000, 1_100], [5]]);
    expect(sent[2]).toEqual(packet(patterned(4), patterned(1_000), patterned(1_100)));
  });

  it("[link.order] delivers the payloads of a packet one by one, and holds the rest while it is paused", async () => {
    const { link, port } = raw();
    const seen = record(link, () => link.pause());
    port.postMessage(packet(patterned(7), patterned(0), patterned(9)));
    await seen.received(1);
    await turns(2);
    expect(seen.payloads).toEqual([patterned(7)]);
    link.resume();
    await seen.received(2);
    link.resume();
    await seen.received(3);
    expect(seen.payloads).toEqual([patterned(7), patterned(0), patterned(9)]);
  });

  it("[link.tx.close] posts what a turn has gathered before its end", async () => {
    const { link, sent } = raw();
    link.send(patterned(5));
    link.close();
    await until(() => sent.length === 2);
    expect(sent.map(inside)).toEqual([[5], 0]);
  });

  it("posts nothing to a worker of the turn in which it was destroyed", async () => {
    const sent: unknown[] = [];
    const link = portLink({ postMessage: (message) => sent.push(message), on: () => {} });
    link.send(patterned(5));
    link.destroy();
    await turns(2);
    expect(sent).toEqual([-1]);
  });

  it("[link.tx.reserve] keeps to its window while the counterpart takes nothing, and then goes on", async () => {
    const { link, port, sent } = raw();
    const seen = record(link);
    let count = 1;
    while (link.send(patterned(10_000))) count += 1;
    expect(count).toBe(Math.ceil((256 * 1024) / 10_064));
    for (let i = 0; i < 10; i++) expect(link.send(patterned(10_000))).toBe(false);
    await until(() => sent.length >= count);
    await turns(5);
    expect([sent.length, link.buffered, seen.writables]).toEqual([count, 10 * 10_064, 0]);
    port.postMessage(count * 10_064);
    await until(() => sent.length === count + 10);
    expect([link.buffered, seen.writables]).toEqual([0, 1]);
  });

  it("[link.rx.error] fails on a counterpart that does not keep to the window", async () => {
    const { link, port } = raw({ maxHeld: 100_000 });
    link.pause();
    const seen = record(link);
    for (let i = 0; i < 20; i++) port.postMessage(packet(patterned(10_000)));
    await seen.end();
    expect([seen.error?.code, seen.payloads.length]).toEqual(["overflow", 0]);
  });

  it("[link.tx.close] waits for the counterpart to take everything before its end", async () => {
    const { link, port, sent } = raw();
    const seen = record(link);
    for (let i = 0; i < 5; i++) link.send(patterned(100_000, i));
    link.close();
    await until(() => sent.length === 3);
    await turns(5);
    expect([sent.length, seen.ends]).toEqual([3, 0]);
    port.postMessage(0);
    await seen.end();
    port.postMessage(3 * 100_064);
    await until(() => sent.length === 6);
    expect(sent.map(inside)).toEqual([...Array.from({ length: 5 }, () => [100_000]), 0]);
  });

  it("[link.rx.eof] closes its port, and leaves no timer, once both sides have ended", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    cleanups.push(() => vi.useRealTimers());
    const { link, port, sent } = raw();
    let isClosed = false;
    port.addEventListener("close", () => {
      isClosed = true;
    });
    const seen = record(link);
    for (let i = 0; i < 4; i++) link.send(patterned(100_000));
    port.postMessage(0);
    await seen.end();
    expect([vi.getTimerCount(), isClosed]).toEqual([1, false]);
    port.postMessage(300_192);
    await until(() => isClosed);
    expect([sent.at(-1), vi.getTimerCount()]).toEqual([0, 0]);
  });

  it("does not wait for ever for a counterpart that has ended and takes nothing", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    cleanups.push(() => vi.useRealTimers());
    const { link, port } = raw();
    const gone = new Promise((resolve) => port.addEventListener("close", resolve));
    const seen = record(link);
    for (let i = 0; i < 4; i++) link.send(patterned(100_000));
    port.postMessage(0);
    await seen.end();
    vi.advanceTimersByTime(5_000);
    await gone;
    expect(seen.errors).toEqual([undefined]);
  });

  it.each([
    ["text", "hello"],
    ["an object", { type: "webpackOk" }],
    ["a view", new Uint8Array(3)],
    ["more taken than was sent", 65],
    ["a fraction", 0.5],
    ["another negative number", -2],
    ["nothing", undefined],
    ["an empty packet", new ArrayBuffer(0)],
    ["a packet that ends in a length", new ArrayBuffer(3)],
    ["a packet that ends in a payload", packet(patterned(5)).slice(0, 8)],
  ])("[link.rx.error] fails on %s", async (_, value) => {
    const { link, port, sent } = raw();
    const seen = record(link);
    port.postMessage(packet(patterned(5)));
    port.postMessage(value);
    await seen.end();
    await until(() => sent.length === 1);
    expect([seen.payloads.length, seen.error?.code, sent]).toEqual([1, "bad-message", [-1]]);
  });

  it("[link.rx.error] fails on a payload above the limit", async () => {
    const { link, port } = raw({ maxPayload: 100 });
    const seen = record(link);
    port.postMessage(packet(patterned(100), patterned(101), patterned(1)));
    await seen.end();
    expect([seen.payloads.length, seen.error?.code]).toEqual([1, "frame-too-large"]);
  });

  it("[link.rx.error] ends as lost when the other port is closed without an end", async () => {
    const { link, port } = raw();
    const seen = record(link);
    port.close();
    await seen.end();
    expect(seen.error?.code).toBe("lost");
  });

  it("takes what a port says when it has only the face of Node", async () => {
    const listeners = new Map<string, (value: unknown) => void>();
    const posted: unknown[] = [];
    const link = portLink({
      postMessage: (message) => posted.push(message),
      on: (event, listener) => listeners.set(event, listener),
    });
    const seen = record(link);
    listeners.get("message")?.(packet(patterned(2)));
    await turns(1);
    listeners.get("error")?.(new Error("out of memory"));
    expect([seen.payloads.length, seen.error?.code, seen.error?.cause]).toEqual([
      1,
      "lost",
      new Error("out of memory"),
    ]);
  });

  it("[link.rx.error] ends as lost when a worker of a browser cannot be loaded, not when it has a bug", async () => {
    const worker = Object.assign(new EventTarget(), { postMessage() {} });
    const seen = record(portLink(worker));
    worker.dispatchEvent(Object.assign(new Event("error"), { message: "x is undefined" }));
    await turns(1);
    expect(seen.ends).toBe(0);
    worker.dispatchEvent(new Event("error"));
    expect(seen.error?.code).toBe("lost");
  });
});
