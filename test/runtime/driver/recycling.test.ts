import { afterEach, describe, expect, it, vi } from "vitest";
import { Actor, type InspectionEvent } from "xstate";
import { connect, memoryPair, serve } from "../../../runtime/index.ts";
import { Shapes } from "../fixture.ts";
import { settled } from "../raw-peer.ts";
import { idle } from "./idle-handlers.ts";
import { peers } from "./pooled-peers.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a request actor that nobody sees", () => {
  it("serves one call after the other", async () => {
    const { client, ours } = await peers();
    for (let n = 0; n < 5; n++) expect(await client.add(n, 1)).toBe(n + 1);
    expect(ours().length).toBe(5);
    expect(new Set(ours()).size).toBe(1);
    await client.close();
  });

  it("serves on the answering side too", async () => {
    const { client, taken, ours } = await peers();
    for (let n = 0; n < 5; n++) await client.add(n, 1);
    const theirs = taken.filter((actor) => !ours().includes(actor));
    expect([theirs.length, new Set(theirs).size]).toEqual([5, 1]);
    await client.close();
  });

  it("is one of as many as there were calls at a time", async () => {
    const { client, ours } = await peers();
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 10 }, (_, n) => client.add(n, n)));
    expect(ours().length).toBe(30);
    expect(new Set(ours()).size).toBe(10);
    await client.close();
  });

  it("is kept for later only up to the number of calls in flight that were announced", async () => {
    const { client, driver, running } = await peers({ limits: { requestsInFlight: 3 } });
    await Promise.all(Array.from({ length: 10 }, (_, n) => client.add(n, n)));
    await settled();
    // Session, root connection, and three at rest.
    expect(running(driver.actor)).toBe(5);
    expect(driver.pools.outgoingRequest.clear().length).toBe(3);
    await client.close();
  });
});

describe("a request actor whose reference was handed out", () => {
  it("sees this call only and completes with status done and output", async () => {
    const { client, ours } = await peers();
    const call = client.add(1, 2);
    const { actor } = call;
    if (actor === undefined) throw new Error("the call began");
    const seen: string[] = [];
    actor.subscribe({
      next: (snapshot) => seen.push(`${snapshot.value} ${snapshot.status}`),
      complete: () => seen.push("complete"),
    });
    await call;
    for (let n = 0; n < 3; n++) await client.add(n, 1);
    expect(seen).toEqual(["responded done", "complete"]);
    expect(actor.getSnapshot()).toMatchObject({ status: "done", output: { outcome: "responded", request: 1 } });
    expect(ours().filter((other) => other === actor).length).toBe(1);
    await client.close();
  });

  it("shows how the call ended to who is told of that end, and harms nobody", async () => {
    const { client, driver, running } = await peers();
    const calls = [client.add(1, 1), client.add(2, 2)];
    const seen = new Set<string>();
    driver.actor.subscribe(() => {
      for (const { actor } of calls) seen.add(`${actor?.getSnapshot().value} ${actor?.getSnapshot().status}`);
    });
    await Promise.all(calls);
    expect(seen).toContain("responded done");
    expect(await client.add(3, 3)).toBe(6);
    await settled();
    expect(driver.snapshot()).toMatchObject({ status: "active", context: { requests: 0 } });
    await client.close();
    await settled();
    expect(running(driver.actor)).toBe(0);
  });

  it("is another one for the call after it", async () => {
    const { client } = await peers();
    const first = client.add(1, 1);
    const seen = first.actor;
    await first;
    const second = client.add(1, 1);
    expect(second.actor).not.toBe(seen);
    await second;
    expect(seen?.getSnapshot().context.request).toBe(1);
    await client.close();
  });

  it("shows, when asked for after the end, how this call ended, although another runs on it", async () => {
    const { client, ours } = await peers();
    const ended = client.add(1, 2);
    await ended;
    const running = client.wait();
    expect(new Set(ours()).size).toBe(1);
    expect(ended.actor?.getSnapshot()).toMatchObject({
      status: "done",
      value: "responded",
      context: { request: 1, method: "Shapes.add" },
      output: { outcome: "responded", connection: 0, request: 1 },
    });
    expect(running.actor?.getSnapshot()).toMatchObject({ value: "awaitingResponse", context: { request: 3 } });
    expect(ended.actor).toBe(ended.actor);
    running.cancel();
    await expect(running).rejects.toThrow();
    await client.close();
  });

  it("completes for who subscribes after the end, as an actor of XState does", async () => {
    const { client } = await peers();
    const call = client.add(1, 2);
    await call;
    let isComplete = false;
    call.actor?.subscribe({
      complete: () => {
        isComplete = true;
      },
    });
    expect(isComplete).toBe(true);
    expect(call.actor?.id).toBe("outgoingRequest");
    await client.close();
  });

  it("is not asked for to learn that a call has ended: a late cancel does not reach the call after it", async () => {
    const { client, ours } = await peers();
    const ended = client.add(1, 2);
    await ended;
    const running = client.wait();
    expect(new Set(ours()).size).toBe(1);
    ended.cancel();
    expect(running.actor?.getSnapshot().value).toBe("awaitingResponse");
    running.cancel();
    await expect(running).rejects.toThrow("cancelled");
    await client.close();
  });

  it("takes no event of a later call, and no later call takes its events", async () => {
    const { client } = await peers();
    const ended = client.add(1, 2);
    await ended;
    const running = client.wait();
    ended.actor?.send({ type: "local.cancel" });
    ended.cancel();
    await settled();
    expect(running.actor?.getSnapshot().value).toBe("awaitingResponse");
    running.cancel();
    await expect(running).rejects.toThrow("cancelled");
    expect(ended.actor?.getSnapshot().value).toBe("responded");
    await client.close();
  });
});

describe("a session with an inspector of XState", () => {
  const ends = (events: InspectionEvent[]) =>
    events.flatMap((event) => (event.type === "@xstate.snapshot" && event.snapshot.status === "done" ? [event] : []));

  it("recycles no actor", async () => {
    const events: InspectionEvent[] = [];
    const { client, ours, driver, running } = await peers({ inspect: (event) => events.push(event) });
    for (let n = 0; n < 4; n++) await client.add(n, 1);
    expect(ours()).toEqual([]);
    expect(ends(events).length).toBe(4);
    expect(running(driver.actor)).toBe(2);
    await client.close();
  });

  it("is told from the first of each actor by the name of its chart, and of what it was given", async () => {
    const names: string[] = [];
    const given: unknown[] = [];
    const inspect = (event: InspectionEvent) => {
      if (event.type === "@xstate.actor" && event.actorRef instanceof Actor) names.push(event.actorRef.id);
      if (event.type === "@xstate.event" && event.event.type === "xstate.init") given.push(event.event.input);
    };
    const { client } = await peers({ inspect });
    await client.add(1, 1);
    expect(names).toEqual(["driver", "session", "connection", "outgoingRequest"]);
    expect(given).toContainEqual({ connection: 0, request: 1, method: "Shapes.add" });
    await client.close();
  });

  it("that came late recycles no actor from then on, not even those that live already", async () => {
    const { client, ours, driver } = await peers();
    await client.add(1, 1);
    const running = client.wait();
    const events: InspectionEvent[] = [];
    driver.actor.system.inspect({ next: (event) => events.push(event) });
    const before = ours().length;
    for (let n = 0; n < 4; n++) await client.add(n, 1);
    running.cancel();
    await expect(running).rejects.toThrow();
    await settled();
    expect(ours().length).toBe(before);
    expect(ends(events).length).toBe(5);
    await client.close();
  });
});

it("leaves nothing running in XState's system when it is closed, resting actors included", async () => {
  const { client, server, driver, running } = await peers();
  const sessions = [driver, ...server.sessions];
  await Promise.all(Array.from({ length: 10 }, (_, n) => client.add(n, n)));
  const call = client.add(1, 1);
  const watched = call.actor;
  await call;
  for (const { actor } of sessions) expect(running(actor)).toBeGreaterThan(2);
  void client.wait();
  await client.close();
  await server.close();
  await settled();
  for (const { actor } of sessions) expect(running(actor)).toBe(0);
  expect(watched?.getSnapshot().status).toBe("done");
});

it("leaves nothing running after a drain that its last request ends", async () => {
  const { client, driver, running } = await peers();
  const last = client.add(1, 1);
  const drained = driver.drain(1_000);
  expect(await last).toBe(2);
  await drained;
  await settled();
  expect(running(driver.actor)).toBe(0);
});

it("sends nothing to an actor that has stopped when a handler closes its own session", async () => {
  const warned = vi.spyOn(console, "warn");
  const [near, far] = memoryPair();
  const add = () => {
    void server.close();
    return 1;
  };
  const server = await serve(far, Shapes, { ...idle, add });
  const client = await connect(near, Shapes);
  await expect(client.add(1, 1)).rejects.toThrow();
  await settled();
  expect(warned).not.toHaveBeenCalled();
});
