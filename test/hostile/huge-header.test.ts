import { connect as dial } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Server, serve } from "../../runtime/index.ts";
import { idle } from "../runtime/driver/idle-handlers.ts";
import { Shapes } from "../runtime/fixture.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** Bytes over a socket to a server of ours; resolves when it has hung up. */
async function send(bytes: readonly number[]): Promise<string | undefined> {
  server = await serve("tcp://127.0.0.1:0", Shapes, idle);
  const socket = dial(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.write(new Uint8Array(bytes));
  const session = await until(() => server?.sessions[0]);
  const ending = await session.closed;
  socket.destroy();
  return ending.detail;
}

async function until<T>(found: () => T | undefined): Promise<T> {
  for (;;) {
    const value = found();
    if (value !== undefined) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a header that promises what never comes", () => {
  it("of 4 GiB is refused before anything is allocated", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const detail = await send([0xff, 0xff, 0xff, 0xff]);
    expect(detail).toMatch(/4294967295 bytes.*limit frameBeforeHello is 65536$/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
  });

  it("of one byte above the limit is refused with only the header there", async () => {
    expect(await send([1, 0, 1, 0])).toMatch(/65537 bytes/);
  });
});
