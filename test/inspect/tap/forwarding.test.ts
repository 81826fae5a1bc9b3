import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { TapOptions } from "../../../inspect/tap/tap.ts";
import { tapBefore } from "./tapped.ts";

const opened: { destroy(): void }[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

function kept<S extends Socket>(socket: S): S {
  socket.on("error", () => {});
  opened.push(socket);
  return socket;
}

/** Whoever is dialled through a tap, and who dials. */
async function through(options: Partial<TapOptions> = {}): Promise<{
  near: Socket;
  far: Socket;
  server: Server;
  tapped: Awaited<ReturnType<typeof tapBefore>>;
}> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push({ destroy: () => server.close() });
  const bound = server.address();
  const tapped = await tapBefore(`tcp://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`, options);
  const { hostname, port } = new URL(tapped.url);
  const came = once(server, "connection");
  const near = kept(connect({ host: hostname, port: Number(port), allowHalfOpen: true }));
  const [far] = await came;
  return { near, far: kept(far), server, tapped };
}

async function digestOf(socket: Socket): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of socket) hash.update(chunk);
  return hash.digest("hex");
}

describe("a tap forwards", () => {
  it("every byte both ways, whatever the bytes are", async () => {
    const { near, far, tapped } = await through();
    const sent = [randomBytes(3_000_000), randomBytes(2_000_000)] as const;
    const got = Promise.all([digestOf(far), digestOf(near)]);
    near.end(sent[0]);
    far.end(sent[1]);
    expect(await got).toEqual(sent.map((bytes) => createHash("sha256").update(bytes).digest("hex")));
    await tapped.close();
  });

  it("the end of one side, and then still what the other says", async () => {
    const { near, far } = await through();
    far.resume();
    near.end("bye");
    await once(far, "end");
    far.end("and more");
    const chunks: Buffer[] = [];
    for await (const chunk of near) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("and more");
  });

  it("a link that broke as a link that broke", async () => {
    const { near, far } = await through();
    far.resume();
    near.resetAndDestroy();
    const [error] = await once(far, "error");
    expect(error.code).toBe("ECONNRESET");
  });

  it("no faster than the receiver reads: the sender has to wait", async () => {
    const { near, far } = await through();
    far.pause();
    // Sockets take some MB; more than that has to wait at the sender.
    const chunk = Buffer.alloc(64 * 1024, 0xff);
    const most = 1_024;
    let sent = 0;
    for (let idle = 0; idle < 500 && sent < most; idle++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (near.writableLength > 0) continue;
      near.write(chunk);
      sent++;
      idle = 0;
    }
    expect(sent).toBeLessThan(most);
    const total = digestOf(far);
    near.end();
    expect(await total).toBe(
      createHash("sha256")
        .update(Buffer.alloc(sent * chunk.length, 0xff))
        .digest("hex"),
    );
  });

  it("nothing to a peer that is not there: who dialled is dropped", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const bound = server.address();
    const tapped = await tapBefore(`tcp://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`);
    server.close();
    await once(server, "close");
    const { hostname, port } = new URL(tapped.url);
    const near = kept(connect({ host: hostname, port: Number(port) }));
    await new Promise((resolve) => near.once("close", resolve));
    expect(tapped.errors.map(({ text }) => text)).toEqual([expect.stringMatching(/^cannot be reached: /)]);
  });

  it("on, when whoever listens to its records throws", async () => {
    let calls = 0;
    const onRecord = () => {
      calls++;
      throw new Error("no");
    };
    const { near, far, tapped } = await through({ onRecord, onError: onRecord });
    const got = digestOf(far);
    const frames = Buffer.concat(Array.from({ length: 100 }, () => Buffer.from([2, 0, 0, 0, 0, 77])));
    near.end(frames);
    expect(await got).toBe(createHash("sha256").update(frames).digest("hex"));
    await tapped.close();
    expect(calls).toBe(1);
  });

  it("neither to an address that makes no sense, nor between a WebSocket and a stream", async () => {
    await expect(tapBefore("http://127.0.0.1:1")).rejects.toThrow('"http:" cannot be tapped');
    await expect(tapBefore("ws://127.0.0.1:1", { listen: "tcp://127.0.0.1:0" })).rejects.toThrow("both ends");
  });
});
