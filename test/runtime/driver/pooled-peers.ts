import { vi } from "vitest";
import { Actor, type AnyActor, type AnyActorRef } from "xstate";
import { ActorPool } from "../../../runtime/driver/actor-pool.ts";
import { connect, memoryPair, type SessionOptions, serve } from "../../../runtime/index.ts";
import { connectionOf } from "../../../runtime/service/client.ts";
import { Shapes } from "../fixture.ts";
import { idle } from "./idle-handlers.ts";

/** A client and its server over memory, with every pooled actor that began a life on either side. */
export async function peers(options: SessionOptions = {}) {
  const taken: AnyActorRef[] = [];
  const { take } = ActorPool.prototype;
  vi.spyOn(ActorPool.prototype, "take").mockImplementation(function (this: unknown, ...given) {
    const pooled = Reflect.apply(take, this, given);
    taken.push(pooled);
    return pooled;
  });
  const started: AnyActor[] = [];
  const { start } = Actor.prototype;
  vi.spyOn(Actor.prototype, "start").mockImplementation(function (this: AnyActor) {
    started.push(this);
    return Reflect.apply(start, this, []);
  });
  const [near, far] = memoryPair();
  const server = await serve(far, Shapes, idle);
  const client = await connect(near, Shapes, options);
  const { driver } = connectionOf(client);
  const ours = () => taken.filter((actor) => actor.system === driver.actor.system);
  /** Actors of a session that run, the driver not counted. */
  const running = (of: AnyActorRef) =>
    started.filter((actor) => actor !== of && actor.system === of.system && actor.getSnapshot().status === "active")
      .length;
  return { client, server, driver, taken, ours, running };
}
