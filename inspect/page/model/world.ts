import type {
  ActorRecord,
  EndRecord,
  ErrorRecord,
  FeedRecord,
  GapRecord,
  SampleRecord,
  TransitionRecord,
} from "../../records.ts";
import { adopt, mayHold, setOf } from "./family.ts";
import { chartFromName } from "./kinds.ts";
import { type Birth, Life } from "./life.ts";
import { Trail } from "./trail.ts";

/** Something that went wrong at one moment. */
export type Incident = ErrorRecord | GapRecord | TransitionRecord;

export interface Bounds {
  /** Lives that ended and are kept for a while. */
  readonly ended: number;
  /** Lives of both sorts. */
  readonly lives: number;
}

const BOUNDS: Bounds = { ended: 10_000, lives: 60_000 };
const INCIDENTS = 1_000;
const PEERS = 16;

/** Everything that the records told so far. `apply` does the same little for each, however many are alive. */
export class World {
  readonly #bounds: Bounds;
  readonly lives = new Map<string, Life>();
  readonly roots = new Set<Life>();
  /** Lives that wait for their parent's record, by its name. */
  readonly #orphans = new Map<string, Set<Life>>();
  /** In the order of their end. */
  readonly #ended = new Set<Life>();
  readonly stalled = new Set<Life>();
  /** In the order in which they were first heard of. */
  peers = new Set<string>();
  incidents = new Trail<Incident>(INCIDENTS);
  alive = 0;
  at = 0;
  seq = 0;
  wall = 0;
  dropped = 0;
  unexpected = 0;
  letGo = 0;
  /** Changes whenever a row comes or goes. */
  shape = 0;

  constructor(bounds: Bounds = BOUNDS) {
    this.#bounds = bounds;
  }

  apply(record: FeedRecord): void {
    this.at = Math.max(this.at, record.at);
    this.seq = record.seq;
    this.wall = record.wall;
    switch (record.type) {
      case "actor":
        this.#begin(record);
        break;
      case "transition":
        this.#step(record);
        break;
      case "sample":
        this.#sample(record);
        break;
      case "end":
        this.#end(record);
        break;
      case "error":
        this.incidents.push(record);
        break;
      case "gap":
        this.dropped += record.dropped;
        this.incidents.push(record);
        break;
      case "frame":
        break;
    }
  }

  /** Keeps what is alive, and nothing that was. */
  forgetPast(): void {
    for (const life of this.#ended) this.#forget(life);
    this.incidents = new Trail<Incident>(INCIDENTS);
    this.dropped = 0;
    this.unexpected = 0;
    this.letGo = 0;
  }

  copy(): World {
    const copy = new World(this.#bounds);
    for (const life of this.lives.values()) copy.#insert(life.copy());
    for (const { name } of this.#ended) {
      const life = copy.lives.get(name);
      if (life !== undefined) copy.#ended.add(life);
    }
    copy.peers = new Set(this.peers);
    copy.incidents = this.incidents.copy();
    copy.alive = this.alive;
    copy.at = this.at;
    copy.seq = this.seq;
    copy.wall = this.wall;
    copy.dropped = this.dropped;
    copy.unexpected = this.unexpected;
    copy.letGo = this.letGo;
    return copy;
  }

  #begin(record: ActorRecord): void {
    if (this.peers.size < PEERS) this.peers.add(record.peer);
    const before = this.lives.get(record.life);
    if (before !== undefined) this.#forget(before);
    this.#insert(new Life(record));
    this.alive += 1;
    if (this.lives.size > this.#bounds.lives) this.#makeRoom();
  }

  #step(record: TransitionRecord): void {
    const life = this.#known(record.life, record, record.from);
    life.enter(record.to, record.at);
    life.note(record);
    this.#noteStall(life);
    if (record.unexpected) {
      this.unexpected += 1;
      this.incidents.push(record);
    }
  }

  #sample(record: SampleRecord): void {
    const life = this.#known(record.life, record, "unknown");
    if (record.credit !== null && record.credit !== life.credit) {
      life.credits.push({ at: record.at, credit: record.credit });
    }
    life.credit = record.credit;
    life.queued = record.queued;
    life.waiting = record.waiting;
    life.explanation = record.explanation;
    life.explained = record.at;
  }

  #end(record: EndRecord): void {
    const life = this.#known(record.life, record, record.state);
    if (life.ended !== null) return;
    life.enter(record.state, record.at);
    life.ended = record.at;
    life.output = record.output;
    life.waiting = 0;
    this.#noteStall(life);
    this.alive -= 1;
    this.shape += 1;
    this.#ended.add(life);
    if (this.#ended.size > this.#bounds.ended) this.#makeRoom();
  }

  /** A life that a record speaks of; one whose beginning nobody told is made from its name. */
  #known(name: string, { at, peer }: FeedRecord, state: string): Life {
    const life = this.lives.get(name);
    if (life !== undefined) return life;
    const parent = name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : null;
    const birth: Birth = {
      life: name,
      peer,
      at,
      state,
      parent: parent === peer ? null : parent,
      chart: chartFromName(name),
      label: "",
      connection: null,
      id: null,
      input: null,
      initialCredit: null,
      late: true,
    };
    const made = new Life(birth);
    this.#insert(made);
    this.alive += 1;
    return made;
  }

  #insert(life: Life): void {
    this.shape += 1;
    this.lives.set(life.name, life);
    this.#noteStall(life);
    const { parentName } = life;
    const parent = parentName === null || parentName === life.name ? undefined : this.lives.get(parentName);
    if (parent !== undefined && mayHold(parent, life)) adopt(parent, life);
    else {
      this.roots.add(life);
      if (parentName !== null) setOf(this.#orphans, parentName).add(life);
    }
    const waiting = this.#orphans.get(life.name);
    if (waiting === undefined) return;
    this.#orphans.delete(life.name);
    for (const child of waiting) {
      if (!mayHold(life, child)) continue;
      this.roots.delete(child);
      adopt(life, child);
    }
  }

  #forget(life: Life): void {
    this.shape += 1;
    if (life.ended === null) this.alive -= 1;
    this.lives.delete(life.name);
    this.roots.delete(life);
    this.stalled.delete(life);
    this.#ended.delete(life);
    life.parent?.children?.delete(life);
    if (life.parentName !== null) {
      const waiting = this.#orphans.get(life.parentName);
      waiting?.delete(life);
      if (waiting?.size === 0) this.#orphans.delete(life.parentName);
    }
    for (const child of life.children ?? []) {
      child.parent = null;
      this.roots.add(child);
      setOf(this.#orphans, life.name).add(child);
    }
  }

  /** Lets go of whoever ended first and has nobody left, or else of whoever began first. */
  #makeRoom(): void {
    let looked = 0;
    for (const life of this.#ended) {
      if (life.children === null || life.children.size === 0) {
        this.letGo += 1;
        this.#forget(life);
        return;
      }
      looked += 1;
      if (looked === 8) break;
    }
    const [first] = this.#ended.size > this.#bounds.ended ? this.#ended : this.lives.values();
    if (first === undefined) return;
    this.letGo += 1;
    this.#forget(first);
  }

  #noteStall(life: Life): void {
    if (life.state === "stalled" && life.ended === null) this.stalled.add(life);
    else this.stalled.delete(life);
  }
}
