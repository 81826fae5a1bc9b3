import { Worker } from "node:worker_threads";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { portLink } from "../../runtime/link/message-port.ts";
import { bundle } from "./bundle.ts";
import { patterned, record, same, turns } from "./recorder.ts";

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

describe("a port link to a worker", () => {
  let script = "";
  beforeAll(async () => {
    script = await bundle("port-echo.ts");
  });

  function worker(port?: MessagePort): Worker {
    const made = new Worker(script, port === undefined ? {} : { workerData: port, transferList: [port] });
    made.on("error", () => {});
    cleanups.push(() => made.terminate());
    return made;
  }

  it.each(["its own port", "a port given to it"])("[link.order] [link.tx.close] echoes across %s", async (which) => {
    const { port1, port2 } = new MessageChannel();
    const link = portLink(which === "its own port" ? worker() : (worker(port2), port1));
    const seen = record(link);
    const sizes = [0, 5, 70_000, 1, 400_000, 2];
    for (const [i, size] of sizes.entries()) link.send(patterned(size, i));
    link.close();
    await seen.end();
    expect(seen.errors).toEqual([undefined]);
    expect(seen.payloads.map((bytes, i) => same(bytes, patterned(sizes[i] ?? -1, i)))).toEqual(sizes.map(() => true));
    port1.close();
  });

  it.each([
    ["exits", 3],
    ["fails", 4],
  ])("[link.rx.error] ends as lost when the worker %s", async (_, size) => {
    const { port1, port2 } = new MessageChannel();
    for (const link of [portLink(worker()), portLink((worker(port2), port1))]) {
      const seen = record(link);
      link.send(patterned(5));
      await seen.received(1);
      link.send(patterned(size));
      await seen.end();
      expect([seen.payloads.length, seen.error?.code]).toEqual([1, "lost"]);
    }
  });

  it("[link.rx.error] ends as lost when the worker is terminated", async () => {
    const made = worker();
    const seen = record(portLink(made));
    await made.terminate();
    await seen.end();
    expect(seen.error?.code).toBe("lost");
  });
});
