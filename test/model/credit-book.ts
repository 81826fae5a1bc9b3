import { ReceiveCredit } from "../../runtime/driver/credit.ts";

type Operation = "arrive" | "consume" | "grant";

interface Entry {
  readonly history: readonly Operation[];
  readonly outstanding: number;
  readonly consumed: number;
  readonly next: Map<Operation, Outcome>;
}

/** What an operation does: where it leads, and what the runtime's class returns. */
interface Outcome {
  readonly to: number;
  readonly result: number | boolean;
}

/**
 * The runtime's own `ReceiveCredit` as a table. It keeps its state to itself, so each state is known by the
 * operations that lead there, played again on a new one; what was seen on the way tells states apart.
 */
export class CreditBook {
  readonly #initial: number;
  readonly #entries: Entry[] = [];
  readonly #byKey = new Map<string, number>();

  constructor(initial: number) {
    this.#initial = initial;
    this.#add([]);
  }

  /** What the sender may still send. */
  outstanding(state: number): number {
    return this.#entries[state]?.outstanding ?? 0;
  }

  /** Taken and not granted anew. */
  consumed(state: number): number {
    return this.#entries[state]?.consumed ?? 0;
  }

  apply(state: number, operation: Operation): Outcome {
    const entry = this.#entries[state];
    if (entry === undefined) throw new RangeError(`no credit has the state ${state}`);
    let outcome = entry.next.get(operation);
    if (outcome === undefined) {
      const history = [...entry.history, operation];
      outcome = { to: this.#add(history), result: this.#play(history).result };
      entry.next.set(operation, outcome);
    }
    return outcome;
  }

  #add(history: readonly Operation[]): number {
    const { outstanding, consumed, byHand } = this.#play(history);
    const key = `${outstanding} ${consumed} ${byHand}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const state = this.#entries.push({ history, outstanding, consumed, next: new Map() }) - 1;
    this.#byKey.set(key, state);
    return state;
  }

  #play(history: readonly Operation[]) {
    const credit = new ReceiveCredit(this.#initial);
    let consumed = 0;
    let byHand = 0;
    let result: number | boolean = 0;
    for (const operation of history) {
      if (operation === "arrive") result = credit.arrive();
      else if (operation === "grant") {
        result = credit.grant(1);
        byHand++;
      } else {
        const granted = credit.consume();
        consumed += 1 - granted;
        result = granted;
      }
    }
    return { outstanding: credit.outstanding, consumed, byHand, result };
  }
}
