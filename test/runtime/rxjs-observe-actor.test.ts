import { type Observable, takeWhile } from "rxjs";
import { describe, expect, expectTypeOf, it } from "vitest";
import { createActor, createMachine } from "xstate";
import { connect, sessionOf } from "../../runtime/index.ts";
import { observeActor } from "../../runtime/rxjs.ts";
import { Shapes } from "./fixture.ts";
import { RawPeer, settled } from "./raw-peer.ts";

const light = createMachine({
  initial: "red",
  states: { red: { on: { next: "green" } }, green: { on: { next: "off" } }, off: { type: "final" } },
});

function valuesOf(actor: Observable<{ value: unknown }>) {
  const events: unknown[] = [];
  const subscription = actor.subscribe({
    next: ({ value }) => events.push(value),
    error: (error) => events.push(error),
    complete: () => events.push("complete"),
  });
  return { events, subscription };
}

describe("observeActor", () => {
  it("begins with the present snapshot, gives each later one, and completes at the end", () => {
    const actor = createActor(light).start();
    const { events } = valuesOf(observeActor(actor));
    expect(events).toEqual(["red"]);
    actor.send({ type: "next" });
    actor.send({ type: "next" });
    expect(events).toEqual(["red", "green", "off", "complete"]);
  });

  it("gives the last snapshot of an actor that is over, then completes", () => {
    const actor = createActor(light).start();
    actor.send({ type: "next" });
    actor.send({ type: "next" });
    expect(valuesOf(observeActor(actor)).events).toEqual(["off", "complete"]);
  });

  it("misses nothing that its subscriber sets off", () => {
    const actor = createActor(light).start();
    const events: unknown[] = [];
    observeActor(actor).subscribe(({ value }) => {
      events.push(value);
      if (value === "red") actor.send({ type: "next" });
    });
    expect(events).toEqual(["red", "green"]);
  });

  it("follows no more once unsubscribed, also in the first `next`", () => {
    const actor = createActor(light).start();
    const { events, subscription } = valuesOf(observeActor(actor));
    const first = valuesOf(observeActor(actor).pipe(takeWhile(({ value }) => value !== "red", true)));
    subscription.unsubscribe();
    actor.send({ type: "next" });
    expect(events).toEqual(["red"]);
    expect(first.events).toEqual(["red", "complete"]);
  });

  it("leaves the actor when it is unsubscribed", () => {
    let watching = 0;
    const actor = {
      getSnapshot: () => ({ status: "active" }),
      subscribe() {
        watching++;
        return { unsubscribe: () => watching-- };
      },
    };
    const subscription = observeActor(actor).subscribe();
    expect(watching).toBe(1);
    subscription.unsubscribe();
    expect(watching).toBe(0);
  });

  it("errors with an actor that fails, at once or later", () => {
    const failing = createMachine({
      initial: "on",
      states: {
        on: {
          on: {
            next: {
              actions: () => {
                throw new Error("broken");
              },
            },
          },
        },
      },
    });
    const actor = createActor(failing).start();
    const { events } = valuesOf(observeActor(actor));
    actor.send({ type: "next" });
    expect(events.slice(0, 1)).toEqual(["on"]);
    expect(events.at(-1)).toMatchObject({ message: "broken" });
    expect(valuesOf(observeActor(actor)).events.at(-1)).toMatchObject({ message: "broken" });
  });

  it("shows the actors of this library, typed", async () => {
    const [link, peer] = RawPeer.pair();
    const connecting = connect(link, Shapes);
    await peer.welcome();
    const client = await connecting;
    const call = client.wait();
    const { actor } = call;
    if (actor === undefined) throw new Error("the call has no actor");
    const snapshots = observeActor(actor);
    expectTypeOf(snapshots).toEqualTypeOf<Observable<ReturnType<typeof actor.getSnapshot>>>();
    const { events } = valuesOf(snapshots);
    peer.say({ kind: "Response", connection: 0, request: 1, channels: [], metadata: [], ret: new Uint8Array([0]) });
    await call;
    expect(events).toEqual(["awaitingResponse", "responded", "complete"]);

    const calls: number[] = [];
    observeActor(sessionOf(client).actor).subscribe(({ context }) => calls.push(context.requests));
    void client.wait().catch(() => {});
    await settled();
    expect(calls).toEqual([0, 1]);
  });
});
