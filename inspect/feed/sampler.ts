import { IncomingChannel } from "../../runtime/driver/incoming-channel.ts";
import { OutgoingChannel } from "../../runtime/driver/outgoing-channel.ts";
import type { Watched } from "../../runtime/driver/watch.ts";

/** Figures of one life that no chart knows. */
export interface Figures {
  readonly credit: number | null;
  readonly queued: number;
  readonly waiting: number;
}

/** Lives looked at in one round: the event loop is not to notice. */
const PER_ROUND = 256;
/** Rounds after which one that has not changed is told again, for its sentence tells how long it waits. */
const AGAIN = 5;

interface Last extends Figures {
  readonly state: string;
  readonly round: number;
}

/** Goes round the lives, some at a time, and picks those with something new to tell. */
export class Sampler {
  #last = new WeakMap<Watched, Last>();
  #lives: Iterator<Watched> | null = null;
  #round = 0;

  /** `lives` begins a new walk; `tell` is called for each with news. */
  round(lives: () => Iterator<Watched>, tell: (life: Watched, figures: Figures) => void): void {
    this.#round++;
    this.#lives ??= lives();
    for (let i = 0; i < PER_ROUND; i++) {
      const { done, value } = this.#lives.next();
      if (done === true) {
        this.#lives = null;
        return;
      }
      this.#look(value, tell);
    }
  }

  #look(life: Watched, tell: (life: Watched, figures: Figures) => void): void {
    const figures = figuresOf(life);
    const state = life.snapshot.value;
    const last = this.#last.get(life);
    const isSame =
      last !== undefined &&
      last.state === state &&
      last.credit === figures.credit &&
      last.queued === figures.queued &&
      last.waiting === figures.waiting;
    if (isSame && this.#round - last.round < AGAIN) return;
    this.#last.set(life, { ...figures, state, round: this.#round });
    tell(life, figures);
  }
}

function figuresOf(life: Watched): Figures {
  if (life instanceof OutgoingChannel) return { credit: life.credit, queued: 0, waiting: life.waitingWriters };
  if (life instanceof IncomingChannel) {
    return { credit: life.credit, queued: life.queued, waiting: life.waitingReaders };
  }
  return { credit: null, queued: 0, waiting: 0 };
}
