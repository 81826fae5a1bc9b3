import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { portLink } from "../../runtime/link/message-port.ts";
import { type Bundle, bundle } from "./bundle.ts";
import { patterned, record, same } from "./recorder.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

describe("a port link to a worker", () => {
  let script: Bundle | undefined;
  beforeAll(async () => {
    script = await bundle("port-echo.ts");
  });
  afterAll(() => script?.remove());

  function worker(port?: MessagePort): Worker {
    const path = script?.path ?? "";
    const made = port === undefined ? new Worker(path) : new Worker(path, { workerData: port, transferList: [port] });
    made.on("error", () => {});
    cleanups.push(() => made.terminate());
    return made;
  }

  const throughItsOwnPort = () => portLink(worker());
  const throughAPortGivenToIt = () => {
    const { port1, port2 } = new MessageChannel();
    worker(port2);
    return portLink(port1);
  };

  it.each([
    ["its own port", throughItsOwnPort],
    ["a port given to it", throughAPortGivenToIt],
  ])("[link.order] [link.tx.close] echoes across %s", async (_, make) => {
    const link = make();
    const seen = record(link);
    const sizes = [0, 5, 70_000, 1, 400_000, 2];
    for (const [i, size] of sizes.entries()) link.send(patterned(size, i));
    link.close();
    await seen.end();
    expect(seen.errors).toEqual([undefined]);
    expect(seen.payloads.map((bytes, i) => same(bytes, patterned(sizes[i] ?? -1, i)))).toEqual(sizes.map(() => true));
  });

  it.each([
    ["exits", 3],
    ["fails", 4],
  ])("[link.rx.error] ends as lost when the worker %s", async (_, size) => {
    for (const link of [throughItsOwnPort(), throughAPortGivenToIt()]) {
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
