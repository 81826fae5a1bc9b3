import type { Parity, Profile, Settings } from "../../machines/endings.ts";
import { Driver } from "../../runtime/driver/driver.ts";
import type { DriverOptions } from "../../runtime/driver/driver-options.ts";
import type { Method } from "../../runtime/driver/method.ts";
import type { Rx } from "../../runtime/driver/rx.ts";
import { type Limits, policyOf } from "../../runtime/limits.ts";
import { dispatcherOf } from "../../runtime/service/handlers.ts";
import type { Message, Request } from "../../runtime/wire/index.ts";
import { idle } from "../runtime/driver/idle-handlers.ts";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { Shapes } from "../runtime/fixture.ts";
import { HandLink } from "./hand-link.ts";
import type { Witness } from "./witness.ts";

export interface BenchOptions extends Pick<DriverOptions, "onHello" | "onOpen" | "keepalive"> {
  readonly role: DriverOptions["role"];
  readonly profile: Profile;
  readonly limits?: Partial<Limits>;
}

interface Forcible<E> {
  readonly actor: { send(event: E): void };
}

/** A running handler of `wait`, ended by the test. */
interface Running {
  resolve(): void;
  reject(error: unknown): void;
}

/** A real driver of ours on virtual time, and its counterpart by hand. */
export class Bench {
  readonly clock = new VirtualClock();
  readonly link = new HandLink();
  readonly driver: Driver;
  readonly dispatcher: NonNullable<DriverOptions["dispatcher"]>;
  /** Handlers of `wait` that run, the oldest first. */
  readonly running: Running[] = [];
  /** What handlers of `sum` were given. */
  readonly receivers: Rx<number>[] = [];
  readonly #witness: Witness;

  constructor(witness: Witness, { role, profile, limits, ...hooks }: BenchOptions) {
    this.#witness = witness;
    this.dispatcher = dispatcherOf(
      Shapes,
      {
        ...idle,
        sum: (numbers) => {
          this.receivers.push(numbers);
          return new Promise(() => {});
        },
        generate: () => new Promise(() => {}),
        wait: () => new Promise((resolve, reject) => this.running.push({ resolve, reject })),
      },
      { onHandlerError: () => {} },
    );
    const policy = policyOf({ profile, limits });
    const given = { role, policy, clock: this.clock, dispatcher: this.dispatcher, inspect: witness.inspect };
    this.driver = new Driver(this.link, { ...given, ...hooks });
    this.driver.established.catch(() => {});
  }

  say(...messages: readonly Message[]): void {
    this.link.say(...messages);
  }

  /** Says Hello, to an acceptor that welcomes everybody. */
  introduce(parity: Parity, maxConcurrentRequests = 64): void {
    this.say(hello({ parity, maxConcurrentRequests }));
  }

  /** Sends an event through an actor's own reference, for what no method and no frame brings about in that state. */
  force<E extends { readonly type: string }>(life: Forcible<E> | null | undefined, event: E): void {
    if (!life) throw new Error(`nobody is there for ${event.type}`);
    this.#witness.noteForced(life.actor, event.type);
    life.actor.send(event);
  }

  /** Starts a call of ours that nobody answers by itself. */
  call(connection = 0, name = "wait", args: readonly unknown[] = [], options: { timeoutMs?: number } = {}) {
    const life = this.driver.connections.get(connection);
    if (life === undefined) throw new Error(`there is no connection ${connection}`);
    return life.requests.call(methodOf(name), args, [], { answered() {}, failed() {} }, options);
  }
}

function methodOf(name: string): Method {
  const method = Shapes.methods.get(name);
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

export function hello(settings: Settings, connection = 0, version = 7): Message {
  return { kind: "Hello", connection, version, settings, metadata: [] };
}

export function request(connection: number, id: number, name: string, channels: number[] = []): Request {
  const method = name === "unknown" ? 42n : methodOf(name).id;
  return { kind: "Request", connection, request: id, method, channels, metadata: [], args: new Uint8Array(0) };
}

export function response(connection: number, id: number): Message {
  const ret = new Uint8Array([0]);
  return { kind: "Response", connection, request: id, channels: [], metadata: [], ret };
}

export function item(connection: number, channel: number): Message {
  return { kind: "ChannelItem", connection, channel, item: new Uint8Array([2]) };
}

/** Lets promises run that are due. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
