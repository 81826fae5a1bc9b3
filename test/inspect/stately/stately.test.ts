import { createInspector, createWebSocketInspector, createWebSocketReceiver } from "@statelyai/inspect";
import { from, Subject } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import { assign, createActor, createMachine, setup } from "xstate";
import type { FeedRecord } from "../../../inspect/records.ts";
import { fromStately } from "../../../inspect/stately/from-stately.ts";
import type { StatelyMessage } from "../../../inspect/stately/messages.ts";
import { toStately } from "../../../inspect/stately/to-stately.ts";
import { tables } from "../../../machines/tables.ts";
import { socketServer } from "../socket-server.ts";
import * as say from "../tap/spoken.ts";
import { Spoken } from "../tap/spoken.ts";

const PATIENCE_MS = 30_000;

/** Records of a call in a session that then ends. */
function calledAndGone(): readonly FeedRecord[] {
  return new Spoken().introduced().left(say.request(1)).right(say.response(1)).end("left").records;
}

function messagesOf(records: readonly FeedRecord[]): StatelyMessage[] {
  const messages: StatelyMessage[] = [];
  toStately(from(records)).subscribe((message) => messages.push(message));
  return messages;
}

const child = createMachine({
  id: "child",
  initial: "busy",
  states: { busy: { on: { ready: "done" } }, done: { type: "final" } },
});
const door = setup({ actors: { child } }).createMachine({
  id: "door",
  context: { opened: 0, secret: "hunter2" },
  initial: "closed",
  invoke: { src: "child", id: "hinge" },
  states: {
    closed: { on: { open: { target: "ajar", actions: assign({ opened: ({ context }) => context.opened + 1 }) } } },
    ajar: { initial: "still", states: { still: {} }, on: { fall: "broken" } },
    broken: { type: "final" },
  },
});

describe("records as the Stately inspection protocol", () => {
  it("reach the genuine receiver as they are", async () => {
    const records = new Subject<FeedRecord>();
    const server = await socketServer((socket) => {
      toStately(records).subscribe((message) => socket.send(JSON.stringify(message)));
      // The receiver listens from its own `open` on; it answers a ping behind that.
      socket.once("pong", () => {
        for (const record of calledAndGone()) records.next(record);
      });
      socket.ping();
    });
    const received: unknown[] = [];
    createWebSocketReceiver({ server: `ws://${server}` }).subscribe((message) => received.push(message));
    const sent = JSON.parse(JSON.stringify(messagesOf(calledAndGone())));
    await vi.waitFor(() => expect(received).toEqual(sent), PATIENCE_MS);
  });

  it("register each life once, with its parent, its chart and the state that it was in then", () => {
    const actors = messagesOf(calledAndGone()).filter(({ type }) => type === "@xstate.actor");
    expect(actors.map((message) => ({ ...message, definition: 0 }))).toMatchObject([
      { sessionId: "left/s1", rootId: "left/s1", parentId: undefined, snapshot: { value: "awaitingHello" } },
      { sessionId: "right/s1", rootId: "right/s1" },
      { sessionId: "left/s1/c0", rootId: "left/s1", parentId: "left/s1", snapshot: { value: "idle" } },
      { sessionId: "right/s1/c0" },
      { sessionId: "left/s1/c0/r1", rootId: "left/s1", parentId: "left/s1/c0", snapshot: { value: "queued" } },
      { sessionId: "right/s1/c0/h1" },
    ]);
  });

  it("define each chart in a way that XState draws", () => {
    const [session] = messagesOf(calledAndGone());
    const definition = session?.type === "@xstate.actor" ? session.definition : undefined;
    const machine = createMachine(JSON.parse(definition ?? "null"));
    expect(Object.keys(machine.states)).toEqual([...tables.session.chart.states.keys()]);
    expect(machine.states.awaitingHello?.transitions.has("peer.hello")).toBe(true);
  });

  it("tell each event and what came of it, and the end", () => {
    const life = "left/s1/c0/r1";
    const told = messagesOf(calledAndGone()).filter(({ sessionId }) => sessionId === life);
    const short = told.map((m) => [m.type, "event" in m ? m.event.type : "", "snapshot" in m ? m.snapshot.value : ""]);
    expect(short).toEqual([
      ["@xstate.actor", "", "queued"],
      ["@xstate.event", "parent.slot", ""],
      ["@xstate.snapshot", "parent.slot", "awaitingResponse"],
      ["@xstate.event", "peer.response", ""],
      ["@xstate.snapshot", "peer.response", "responded"],
      ["@xstate.snapshot", `xstate.done.actor.${life}`, "responded"],
    ]);
    expect(told.at(-1)).toMatchObject({ snapshot: { status: "done", output: { outcome: "responded" } } });
  });
});

describe("an application with the genuine inspector", () => {
  /** The records that an application's actors make. */
  async function recorded(options: { redact?: boolean } = {}) {
    const messages = new Subject<unknown>();
    const records: FeedRecord[] = [];
    fromStately(messages, { peer: "house", ...options }).subscribe((record) => records.push(record));
    const inspector = createInspector({ send: (message) => messages.next(message) });
    const actor = createActor(door, { inspect: inspector.inspect }).start();
    const child = actor.getSnapshot().children.hinge;
    // Whatever the inspector puts off is told before the next event.
    await vi.waitFor(() => expect(records.filter(({ type }) => type === "actor")).toHaveLength(2), PATIENCE_MS);
    actor.send({ type: "open", key: "hunter2" });
    child?.send({ type: "ready" });
    actor.send({ type: "fall" });
    await vi.waitFor(() => expect(records.filter(({ type }) => type === "end")).toHaveLength(2), PATIENCE_MS);
    inspector.stop();
    return { records, name: `house/xstate/${actor.sessionId}` };
  }

  it("shows its actors, their events and their ends as records", async () => {
    const { records, name } = await recorded();
    const [, hinge] = records.filter(({ type }) => type === "actor");
    expect(hinge).toMatchObject({ label: "hinge", parent: name, chart: null });
    const moves = records.flatMap((r) =>
      r.type === "transition" && r.life === name ? [[r.event.type, r.from, r.to]] : [],
    );
    expect(moves.filter(([type]) => type === "open" || type === "fall")).toEqual([
      ["open", "closed", "ajar.still"],
      ["fall", "ajar.still", "broken"],
    ]);
    expect(records.findLast(({ type }) => type === "end")).toMatchObject({ life: name, state: "broken", output: null });
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, at) => at + 1));
  });

  it("keeps what its events carry to itself where that is asked for", async () => {
    expect(JSON.stringify((await recorded()).records)).toContain("hunter2");
    expect(JSON.stringify((await recorded({ redact: true })).records)).not.toContain("hunter2");
  });

  it("may speak over a WebSocket", async () => {
    const messages = new Subject<unknown>();
    const records: FeedRecord[] = [];
    fromStately(messages).subscribe((record) => records.push(record));
    const server = await socketServer((socket) => {
      socket.on("message", (data) => messages.next(JSON.parse(String(data))));
    });
    const inspector = createWebSocketInspector({ url: `ws://${server}` });
    createActor(child, { inspect: inspector.inspect }).start();
    await vi.waitFor(() => expect(records).toMatchObject([{ type: "actor", state: "busy" }]), PATIENCE_MS);
    inspector.stop();
  });

  it("does no harm with what is no message", () => {
    const messages = new Subject<unknown>();
    const records: FeedRecord[] = [];
    fromStately(messages).subscribe((record) => records.push(record));
    const loop: { type: string; sessionId: string; snapshot?: unknown } = {
      type: "@xstate.snapshot",
      sessionId: "x:1",
    };
    loop.snapshot = { value: { a: loop } };
    for (const message of [null, 1, "x", [], {}, { sessionId: "x:1" }, { type: "@xstate.actor", sessionId: 1 }]) {
      messages.next(message);
    }
    expect(records).toEqual([]);
    messages.next(loop);
    expect(records.map(({ type }) => type)).toEqual(["actor", "transition"]);
  });
});
