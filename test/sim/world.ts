import type { Clock } from "../../runtime/driver/clock.ts";
import type { Driver } from "../../runtime/driver/driver.ts";
import type { Link } from "../../runtime/link/link.ts";
import {
  type Client,
  type ConnectOptions,
  type Handlers,
  type ServeOptions,
  type Server,
  type Service,
  type SessionOptions,
  sessionOf,
} from "../../runtime/public.ts";
import { connectWith } from "../../runtime/service/connect.ts";
import type { MethodTypes } from "../../runtime/service/definition.ts";
import { serveWith } from "../../runtime/service/serve.ts";
import { Agenda } from "./agenda.ts";
import type { LinkFaults } from "./faults.ts";
import { Random } from "./random.ts";
import { Trace } from "./trace.ts";
import { Wire } from "./wire.ts";

/** Two peers of {@link World.peers}. */
export interface Peers<Types extends MethodTypes> {
  readonly client: Client<Types>;
  readonly server: Server;
  readonly wire: Wire;
}

/** A task that a scenario began, until it settles. */
interface Task {
  readonly name: string;
}

const nobody = () => Promise.reject(new Error("a simulated world has links, no addresses"));

/**
 * Peers, the links between them, and the time in which all that happens. Nothing in it takes real time, and all that
 * looks like chance follows from the seed.
 */
export class World {
  readonly seed: number;
  /** For the scenario's own choices. */
  readonly random: Random;
  /** What happened so far. */
  readonly trace = new Trace();
  readonly agenda: Agenda;
  readonly #linkRandom: Random;
  readonly #wires: Wire[] = [];
  readonly #drivers: { readonly name: string; readonly driver: Driver }[] = [];
  readonly #tasks = new Set<Task>();
  readonly #invariants = new Map<string, () => boolean>();
  readonly #reached = new Map<string, number>();
  #pairs = 0;
  #failure: { readonly reason: string; readonly cause: unknown } | null = null;

  constructor(seed: number) {
    const random = new Random(seed);
    this.seed = seed;
    this.agenda = new Agenda(random.fork());
    this.#linkRandom = random.fork();
    this.random = random.fork();
  }

  /** Virtual milliseconds since the world began. */
  get now(): number {
    return this.agenda.now();
  }

  /** For handlers, interceptors and sessions that take one. */
  get clock(): Clock {
    return this.agenda;
  }

  /** The only way to let time pass: a timer of the platform would wait in real time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.agenda.in(ms, resolve));
  }

  /** Makes a link between two peers, for `connect` and `serve`. */
  link(faults: LinkFaults = {}, names: readonly [string, string] = ["left", "right"]): Wire {
    const wire = new Wire(this.agenda, this.#linkRandom.fork(), this.trace, names, faults);
    this.#wires.push(wire);
    return wire;
  }

  /** `connect` over an end of a link, on virtual time. */
  async connect<Types extends MethodTypes, Answered extends MethodTypes = MethodTypes>(
    link: Link,
    service: Service<Types>,
    options: ConnectOptions<Answered> = {},
  ): Promise<Client<Types>> {
    const { clock } = this;
    const client = await connectWith(nobody, link, service, {
      ...options,
      clock,
      inspect: this.#keeping(link, options),
    });
    this.#keep(link, sessionOf(client).driver);
    return client;
  }

  /** `serve` over an end of a link, on virtual time. */
  async serve<Types extends MethodTypes>(
    link: Link,
    service: Service<Types>,
    handlers: NoInfer<Handlers<Types>>,
    options: ServeOptions = {},
  ): Promise<Server> {
    const { clock } = this;
    const server = await serveWith(nobody, link, service, handlers, { ...options, clock });
    for (const { driver } of server.sessions) this.#keep(link, driver);
    return server;
  }

  /** A client on the left and its server on the right of a new link. */
  async peers<Types extends MethodTypes, Answered extends MethodTypes = MethodTypes>(
    service: Service<Types>,
    handlers: NoInfer<Handlers<Types>>,
    given: {
      readonly faults?: LinkFaults | undefined;
      readonly client?: ConnectOptions<Answered> | undefined;
      readonly server?: ServeOptions | undefined;
    } = {},
  ): Promise<Peers<Types>> {
    const nth = this.#pairs++ === 0 ? "" : ` ${this.#pairs}`;
    const wire = this.link(given.faults, [`client${nth}`, `server${nth}`]);
    const server = await this.serve(wire.right, service, handlers, given.server);
    const client = await this.connect(wire.left, service, given.client);
    return { client, server, wire };
  }

  /** Runs beside the scenario. A rejection fails the run, and so does a task that never settles. */
  task<T>(name: string, work: () => Promise<T>): Promise<T> {
    const task = { name };
    this.#tasks.add(task);
    const done = work();
    done.then(
      () => this.#tasks.delete(task),
      (error) => {
        this.#tasks.delete(task);
        this.fail(`task ${name} failed: ${textOf(error)}`, error);
      },
    );
    return done;
  }

  /**
   * Counts that the run came to something that it claims to test. `explore` fails when no seed ever did, so a test
   * that passes because it stopped testing is noticed. Returns `isReached`.
   */
  sometimes(name: string, isReached = true): boolean {
    this.#reached.set(name, (this.#reached.get(name) ?? 0) + (isReached ? 1 : 0));
    return isReached;
  }

  /** Must hold now, and after each thing that happens from now on. */
  always(name: string, holds: () => boolean): void {
    this.#invariants.set(name, holds);
    this.check();
  }

  /** A line of the scenario's own in the trace. */
  note(text: string): void {
    this.trace.add(this.now, text);
  }

  /** The run has failed. The first reason counts. */
  fail(reason: string, cause?: unknown): void {
    this.#failure ??= { reason, cause };
  }

  get failure(): { readonly reason: string; readonly cause: unknown } | null {
    return this.#failure;
  }

  /** How often each `sometimes` was reached. */
  get reached(): ReadonlyMap<string, number> {
    return this.#reached;
  }

  get wires(): readonly Wire[] {
    return this.#wires;
  }

  get drivers(): readonly { readonly name: string; readonly driver: Driver }[] {
    return this.#drivers;
  }

  /** Names of the tasks that have not settled. */
  get pending(): string[] {
    return [...this.#tasks].map(({ name }) => name);
  }

  /** Keeps the driver of a handshake too that comes to nothing; who wants to watch still may. */
  #keeping(link: Link, { inspect }: SessionOptions): SessionOptions["inspect"] {
    const watcher = inspect ?? { watch: () => null };
    if (typeof watcher !== "object" || !("watch" in watcher)) return inspect;
    return {
      watch: (driver) => {
        this.#keep(link, driver);
        return watcher.watch(driver);
      },
    };
  }

  #keep({ name }: Link, driver: Driver): void {
    if (!this.#drivers.some((kept) => kept.driver === driver)) this.#drivers.push({ name, driver });
  }

  /** Looks at every invariant. */
  check(): void {
    for (const [name, holds] of this.#invariants) {
      if (!holds()) this.fail(`always "${name}": it does not hold`);
    }
  }
}

export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
