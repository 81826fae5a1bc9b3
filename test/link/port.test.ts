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

const lengths = (values: readonly unknown[]) =>
  values.map((value) => (value instanceof ArrayBuffer ? `${value.byteLength} bytes` : value));

async function until(done: () => boolean): Promise<void> {
  while (!done()) await turns(1);
}

describe("a port link", () => {
  it("posts a payload as an ArrayBuffer and everything else as a number", async () => {
    const { link, port, sent } = raw();
    const seen = record(link);
    link.send(patterned(5));
    link.send(patterned(0));
    port.postMessage(patterned(70_000).buffer);
    await until(() => sent.length === 3);
    link.close();
    port.postMessage(0);
    await seen.end();
    await turns(2);
    expect(lengths(sent)).toEqual(["5 bytes", "0 bytes", 70_064, 0]);
    expect([seen.payloads.length, seen.errors]).toEqual([1, [undefined]]);
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
    for (let i = 0; i < 20; i++) port.postMessage(patterned(10_000).buffer);
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
    expect(lengths(sent)).toEqual([...Array.from({ length: 5 }, () => "100000 bytes"), 0]);
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
    expect([lengths(sent).at(-1), vi.getTimerCount()]).toEqual([0, 0]);
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
  ])("[link.rx.error] fails on %s", async (_, value) => {
    const { link, port, sent } = raw();
    const seen = record(link);
    port.postMessage(patterned(5).buffer);
    port.postMessage(value);
    await seen.end();
    await until(() => sent.length === 1);
    expect([seen.payloads.length, seen.error?.code, sent]).toEqual([1, "bad-message", [-1]]);
  });

  it("[link.rx.error] fails on a payload above the limit", async () => {
    const { link, port } = raw({ maxPayload: 100 });
    const seen = record(link);
    port.postMessage(new ArrayBuffer(100));
    port.postMessage(new ArrayBuffer(101));
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
    listeners.get("message")?.(patterned(2).buffer);
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
