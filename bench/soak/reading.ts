import { setTimeout as sleep } from "node:timers/promises";
import { createFeed, type Feed } from "../../inspect/index.ts";
import type { Session } from "../../runtime/index.ts";

/** An inspector's feed over all sessions, while it is read. */
export class Reading {
  #feed: Feed | undefined;
  /** Records read so far. */
  records = 0;

  get isOn(): boolean {
    return this.#feed !== undefined;
  }

  begin(sessions: Iterable<Session>): void {
    this.#feed = createFeed();
    for (const session of sessions) this.#feed.attach(session);
    this.#feed.subscribe(() => {
      this.records += 1;
    });
  }

  /** A session has begun meanwhile. */
  add(session: Session): void {
    this.#feed?.attach(session);
  }

  /** Resolves when all that happened has been read: what waits for the reader in the feed is not to be weighed. */
  async caughtUp(): Promise<void> {
    for (let before = -1; before !== this.records; ) {
      before = this.records;
      await sleep(100);
    }
  }

  end(): void {
    this.#feed?.close();
    this.#feed = undefined;
  }
}
