import { Observable, type Observer, Subscriber, type Subscription } from "rxjs";
import type { InspectionEvent } from "xstate";
import type { Driver } from "../runtime/driver/driver.ts";
import type { Watch, Watched } from "../runtime/driver/watch.ts";
import type { Cursor } from "./feed/cursor.ts";
import { Hub } from "./feed/hub.ts";
import { Pump } from "./feed/pump.ts";
import type { Recording, RecordingOptions, RecordSink } from "./record.ts";
import type { FeedRecord, Header } from "./records.ts";

export interface FeedOptions {
  /** Most records kept for readers that are behind; older ones give way and are told as a `gap`. Default 20,000. */
  readonly capacity?: number | undefined;
  /** Most bytes that those take, about. Default 16 MiB. */
  readonly capacityBytes?: number | undefined;
  /** What this peer is called in records. Default `local`. */
  readonly peer?: string | undefined;
  /** Leaves out all bytes of frames, all values of metadata, and what the user's own events carry. */
  readonly redact?: boolean | undefined;
  /** How often credit, queues and waits are looked at while somebody reads. Milliseconds, default 1,000. */
  readonly sampleMs?: number | undefined;
}

/** What a feed can follow: a session, or the driver of one. */
export type Followed = Driver | { readonly driver: Driver };

/**
 * A stream of records of what sessions do. Who subscribes is told first what is alive (`late`), then what happens, in
 * batches behind the work that they tell of. A subscriber that throws is let go, and told of to the others; behind
 * operators, RxJS reports what it throws in its own way.
 */
export class Feed extends Observable<FeedRecord> {
  readonly #hub: Hub;
  readonly #pump: Pump;

  constructor(options: FeedOptions = {}) {
    const { capacity = 20_000, capacityBytes = 16 * 1_048_576, peer = "local", redact = false } = options;
    const hub = new Hub({ capacity, capacityBytes, peer, redact, sampleMs: options.sampleMs ?? 1_000 });
    const pump = new Pump(hub);
    super((subscriber) => pump.serve(subscriber));
    this.#hub = hub;
    this.#pump = pump;
  }

  /** Hears XState's own inspection of any system: `createActor(machine, { inspect: feed.observer })`. */
  readonly observer = { next: (event: InspectionEvent): void => this.#hub.take(event) };

  /** Whether bytes and values are left out. */
  get isRedacted(): boolean {
    return this.#hub.redact;
  }

  /** Follows a session that has begun. What lives on it already is told as `late`. */
  attach(session: Followed, options: { readonly peer?: string | undefined } = {}): void {
    this.#hub.attach("driver" in session ? session.driver : session, options.peer);
  }

  /** Follows a session from its beginning: `serve` and `connect` call it for a feed given as `inspect`. */
  watch(driver: Driver): Watch | null {
    return this.#hub.follow(driver);
  }

  /** The same feed as an option of another peer in this process, under that peer's name. */
  as(peer: string): { watch(driver: Driver): Watch | null } {
    return { watch: (driver) => this.#hub.follow(driver, peer) };
  }

  /**
   * Tells a record that was made elsewhere, by a tap or an adapter, at the time that it bears. It is told as it is:
   * whoever made it left out what is not to be seen.
   *
   * @example
   * fromStately(messages, { peer: "shop" }).subscribe((record) => feed.put(record));
   */
  put(record: FeedRecord): void {
    this.#hub.put(record);
  }

  /** A reader that takes records when it can, for a consumer that may be slow. Close it. */
  open(): Cursor {
    return this.#pump.open();
  }

  /** Calls `callback` once, when there is something to read for somebody who has read all. */
  whenKept(callback: () => void): void {
    this.#pump.whenKept(callback);
  }

  /** The life of that name, if it is alive and somebody reads. */
  find(name: string): Watched | undefined {
    return this.#hub.find(name);
  }

  /** Whether that life is one that records of somebody else's tell of, and alive. */
  isToldOf(name: string): boolean {
    return this.#hub.isToldOf(name);
  }

  /** What a recording begins with. */
  header(software = "roam-xstate"): Header {
    return this.#hub.header(software);
  }

  /**
   * Records to a file, or to a sink of one's own, as JSON Lines until `stop` is called.
   *
   * @example
   * const recording = await feed.record("run.jsonl");
   * // …
   * console.log(await recording.stop());
   */
  async record(target: string | RecordSink, options?: RecordingOptions): Promise<Recording> {
    const { startRecording } = await import("./record.ts");
    return startRecording(this, target, options);
  }

  /** Follows nothing any more, and completes for everybody. */
  close(): void {
    this.#hub.close();
    this.#pump.complete();
  }

  override subscribe(observerOrNext?: Partial<Observer<FeedRecord>> | ((value: FeedRecord) => void)): Subscription;
  override subscribe(
    next?: ((value: FeedRecord) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription;
  override subscribe(
    first?: Partial<Observer<FeedRecord>> | ((value: FeedRecord) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // What operators subscribe with tells its own subscriber of errors.
    if (first instanceof Subscriber) return super.subscribe(first);
    const given = typeof first === "object" && first !== null ? first : { next: first, error, complete };
    const subscription = super.subscribe({
      next: (record) => {
        try {
          given.next?.(record);
        } catch {
          this.#hub.tell("a subscriber of the feed threw and was let go");
          subscription.unsubscribe();
        }
      },
      error: (reason) => given.error?.(reason),
      complete: () => given.complete?.(),
    });
    return subscription;
  }
}

/**
 * Makes a feed. It costs nothing until somebody reads it.
 *
 * @example
 * const feed = createFeed({ peer: "server" });
 * const server = await serve("tcp://127.0.0.1:0", Calculator, handlers, { inspect: feed });
 * feed.pipe(filter(({ type }) => type === "error")).subscribe(console.warn);
 */
export function createFeed(options?: FeedOptions): Feed {
  return new Feed(options);
}
