import { Subject } from "rxjs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { type AnyActorRef, createActor, createMachine } from "xstate";
import type { ActorRecord, FeedRecord } from "../../../inspect/records.ts";
import type { ServiceMessage } from "../../../inspect/xstate-inspect/messages.ts";
import { xstateInspect } from "../../../inspect/xstate-inspect/xstate-inspect.ts";
import { socketServer } from "../socket-server.ts";
import * as say from "../tap/spoken.ts";
import { Spoken } from "../tap/spoken.ts";
import { genuine, type Received, type Receiver } from "./genuine-package.ts";

const PATIENCE_MS = 30_000;

const lamp = createMachine({
  id: "lamp",
  initial: "off",
  states: { off: { on: { press: "on" } }, on: { on: { press: "off" } } },
});

/** The record of an actor of the user's own. */
function ownActor(actor: AnyActorRef): ActorRecord {
  const nowhere = { connection: null, id: null, parent: null, input: null, initialCredit: null, chart: null } as const;
  const stamp = { seq: 1, at: 0, wall: 0, peer: "app" };
  return {
    ...stamp,
    ...nowhere,
    type: "actor",
    life: `app/xstate/${actor.sessionId}`,
    label: "lamp",
    state: "off",
    late: false,
  };
}

function spoken(): readonly FeedRecord[] {
  return new Spoken().introduced().left(say.request(1)).right(say.response(1)).end("left").records;
}

const real: unknown = Reflect.get(globalThis, "WebSocket");
beforeAll(() => {
  genuine();
  Reflect.set(globalThis, "WebSocket", WebSocket);
}, 300_000);
afterAll(() => void Reflect.set(globalThis, "WebSocket", real));

/** The genuine receiver, connected to records that this test makes. */
async function viewing(drive?: AnyActorRef) {
  const records = new Subject<FeedRecord>();
  const received: Received[] = [];
  const asked: string[] = [];
  const server = await socketServer((socket) => {
    const send = (message: ServiceMessage) => socket.send(JSON.stringify(message));
    const find = (life: string) => {
      asked.push(life);
      return drive;
    };
    const viewer = xstateInspect(drive === undefined ? { records, send } : { records, send, drive: true, find });
    socket.on("message", (data) => viewer.receive(JSON.parse(String(data))));
    socket.on("close", () => viewer.close());
  });
  const receiver: Receiver = genuine().createWebSocketReceiver({ server, serialize: undefined });
  receiver.subscribe((message) => received.push(message));
  await vi.waitFor(() => expect(records.observed).toBe(true), PATIENCE_MS);
  return { records, received, receiver, asked };
}

describe("records as the protocol of @xstate/inspect 0.8.0", () => {
  it("reach the genuine receiver as machines, events and states of XState 4", async () => {
    const { records, received } = await viewing();
    for (const record of spoken()) records.next(record);
    const life = "left/s1/c0/r1";
    const about = () => received.filter(({ sessionId }) => sessionId === life);
    await vi.waitFor(() => expect(about().at(-1)?.type).toBe("service.stop"), PATIENCE_MS);
    const [register, ...rest] = about();
    expect(register).toMatchObject({ type: "service.register", parent: "left/s1/c0", state: { value: "queued" } });
    expect(register?.machine?.id).toBe("outgoingRequest");
    expect(register?.machine?.initialState.value).toBe("queued");
    expect(register?.machine?.events).toEqual(
      expect.arrayContaining(["peer.response", "local.cancel", "timer.giveUp"]),
    );
    expect(rest.map(({ type, event, state }) => [type, event?.name ?? state?.value ?? ""])).toEqual([
      ["service.event", "parent.slot"],
      ["service.state", "awaitingResponse"],
      ["service.event", "peer.response"],
      ["service.state", "responded"],
      ["service.state", "responded"],
      ["service.stop", ""],
    ]);
  });

  it("tell a viewer that comes late what is alive, in its present state", () => {
    const records = new Subject<FeedRecord>();
    const sent: ServiceMessage[] = [];
    const viewer = xstateInspect({ records, send: (message) => sent.push(message) });
    for (const record of new Spoken().introduced().left(say.request(1), say.request(3)).right(say.response(1))
      .records) {
      records.next(record);
    }
    sent.length = 0;
    viewer.receive({ type: "xstate.inspecting" });
    const registered = sent.map((m) => [
      m.sessionId,
      m.type === "service.register" ? JSON.parse(m.state).value : m.type,
    ]);
    expect(registered).toEqual([
      ["left/s1", "established"],
      ["right/s1", "established"],
      ["left/s1/c0", "open"],
      ["right/s1/c0", "open"],
      ["left/s1/c0/r3", "awaitingResponse"],
      ["right/s1/c0/h3", "handling"],
    ]);
  });
});

describe("a viewer of @xstate/inspect 0.8.0", () => {
  const press = (service: string) => {
    const data = { type: "press" };
    const event = JSON.stringify({ name: "press", data, $$type: "scxml", type: "external", origin: { id: service } });
    return { type: "xstate.event", event, service };
  };

  it("drives an actor of the user's where that is asked for", async () => {
    const actor = createActor(lamp).start();
    const { records, receiver } = await viewing(actor);
    const own = ownActor(actor);
    records.next(own);
    receiver.send(press(own.life));
    await vi.waitFor(() => expect(actor.getSnapshot().value).toBe("on"), PATIENCE_MS);
  });

  it("drives nothing otherwise", async () => {
    const actor = createActor(lamp).start();
    const { records, receiver, received } = await viewing();
    const own = ownActor(actor);
    records.next(own);
    receiver.send(press(own.life));
    // What is asked for behind it is answered behind it.
    receiver.send({ type: "xstate.inspecting" });
    await vi.waitFor(
      () => expect(received.filter(({ type }) => type === "service.register").length).toBeGreaterThan(1),
      PATIENCE_MS,
    );
    expect(actor.getSnapshot().value).toBe("off");
  });

  it("never drives what the protocol lives by, nor sends what only XState sends", () => {
    const records = new Subject<FeedRecord>();
    const asked: string[] = [];
    const actor = createActor(lamp).start();
    const find = (life: string) => {
      asked.push(life);
      return actor;
    };
    const viewer = xstateInspect({ records, send: () => {}, drive: true, find });
    for (const record of [...spoken().slice(0, 8), ownActor(actor)]) records.next(record);
    const own = ownActor(actor).life;
    for (const service of ["left/s1", "left/s1/c0", "nobody"]) viewer.receive(press(service));
    for (const event of ["{", "null", '{"type":1}', '{"type":"xstate.stop"}', '{"type":"done.invoke.x"}']) {
      viewer.receive({ type: "xstate.event", event, service: own });
    }
    for (const command of [null, 1, "x", {}, { type: "xstate.event" }]) viewer.receive(command);
    expect(asked).toEqual([]);
    viewer.receive({ type: "xstate.event", event: '{"type":"press"}', service: own });
    expect(asked).toEqual([own]);
    expect(actor.getSnapshot().value).toBe("on");
  });
});
