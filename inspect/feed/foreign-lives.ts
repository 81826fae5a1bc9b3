import type { ActorRecord, FeedRecord, LifeName } from "../records.ts";
import { ReplayedLife } from "../replay/replayed-life.ts";
import { plain } from "./plain.ts";

/** Lives followed at a time, and peers named: whoever puts records may be anybody. */
const MOST = 100_000;
const MOST_PEERS = 64;

interface Known {
  readonly actor: ActorRecord;
  /** Its chart goes along, since who comes late is told what it remembers. */
  readonly replayed: ReplayedLife | null;
  state: string;
}

/** The lives that somebody else's records tell of, for who comes late. */
export class ForeignLives {
  readonly #known = new Map<LifeName, Known>();
  readonly #peers = new Set<string>();

  get peers(): ReadonlySet<string> {
    return this.#peers;
  }

  note(record: FeedRecord): void {
    if (this.#peers.size < MOST_PEERS) this.#peers.add(record.peer);
    if (record.type === "actor") this.#begin(record);
    else if (record.type === "end") this.#known.delete(record.life);
    else if (record.type === "transition") {
      const known = this.#known.get(record.life);
      if (known === undefined) return;
      known.state = record.to;
      attempt(() => known.replayed?.step(record));
    }
  }

  has(name: LifeName): boolean {
    return this.#known.has(name);
  }

  /** What is alive, in its present state. */
  *late(): Generator<ActorRecord> {
    for (const { actor, replayed, state } of this.#known.values()) {
      const context = replayed === null ? {} : { context: plain(replayed.context) };
      yield { ...actor, ...context, state, input: null, late: true };
    }
  }

  #begin(actor: ActorRecord): void {
    if (this.#known.size >= MOST && !this.#known.has(actor.life)) return;
    const replayed = attempt(() => ReplayedLife.of(actor)) ?? null;
    this.#known.set(actor.life, { actor, replayed, state: actor.state });
  }
}

/** A chart never throws at what we recorded; what somebody else wrote may lack anything. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
