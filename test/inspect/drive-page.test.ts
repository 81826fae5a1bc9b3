import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Answer } from "../../inspect/drive/messages.ts";
import { openInspector } from "../../inspect/index.ts";
import { ConnectionEndedError, connect, serve, sessionOf } from "../../runtime/index.ts";
import { idle } from "../runtime/driver/idle-handlers.ts";
import { Shapes } from "../runtime/fixture.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What an inspector says aside of its stream, one after another. */
async function viewer(url: string) {
  const socket = new WebSocket(url.replace("http:", "ws:").replace("/?", "/feed?"));
  closing.push(() => socket.terminate());
  const heard: Answer[] = [];
  let wake = () => {};
  socket.on("message", (data) => {
    const message: unknown = JSON.parse(String(data));
    if (!isAside(message)) return;
    heard.push(message);
    wake();
  });
  await once(socket, "open");
  return {
    ask: (message: object) => socket.send(JSON.stringify(message)),
    async next(): Promise<Answer> {
      for (;;) {
        const answer = heard.shift();
        if (answer !== undefined) return answer;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function isAside(message: unknown): message is Answer {
  return typeof message === "object" && message !== null && "type" in message && message.type !== "header";
}

describe("an inspector's page", () => {
  it("is told when it may act, and its acts are done", async () => {
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, { inspect: { drive: true } });
    closing.push(() => server.close());
    const client = await connect(server.url, Shapes);
    const { ask, next } = await viewer(server.inspector?.url ?? "");
    expect(await next()).toEqual({ type: "driven" });
    ask({ ask: "local/s1" });
    expect(await next()).toMatchObject({
      type: "offer",
      life: "local/s1",
      acts: [{ name: "drain" }, { name: "close" }],
    });
    ask({ do: "close", life: "local/s1" });
    expect(await next()).toMatchObject({ type: "done", text: "established → closed" });
    await expect(client.add(1, 2)).rejects.toBeInstanceOf(ConnectionEndedError);
  });

  it.each([true, { drive: false }])("of a server with `inspect: %j` is refused whatever it asks", async (inspect) => {
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, { inspect });
    closing.push(() => server.close());
    const client = await connect(server.url, Shapes);
    closing.push(() => client.close());
    const { ask, next } = await viewer(server.inspector?.url ?? "");
    for (const message of [{ ask: "local/s1" }, { do: "close", life: "local/s1" }]) {
      ask(message);
      // The first that it hears: nobody told it that it may act.
      expect(await next()).toMatchObject({ type: "refused", text: expect.stringMatching(/only shows/) });
    }
    expect(await client.add(1, 2)).toBe(3);
  });

  it("of one feed acts on whoever `connect` and `serve` were given it for", async () => {
    const { url, feed, close } = await openInspector({ drive: true });
    closing.push(close);
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, { inspect: feed.as("server") });
    closing.push(() => server.close());
    const client = await connect(server.url, Shapes, { inspect: feed.as("client") });
    const call = client.wait();
    const { ask, next } = await viewer(url);
    expect(await next()).toEqual({ type: "driven" });
    ask({ do: "cancel", life: "client/s1/c0/r1" });
    expect(await next()).toMatchObject({ type: "done", text: "awaitingResponse → cancelling" });
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    ask({ do: "close", life: "server/s1" });
    expect(await next()).toMatchObject({ type: "done", text: "established → closed" });
    expect((await sessionOf(client).closed).cause).not.toBe("closedHere");
  });
});
