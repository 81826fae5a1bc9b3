import type { RoamError } from "../errors.ts";

/** Hears that a channel is over: `null` after Close, else what a write would be told. */
export type EndWatcher = (error: RoamError | null) => void;

/** Who wants to hear of the end of a channel, each once. */
export class EndWatchers {
  readonly #watchers = new Set<EndWatcher>();

  /** Returns how to call it off. */
  add(watcher: EndWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  tell(error: RoamError | null): void {
    for (const watcher of this.#watchers) watcher(error);
    this.#watchers.clear();
  }
}
