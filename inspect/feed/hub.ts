import type { InspectionEvent } from "xstate";
import type { Driver } from "../../runtime/driver/driver.ts";
import type { Watch, Watched } from "../../runtime/driver/watch.ts";
import { DEFAULT_LIMITS } from "../../runtime/limits.ts";
import type { FeedRecord, Header } from "../records.ts";
import { livesOf } from "./alive.ts";
import { Cursor, type Source, type Unnumbered } from "./cursor.ts";
import { followDriver } from "./followed-driver.ts";
import { ForeignLives } from "./foreign-lives.ts";
import type { Keeper } from "./keeper.ts";
import { Ring } from "./ring.ts";
import { Sampler } from "./sampler.ts";
import { SessionWatch } from "./session-watch.ts";
import { Slot } from "./slot.ts";
import { SystemWatch } from "./system-watch.ts";

export interface HubOptions {
  readonly capacity: number;
  readonly capacityBytes: number;
  readonly peer: string;
  readonly redact: boolean;
  readonly sampleMs: number;
}

interface Session {
  readonly watch: SessionWatch;
  readonly sampler: Sampler;
  /** Leaves the driver to another feed. */
  readonly leave: () => void;
}

/** What readers share: the sessions followed, what is alive, and the latest records. Nobody reads: nobody watches. */
export class Hub implements Source, Keeper {
  readonly ring: Ring;
  readonly #nowhere = new Slot();
  readonly #options: HubOptions;
  readonly #began = performance.now();
  readonly #beganWall = Date.now();
  readonly #sessions = new Map<Driver, Session>();
  readonly #cursors = new Set<Cursor>();
  readonly #systems: SystemWatch;
  readonly #foreign = new ForeignLives();
  readonly #numbers = new Map<string, number>();
  /** Of the first session; until there is one, those that it will have if nobody says otherwise. */
  #limits: Header["limits"] = { ...DEFAULT_LIMITS };
  #onKept: () => void = () => {};
  #sampling: ReturnType<typeof setInterval> | null = null;
  #failures = 0;
  #isClosed = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.ring = new Ring(options.capacity, options.capacityBytes);
    this.#systems = new SystemWatch(options.peer, this);
  }

  /** Calls back at each record from now on. */
  set onKept(callback: () => void) {
    this.#onKept = callback;
  }

  get redact(): boolean {
    return this.#options.redact;
  }

  get peer(): string {
    return this.#options.peer;
  }

  get began(): number {
    return this.#beganWall;
  }

  now(): number {
    return performance.now() - this.#began;
  }

  claim(bytes?: number): Slot {
    if (this.#cursors.size === 0 || this.#isClosed) return this.#nowhere;
    this.#onKept();
    return this.ring.claim(bytes);
  }

  header(software: string): Header {
    return {
      type: "header",
      format: "roam-xstate-recording",
      version: 1,
      software,
      began: this.#beganWall,
      peers: this.#peers(),
      limits: this.#limits,
      redacted: this.#options.redact,
    };
  }

  /** Follows a session from its very beginning: called while its driver is made. */
  follow(driver: Driver, peer = this.#options.peer): Watch | null {
    if (this.#isClosed) return null;
    const { watch } = this.#add(driver, peer);
    return this.#cursors.size > 0 ? watch : null;
  }

  /** Follows a session that has begun; what lives on it is told to whoever reads already. */
  attach(driver: Driver, peer = this.#options.peer): void {
    if (this.#isClosed || this.#sessions.has(driver) || !driver.session.isAlive) return;
    const { watch } = this.#add(driver, peer);
    if (this.#cursors.size === 0) return;
    for (const record of watch.begin()) this.#tell(record);
    driver.watch = watch;
  }

  take(event: InspectionEvent): void {
    if (!this.#isClosed) this.#systems.take(event);
  }

  /** A record that somebody else made, with its own time. */
  put(record: FeedRecord): void {
    this.#foreign.note(record);
    if (this.#cursors.size > 0) this.#tell({ ...record, at: this.#since(record) });
  }

  /** A new reader: first of what is alive, then of what happens. */
  open(): Cursor {
    const alive: Unnumbered[] = [...this.#systems.late()];
    for (const [driver, { watch }] of this.#sessions) {
      for (const record of watch.begin()) alive.push(record);
      driver.watch = watch;
    }
    for (const record of this.#foreign.late()) alive.push({ ...record, at: this.#since(record) });
    const cursor = new Cursor(this, alive, (closed) => this.#close(closed));
    this.#cursors.add(cursor);
    if (this.#cursors.size === 1) this.#startSampling();
    return cursor;
  }

  /** The life of that name, if it is followed. */
  find(name: string): Watched | undefined {
    for (const { watch } of this.#sessions.values()) {
      const life = watch.find(name);
      if (life !== undefined) return life;
    }
    return undefined;
  }

  /** Whether somebody else's records tell of a life of that name, which is alive. */
  isToldOf(name: string): boolean {
    return this.#foreign.has(name);
  }

  /** Lets go of what every reader has read. */
  trim(): void {
    let place = this.ring.next;
    for (const cursor of this.#cursors) place = Math.min(place, cursor.place);
    this.ring.trim(place);
  }

  /** Follows nothing any more, and keeps nothing new. */
  close(): void {
    this.#isClosed = true;
    for (const driver of [...this.#sessions.keys()]) this.#remove(driver);
    // Whose observer we are goes on telling, and keeps us.
    this.#systems.end();
    this.#stopSampling();
  }

  /** A record that is not about a session. */
  tell(text: string): void {
    this.#tell({ type: "error", at: this.now(), peer: this.#options.peer, life: null, rule: null, text });
  }

  #peers(): readonly string[] {
    const peers = new Set([...this.#numbers.keys(), ...this.#foreign.peers]);
    return peers.size === 0 ? [this.#options.peer] : [...peers];
  }

  /** Milliseconds from the beginning of this feed to a record of somebody else's. */
  #since({ wall }: FeedRecord): number {
    return Math.max(0, wall - this.#beganWall);
  }

  #add(driver: Driver, peer: string): Session {
    const leave = followDriver(driver, () => this.#remove(driver));
    const number = (this.#numbers.get(peer) ?? 0) + 1;
    this.#numbers.set(peer, number);
    if (number === 1) this.#limits = { ...driver.policy.limits };
    const watch = new SessionWatch(driver, `${peer}/s${number}`, peer, this);
    const session = { watch, sampler: new Sampler(), leave };
    this.#sessions.set(driver, session);
    return session;
  }

  #remove(driver: Driver): void {
    const session = this.#sessions.get(driver);
    if (session === undefined) return;
    this.#sessions.delete(driver);
    session.leave();
    driver.watch = null;
    session.watch.end();
  }

  #close(cursor: Cursor): void {
    this.#cursors.delete(cursor);
    this.trim();
    if (this.#cursors.size > 0) return;
    this.ring.reset();
    this.#stopSampling();
    for (const [driver, { watch }] of this.#sessions) {
      driver.watch = null;
      watch.end();
    }
  }

  #tell(record: Unnumbered): void {
    this.claim(JSON.stringify(record).length * 2).record(record);
  }

  /** A mistake of ours, told once: the runtime goes on as if nobody watched. */
  failed(error: unknown): void {
    if (this.#failures++ === 0) this.tell(`the feed failed: ${error instanceof Error ? error.name : "unknown"}`);
  }

  #startSampling(): void {
    const sampling = setInterval(() => this.#sample(), this.#options.sampleMs);
    // In Node, looking on is no reason to stay alive; elsewhere a timer is a number.
    if (typeof sampling === "object") sampling.unref();
    this.#sampling = sampling;
  }

  #stopSampling(): void {
    if (this.#sampling !== null) clearInterval(this.#sampling);
    this.#sampling = null;
  }

  #sample(): void {
    for (const [driver, { watch, sampler }] of this.#sessions) {
      sampler.round(
        () => livesOf(driver),
        (life, figures) => {
          const name = watch.nameOf(life);
          if (name === undefined) return;
          const { peer } = watch;
          const explanation = life.explain();
          this.#tell({ type: "sample", at: this.now(), peer, life: name, ...figures, explanation });
        },
      );
    }
  }
}
