import { afterEach, describe, expect, it } from "vitest";
import { createActor, createMachine } from "xstate";
import { answerTo } from "../../inspect/drive/desk.ts";
import type { Answer } from "../../inspect/drive/messages.ts";
import { createFeed, type Feed } from "../../inspect/index.ts";
import { deferred } from "../../runtime/deferred.ts";
import { channel, connect, serve, sessionOf, t } from "../../runtime/index.ts";
import { idle } from "../runtime/driver/idle-handlers.ts";
import { Shapes } from "../runtime/fixture.ts";
import * as say from "./tap/spoken.ts";
import { Spoken } from "./tap/spoken.ts";
import { pair } from "./watched-pair.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A client whose lives a reader of the feed follows. */
async function watched(handlers: Parameters<typeof pair>[1] = {}, peer = "left") {
  const feed = createFeed({ peer });
  const reader = feed.open();
  const made = await pair({ inspect: feed }, handlers);
  closing.push(
    () => reader.close(),
    () => made.driver.close(),
  );
  return { feed, ...made };
}

/** What is offered for a life: names, with the reason of those that are refused now. */
function offered(feed: Feed, life: string) {
  const answer = answerTo(feed, true, JSON.stringify({ ask: life }));
  if (answer.type !== "offer") throw new Error(`no offer but ${answer.type}`);
  const acts = Object.fromEntries(answer.acts.map(({ name, reason }) => [name, reason]));
  return { acts, reason: answer.reason };
}

function act(feed: Feed, name: string, life: string): Answer {
  return answerTo(feed, true, JSON.stringify({ do: name, life }));
}

describe("driving", () => {
  it("cancels a call as its caller could, once", async () => {
    const { feed, client } = await watched();
    const call = client.wait();
    const life = "left/s1/c0/r1";
    expect(offered(feed, life)).toEqual({ acts: { cancel: null }, reason: null });
    const text = "awaitingResponse → cancelling";
    expect(act(feed, "cancel", life)).toEqual({ type: "done", life, act: "cancel", text });
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
  });

  it("refuses what the present state does not allow, with the chart's reason", async () => {
    const { feed, client, driver } = await watched({ wait: () => new Promise(() => {}) });
    const life = "left/s1/c0/r1";
    const call = client.wait();
    call.catch(() => {});
    call.cancel();
    // Still waiting for the answer of the other side, which has not had its turn.
    expect(driver.connections.get(0)?.requests.outgoing.size).toBe(1);
    const text = "not while cancelling: Already cancelling";
    expect(offered(feed, life)).toEqual({ acts: { cancel: text }, reason: null });
    expect(act(feed, "cancel", life)).toEqual({ type: "refused", life, act: "cancel", text });
  });

  it("offers nothing for a call that somebody else makes, and says who ends it", async () => {
    const feed = createFeed({ peer: "right" });
    const reader = feed.open();
    closing.push(() => reader.close());
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, { inspect: feed });
    closing.push(() => server.close());
    const client = await connect(server.url, Shapes);
    client.wait().catch(() => {});
    await client.add(1, 2);
    expect(offered(feed, "right/s1/c0/h1")).toEqual({ acts: {}, reason: expect.stringContaining("its handler") });
    expect(act(feed, "cancel", "right/s1/c0/h1")).toMatchObject({
      type: "refused",
      text: expect.stringContaining("its handler"),
    });
  });

  it("closes a channel that sends and resets one that receives", async () => {
    const ended: string[] = [];
    const { feed, client } = await watched({
      sum: async (numbers) => {
        for await (const _ of numbers);
        ended.push("sum");
        return 0n;
      },
      generate: async (_count, out) => {
        await out.closed.catch((error) => ended.push(error.code));
      },
    });
    const [tx, read] = channel(t.i32);
    const [write, rx] = channel(t.i32);
    const sum = client.sum(read);
    const generated = client.generate(1, write);
    await tx.send(1);
    expect(offered(feed, "left/s1/c0/tx1").acts).toEqual({ close: null });
    expect(offered(feed, "left/s1/c0/rx3").acts).toEqual({ reset: null });
    expect(act(feed, "reset", "left/s1/c0/tx1")).toMatchObject({ type: "refused", text: "what it can do is close" });
    expect(act(feed, "close", "left/s1/c0/tx1")).toMatchObject({ type: "done", text: "flowing → closed" });
    expect(act(feed, "reset", "left/s1/c0/rx3")).toMatchObject({ type: "done", text: "open → reset" });
    expect([await sum, await generated, await rx.next()]).toEqual([0n, undefined, { done: true, value: undefined }]);
    expect(ended.sort()).toEqual(["channel-reset", "sum"]);
  });

  it("lets waiting writers go first when it closes a channel, and does not close it twice", async () => {
    let take = () => {};
    const { feed, client } = await watched({
      sum: async (numbers) => {
        await new Promise<void>((resolve) => {
          take = resolve;
        });
        let sum = 0n;
        for await (const n of numbers) sum += BigInt(n);
        return sum;
      },
    });
    const [tx, rx] = channel(t.i32);
    const sum = client.sum(rx);
    const sent = tx.sendAll([1, 2, 3, 4, 5, 6]);
    await client.add(1, 2);
    const life = "left/s1/c0/tx1";
    const answer = answerTo(feed, true, JSON.stringify({ ask: life }));
    expect(answer).toMatchObject({ acts: [{ effect: expect.stringContaining("after the 1 that wait") }] });
    expect(act(feed, "close", life)).toMatchObject({
      type: "done",
      text: "stalled until what waits has been sent",
    });
    expect(offered(feed, life).acts.close).toMatch(/closed already/);
    expect(act(feed, "close", life)).toMatchObject({
      type: "refused",
      text: expect.stringContaining("closed already"),
    });
    take();
    await expect(sent).rejects.toMatchObject({ code: "channel-closed" });
    expect(await sum).toBe(15n);
  });

  it("closes a virtual connection, and with the root the session", async () => {
    const feed = createFeed({ peer: "left" });
    const reader = feed.open();
    closing.push(() => reader.close());
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, {
      onConnection: (incoming) => void incoming.accept(Shapes, idle),
    });
    closing.push(() => server.close());
    const session = sessionOf(await connect(server.url, Shapes, { inspect: feed }));
    const other = await session.open(Shapes);
    const call = other.wait();
    expect(offered(feed, "left/s1/c1").acts).toEqual({ close: null });
    expect(act(feed, "close", "left/s1/c1")).toMatchObject({ type: "done", text: "open → closed" });
    await expect(call).rejects.toMatchObject({ code: "closed" });
    expect(act(feed, "close", "left/s1/c0")).toMatchObject({ type: "done", text: "open → closed" });
    expect((await session.closed).cause).toBe("closedHere");
  });

  it("refuses a connection that waits for the accept hook", async () => {
    const feed = createFeed({ peer: "right" });
    const reader = feed.open();
    closing.push(() => reader.close());
    const asked = deferred<void>();
    const server = await serve("tcp://127.0.0.1:0", Shapes, idle, {
      inspect: feed,
      onConnection: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    });
    closing.push(() => server.close());
    const session = sessionOf(await connect(server.url, Shapes));
    const opening = session.open(Shapes);
    opening.catch(() => {});
    await asked.promise;
    expect(offered(feed, "right/s1/c1").acts).toEqual({ reject: null });
    expect(act(feed, "reject", "right/s1/c1")).toMatchObject({ type: "done", text: "deciding → rejected" });
    await expect(opening).rejects.toMatchObject({ code: "rejected" });
  });

  it("drains a session, and refuses to drain it again", async () => {
    const { feed, client, driver } = await watched();
    const call = client.wait();
    expect(offered(feed, "left/s1").acts).toEqual({ drain: null, close: null });
    expect(act(feed, "drain", "left/s1")).toMatchObject({ type: "done", text: "established → draining" });
    expect(offered(feed, "left/s1").acts).toEqual({
      drain: "not while draining: Already draining",
      close: null,
    });
    expect(act(feed, "close", "left/s1")).toMatchObject({ type: "done", text: "draining → closed" });
    await expect(call).rejects.toMatchObject({ code: "closed" });
    await driver.closed;
  });

  it("touches no tapped peer, no machine of the user's own, and nothing that has ended", async () => {
    const { feed, client } = await watched({}, "near");
    await client.add(1, 2);
    for (const record of new Spoken().introduced().left(say.request(1)).records) feed.put(record);
    const lamp = createActor(createMachine({ initial: "off", states: { off: {} } }), { inspect: feed.observer });
    lamp.start();
    for (const [life, reason] of [
      ["left/s1/c0/r1", /its peer is elsewhere/],
      [`near/xstate/${lamp.sessionId}`, /a machine of your own/],
      ["near/s1/c0/r1", /no such life is alive here/],
      ["near/s9", /no such life is alive here/],
    ] as const) {
      expect(offered(feed, life)).toEqual({ acts: {}, reason: expect.stringMatching(reason) });
      expect(act(feed, "cancel", life)).toMatchObject({ type: "refused", text: expect.stringMatching(reason) });
    }
    lamp.stop();
  });

  it.each(["no JSON", "null", "7", '{"ask":7}', '{"do":"cancel"}', '{"do":7,"life":"left/s1"}', '{"end":"left/s1"}'])(
    "refuses %s",
    async (text) => {
      expect(answerTo(createFeed(), true, text)).toEqual({
        type: "refused",
        life: null,
        act: null,
        text: "this is nothing that an inspector is asked",
      });
    },
  );

  it("is refused whatever is asked where nobody allowed it", async () => {
    const { feed, client } = await watched();
    const call = client.wait();
    call.catch(() => {});
    for (const text of ['{"ask":"left/s1/c0/r1"}', '{"do":"cancel","life":"left/s1/c0/r1"}']) {
      expect(answerTo(feed, false, text)).toMatchObject({ type: "refused", text: expect.stringMatching(/only shows/) });
    }
    expect(offered(feed, "left/s1/c0/r1").acts).toEqual({ cancel: null });
  });
});
