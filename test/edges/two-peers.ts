import type { Scheduler } from "fast-check";
import type { Rx } from "../../runtime/driver/rx.ts";
import type { Tx } from "../../runtime/driver/tx.ts";
import { type Call, type Client, channel, RoamError, sessionOf, t } from "../../runtime/public.ts";
import { connectWith } from "../../runtime/service/connect.ts";
import { serveWith } from "../../runtime/service/serve.ts";
import type { Server } from "../../runtime/service/server.ts";
import { idle } from "../runtime/driver/idle-handlers.ts";
import { VirtualClock } from "../runtime/driver/virtual-clock.ts";
import { Shapes } from "../runtime/fixture.ts";
import type { Coverage } from "./coverage.ts";
import { ScheduledLink } from "./scheduled-link.ts";
import { Witness } from "./witness.ts";

/** A call of the client, and what its promise has told. */
interface MadeCall {
  readonly call: Call<unknown>;
  told: string;
}

/** States of the actor that each outcome of the promise may go with. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  pending: ["queued", "awaitingResponse"],
  resolved: ["responded"],
  cancelled: ["cancelling", "cancelled"],
  "timed-out": ["cancelling", "timedOut"],
  "cancelled-by-callee": ["responded"],
};

const nobody = () => Promise.reject(new Error("there is one link only"));

/** A client and a server of ours, what the test holds of both, and the tables beside them. */
export class TwoPeers {
  readonly clock = new VirtualClock();
  readonly witness: Witness;
  readonly link: ScheduledLink;
  readonly calls: MadeCall[] = [];
  /** Handlers of `wait` that run. */
  readonly running: { resolve(): void; reject(error: unknown): void }[] = [];
  readonly senders: Tx<number>[] = [];
  readonly receivers: Rx<number>[] = [];
  /** Reads and writes that have not settled. */
  pending = 0;
  readonly #server: Promise<Server>;
  #client: Client<typeof Shapes.types> | null = null;

  constructor(scheduler: Scheduler, coverage: Coverage) {
    this.witness = new Witness(coverage);
    const [near, far] = ScheduledLink.pair(scheduler);
    this.link = near;
    const { inspect } = this.witness;
    const options = { clock: this.clock, inspect, profile: "strict", onHandlerError: () => {} } as const;
    const handlers = {
      ...idle,
      wait: () => new Promise<void>((resolve, reject) => this.running.push({ resolve, reject })),
      sum: (numbers: Rx<number>) => {
        this.receivers.push(numbers);
        return new Promise<bigint>(() => {});
      },
    };
    this.#server = serveWith(nobody, far, Shapes, handlers, {
      ...options,
      limits: { requestsInFlight: 2, giveUpMs: 200 },
    });
    connectWith(nobody, near, Shapes, { ...options, limits: { giveUpMs: 200 } }).then(
      (client) => {
        this.#client = client;
      },
      () => {},
    );
  }

  get client(): Client<typeof Shapes.types> | null {
    return this.#client;
  }

  note(call: Call<unknown>): void {
    const made: MadeCall = { call, told: "pending" };
    this.calls.push(made);
    call.then(
      () => {
        made.told = "resolved";
      },
      (error) => {
        made.told = error instanceof RoamError ? error.code : "another error";
      },
    );
  }

  openStream(): void {
    const [tx, rx] = channel(t.i32);
    const call = this.client?.sum(rx);
    if (call === undefined) return;
    this.senders.push(tx);
    this.note(call);
  }

  watch(work: Promise<unknown> | undefined): void {
    if (work === undefined) return;
    this.pending++;
    const done = () => {
      this.pending--;
    };
    work.then(done, done);
  }

  /** Puts what the actors did, and what the user was told, beside the tables. @throws {Error} where they differ */
  async check(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const [difference] = this.witness.differences;
    if (difference !== undefined) throw new Error(difference);
    for (const { call, told } of this.calls) {
      // A call that never began has no actor.
      const state = call.actor?.getSnapshot().value ?? "lost";
      const fits = STATES[told] ?? ["lost"];
      if (!fits.includes(state)) throw new Error(`a call is ${state}, and its user was told: ${told}`);
    }
    for (const { session } of await this.#drivers()) {
      const { ending } = session.snapshot.context;
      if (ending?.cause === "violation" || ending?.cause === "protocolError" || ending?.cause === "internalError") {
        throw new Error(`a session between good peers ends by ${ending.cause}: ${ending.detail}`);
      }
    }
  }

  /** Cuts the link: now everything has to come to its end. @throws {Error} for what does not */
  async end(): Promise<void> {
    const drivers = await this.#drivers();
    this.link.cut();
    this.clock.advance(60_000);
    await this.check();
    for (const receiver of this.receivers) await receiver.return();
    await new Promise((resolve) => setImmediate(resolve));
    const told = this.calls.filter((call) => call.told === "pending").length;
    if (told + this.pending > 0) throw new Error(`${told} calls and ${this.pending} reads or writes never settle`);
    for (const driver of drivers) {
      const { status, context } = driver.snapshot();
      if (status !== "done" || driver.timers.size > 0) {
        throw new Error(`left behind: ${status}, ${JSON.stringify(context)}, ${driver.timers.size} timers`);
      }
    }
  }

  async #drivers() {
    const server = await this.#server;
    const ours = this.client === null ? [] : [sessionOf(this.client)];
    return [...server.sessions, ...ours].map(({ driver }) => driver);
  }
}
