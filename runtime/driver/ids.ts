import type { Parity } from "../../machines/endings.ts";

/** Hands out ids of one parity, each once: 1, 3, 5 … or 2, 4, 6 … (`rpc.request.id-allocation`). */
export class IdAllocator {
  #next: number;

  constructor(parity: Parity) {
    this.#next = parity === "odd" ? 1 : 2;
  }

  allocate(): number {
    const id = this.#next;
    if (!Number.isSafeInteger(id)) throw new RangeError("the id space of this connection is used up");
    this.#next += 2;
    return id;
  }

  /** Whether the id is of our half. */
  owns(id: number): boolean {
    return id % 2 === this.#next % 2;
  }

  /** Whether the id was ever handed out here. */
  hasAllocated(id: number): boolean {
    return id > 0 && this.owns(id) && id < this.#next;
  }
}

export function parityOf(id: number): Parity {
  return id % 2 === 1 ? "odd" : "even";
}

const REMEMBERED = 1_024;

/**
 * Remembers how the latest ids of one space ended, so that what crossed on the wire can be told from
 * what breaks a rule. An id too old to remember gets the benefit of the doubt.
 */
export class EndedIds<How> {
  /** Made with the first: most connections of a session end without one. */
  #ends: Map<number, How> | null = null;
  #forgotten = 0;

  add(id: number, how: How): void {
    this.#ends ??= new Map();
    this.#ends.set(id, how);
    if (this.#ends.size <= REMEMBERED) return;
    for (const oldest of this.#ends.keys()) {
      this.#ends.delete(oldest);
      this.#forgotten = Math.max(this.#forgotten, oldest);
      break;
    }
  }

  /** How it ended; `"forgotten"` for an id not above the highest one that fell out of memory. */
  get(id: number): How | "forgotten" | undefined {
    return this.#ends?.get(id) ?? (id <= this.#forgotten ? "forgotten" : undefined);
  }

  delete(id: number): void {
    this.#ends?.delete(id);
  }
}
