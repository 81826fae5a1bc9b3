import { describe, expect, it } from "vitest";
import { Actor, type AnyActorRef, createActor, fromCallback } from "xstate";
import type { ConnectionOutput } from "../../../machines/connection.ts";
import type { Ending } from "../../../machines/endings.ts";
import type { ChartName } from "../../../machines/tables.ts";
import { type DoneEvent, DriverLogic } from "../../../runtime/driver/driver-logic.ts";

const ending: Ending = { cause: "linkEnded", detail: "the link ended" };
const sessionDone: DoneEvent = { type: "xstate.done.actor.session", actorId: "session", output: ending };
const connectionOutput: ConnectionOutput = { outcome: "closed", connection: 0, ending };
const requestDone: DoneEvent = {
  type: "xstate.done.actor.outgoingRequest",
  actorId: "outgoingRequest",
  output: { outcome: "responded", connection: 0, request: 1, ending: null },
};

function driver() {
  const retired: string[] = [];
  const failures: unknown[] = [];
  const actor = new Actor(
    new DriverLogic(
      (event) => retired.push(event.type),
      (error) => failures.push(error),
    ),
    { id: "driver" },
  ).start();
  const open = (...charts: ChartName[]) => {
    for (const chart of charts) actor.send({ type: "driver.opened", chart });
  };
  return { actor, retired, failures, open, counts: () => actor.getSnapshot().context };
}

describe("the snapshot of a driver", () => {
  it("counts connections, requests and channels as they come and go", () => {
    const { actor, open, counts } = driver();
    open("session", "connection", "outgoingRequest", "incomingRequest", "outgoingChannel", "incomingChannel");
    expect(counts()).toMatchObject({ connections: 1, requests: 2, channels: 2 });
    actor.send(requestDone);
    expect(counts()).toMatchObject({ connections: 1, requests: 1, channels: 2 });
  });

  it("does not count session and keepalive, which are no connection", () => {
    const { open, counts } = driver();
    open("session", "keepalive");
    expect(counts()).toMatchObject({ connections: 0, requests: 0, channels: 0 });
  });

  it("shows the state of the session", () => {
    const { actor, counts } = driver();
    expect(counts().phase).toBe("awaitingHello");
    actor.send({ type: "driver.phase", phase: "established" });
    expect(counts().phase).toBe("established");
    actor.send(sessionDone);
    expect(counts()).toMatchObject({ phase: "closed", ending });
  });

  it("is plain data, so that it can be kept and sent", () => {
    const { actor, open } = driver();
    open("connection");
    const kept = actor.getPersistedSnapshot();
    expect(JSON.parse(JSON.stringify(kept))).toMatchObject({ status: "active", context: { connections: 1 } });
  });
});

describe("a driver", () => {
  it("ends with the last of its children after its session, not before", () => {
    const { actor, open } = driver();
    open("session", "connection", "outgoingRequest");
    actor.send(sessionDone);
    actor.send({ ...requestDone });
    expect(actor.getSnapshot().status).toBe("active");
    actor.send({ type: "xstate.done.actor.connection", actorId: "connection", output: connectionOutput });
    expect(actor.getSnapshot()).toMatchObject({ status: "done", output: ending });
  });

  it("ends with its session when there is nothing else", () => {
    const { actor, open } = driver();
    open("session");
    actor.send(sessionDone);
    expect(actor.getSnapshot()).toMatchObject({ status: "done", output: ending });
  });

  it("does not end because it has no children, as long as the session lives", () => {
    const { actor, open } = driver();
    open("outgoingRequest");
    actor.send(requestDone);
    expect(actor.getSnapshot().status).toBe("active");
  });

  it("tells of each end once, when the count is right already", () => {
    const seen: number[] = [];
    const actor = new Actor(
      new DriverLogic(
        () => seen.push(actor.getSnapshot().context.requests),
        () => {},
      ),
    ).start();
    actor.send({ type: "driver.opened", chart: "outgoingRequest" });
    actor.send(requestDone);
    expect(seen).toEqual([0]);
  });

  it("is told of a child that breaks, counts it no more, and passes the error on", () => {
    const { actor, open, counts, failures, retired } = driver();
    open("outgoingRequest", "outgoingChannel");
    const error = new Error("a bug");
    actor.send({ type: "xstate.error.actor.outgoingChannel", actorId: "outgoingChannel", error });
    expect(counts()).toMatchObject({ requests: 1, channels: 0 });
    expect(failures).toEqual([error]);
    expect(retired).toEqual([]);
  });

  it("stops a child when asked to, which the child cannot do itself", () => {
    const { actor } = driver();
    const parent: AnyActorRef = actor;
    let isStopped = false;
    const logic = fromCallback(() => () => {
      isStopped = true;
    });
    const child = createActor(logic, { parent }).start();
    expect(() => child.stop()).toThrow();
    actor.send({ type: "driver.stop", child });
    expect(isStopped).toBe(true);
    expect(actor.getSnapshot().status).toBe("active");
  });
});
