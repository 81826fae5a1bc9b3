import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { channel, connect, type Server, serve, t } from "../../../runtime/index.ts";
import { idle } from "../driver/idle-handlers.ts";
import { Shapes } from "../fixture.ts";

let directory: string;
let server: Server;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "roam-"));
  server = await serve(`unix://${directory}/socket`, Shapes, {
    ...idle,
    sum: async (numbers) => {
      let total = 0n;
      for await (const n of numbers) total += BigInt(n);
      return total;
    },
    generate: async (count, out) => {
      for (let n = 0; n < count; n++) await out.send(n);
      await out.close();
    },
  });
});

afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

describe("two peers over a unix socket", () => {
  it("[transport.stream.local] call, and stream both ways", async () => {
    await using shapes = await connect(server.url, Shapes);
    expect(await shapes.add(2, 3)).toBe(5);
    expect(await shapes.divide(7n, 2n)).toEqual({ ok: true, value: 7n });

    const [tx, rx] = channel(t.i32);
    const total = shapes.sum(rx);
    for (let n = 0; n < 100; n++) await tx.send(n);
    await tx.close();
    expect(await total).toBe(4_950n);

    const [out, numbers] = channel(t.i32);
    const done = shapes.generate(50, out);
    const got: number[] = [];
    for await (const n of numbers) got.push(n);
    await done;
    expect(got).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it("are many: each client has a session of its own", async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect(server.url, Shapes)));
    expect(await Promise.all(clients.map((client, n) => client.add(n, 1)))).toEqual([1, 2, 3, 4, 5]);
    expect(server.sessions.length).toBe(5);
    await Promise.all(clients.map((client) => client.close()));
  });

  it("part when the server closes: what is in flight fails with the cause", async () => {
    const shapes = await connect(server.url, Shapes);
    const waiting = shapes.wait();
    await shapes.add(1, 1);
    await server.close();
    await expect(waiting).rejects.toMatchObject({ code: expect.stringMatching(/link-lost|closed/), requestId: 1 });
  });

  it("do not meet where nobody listens", async () => {
    await expect(connect(`unix://${directory}/nobody`, Shapes)).rejects.toMatchObject({ code: "unreachable" });
  });
});
