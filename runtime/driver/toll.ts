import type { Place } from "../errors.ts";
import { breachOf, type LimitName } from "../limits.ts";
import type { Driver } from "./driver.ts";
import { TokenBucket } from "./token-bucket.ts";

/**
 * What the counterpart costs us without our code having a say: work that it calls off or that is refused, messages for
 * what has ended, answers that it does not take. Too much of it ends the session.
 */
export class Toll {
  readonly #driver: Driver;
  readonly #aborts: TokenBucket;
  readonly #late: TokenBucket;

  constructor(driver: Driver) {
    const { abortBurst, abortsPerSecond, lateBurst, latePerSecond } = driver.policy.limits;
    this.#driver = driver;
    this.#aborts = new TokenBucket(abortBurst, abortsPerSecond, driver.clock.now());
    this.#late = new TokenBucket(lateBurst, latePerSecond, driver.clock.now());
  }

  /** A Cancel came, or an answer that refuses is due. False when the session has ended over it. */
  abort(place: Place): boolean {
    if (this.#aborts.take(this.#driver.clock.now())) return true;
    return this.#refuse("peer.aborts", place, "abortBurst", "abortsPerSecond");
  }

  /** A message came for what has ended. */
  late(place: Place): boolean {
    if (this.#late.take(this.#driver.clock.now())) return true;
    return this.#refuse("peer.late", place, "lateBurst", "latePerSecond");
  }

  /** An answer of ours is to wait for the link: a Pong, a grant, a verdict. */
  answer(isPong: boolean): boolean {
    const { outbox, policy } = this.#driver;
    if (isPong && outbox.waitingPongs >= policy.limits.queuedPongs)
      return this.#refuse("peer.pings", {}, "queuedPongs");
    if (outbox.waitingAnswers < policy.limits.queuedControl) return true;
    return this.#refuse("peer.backlog", {}, "queuedControl");
  }

  #refuse(event: string, place: Place, ...limits: LimitName[]): false {
    const figures = limits.map((limit) => breachOf(limit, this.#driver.policy.limits[limit]));
    this.#driver.violate("session", event, place, figures.join(", "));
    return false;
  }
}
