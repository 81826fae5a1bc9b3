import type { InspectionEvent } from "xstate";
import { type Connection, connect, type Link, type SessionOptions, serve, sessionOf } from "../../runtime/browser.ts";
import { Busy, handlersFor, occupy, optionsFor } from "./busy.ts";
import { CountingClock } from "./counting-clock.ts";
import { Ledger } from "./ledger.ts";
import { WatchedLink } from "./watched-link.ts";

type Driver = ReturnType<typeof sessionOf>["driver"];

export interface SideOptions {
  /** Called behind each frame, with their number. */
  readonly onFrame?: (count: number) => void;
  /** Whether every actor is watched. Those of calls serve one life then, and several otherwise. */
  readonly isInspected: boolean;
  readonly keepalive?: SessionOptions["keepalive"];
  readonly limits?: SessionOptions["limits"];
}

/** One side of a link, with everything on it that may be left over. */
export class Side {
  readonly ledger = new Ledger();
  readonly link: WatchedLink;
  readonly #handlers = handlersFor(this.ledger);
  readonly #options: SessionOptions;
  readonly #clock = new CountingClock();
  readonly #actors: InspectionEvent["actorRef"][] = [];
  #driver: Driver | undefined;

  constructor(link: Link, { onFrame = () => {}, isInspected, keepalive, limits }: SideOptions) {
    this.link = new WatchedLink(link, onFrame);
    const given = optionsFor(this.ledger, this.#handlers);
    const inspect = (event: InspectionEvent) => {
      if (event.type === "@xstate.actor") this.#actors.push(event.actorRef);
    };
    this.#options = {
      ...given,
      limits: { ...given.limits, ...limits },
      clock: this.#clock,
      keepalive,
      ...(isInspected ? { inspect } : {}),
    };
  }

  /** Speaks first, and keeps the other side busy. */
  initiate(): void {
    this.ledger.track("connect", this.#connect()).catch(() => {});
  }

  /** Waits to be spoken to, and keeps the other side busy. */
  async accept(): Promise<void> {
    const onRoot = (root: Connection) => occupy(root.client(Busy), root.session, this.#handlers, this.ledger);
    const server = await serve(this.link, Busy, this.#handlers, { ...this.#options, onRoot });
    this.#driver = server.sessions[0]?.driver;
  }

  async #connect(): Promise<void> {
    const client = await connect(this.link, Busy, { ...this.#options, serve: [Busy, this.#handlers] });
    const session = sessionOf(client);
    this.#driver = session.driver;
    occupy(client, session, this.#handlers, this.ledger);
  }

  /** What should not be there once the loss was seen: promises, actors, timers, vague errors. */
  leftovers(isExpected: (code: string) => boolean = (code) => code === "link-lost"): string[] {
    const left = [
      ...this.ledger.pending.map((name) => `${name} is pending`),
      ...this.ledger.vague(isExpected),
      ...this.#actors.filter(isActive).map(({ sessionId }) => `actor ${sessionId} is alive`),
    ];
    if (this.#clock.armed > 0) left.push(`${this.#clock.armed} timers of the platform`);
    const driver = this.#driver;
    if (driver === undefined) return left;
    const { status, context } = driver.snapshot();
    if (status !== "done") left.push(`the driver is ${status}: ${JSON.stringify(context)}`);
    if (driver.connections.size > 0) left.push(`${driver.connections.size} connections`);
    if (driver.timers.size > 0) left.push(`${driver.timers.size} timers`);
    if (driver.outbox.bytes > 0) left.push(`${driver.outbox.bytes} bytes to send`);
    return left;
  }

  /** Names of what failed. */
  get cut(): string[] {
    return this.ledger.failures.map(({ name }) => name);
  }
}

function isActive(actor: { getSnapshot(): unknown }): boolean {
  const snapshot: object = Object(actor.getSnapshot());
  return "status" in snapshot && snapshot.status === "active";
}
