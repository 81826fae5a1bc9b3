/** What a model must never do; for the explorer it ends a run like any other breach. */
export class Breach extends Error {
  override readonly name = "Breach";
  readonly rule: string;

  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`);
    this.rule = rule;
  }
}

/** The state of a world: packed bytes. Whoever needs some asks for cells once, while the world is built. */
export class Memory {
  bytes = new Uint8Array(0);
  /** The same, four bytes at a time. */
  words = new Uint32Array(0);
  #size = 0;

  /** What was asked for; once sealed, whole words. */
  get size(): number {
    return this.bytes.length || this.#size;
  }

  cell(): Cell {
    return new Cell(this, this.#size++);
  }

  queue(capacity: number): Queue {
    return new Queue(
      this.cell(),
      Array.from({ length: capacity }, () => this.cell()),
    );
  }

  /** No more cells: takes the room for them. */
  seal(): void {
    this.words = new Uint32Array(Math.ceil(this.#size / 4));
    this.bytes = new Uint8Array(this.words.buffer);
  }
}

/** A small number of the state. What does not fit is a fault of the model or of what it models. */
export class Cell {
  readonly #memory: Memory;
  readonly #at: number;

  constructor(memory: Memory, at: number) {
    this.#memory = memory;
    this.#at = at;
  }

  get value(): number {
    return this.#memory.bytes[this.#at] ?? 0;
  }

  set value(value: number) {
    if (value < 0 || value > 255) throw new Breach("model.range", `a count became ${value}`);
    this.#memory.bytes[this.#at] = value;
  }

  get isSet(): boolean {
    return this.value !== 0;
  }

  set isSet(value: boolean) {
    this.value = value ? 1 : 0;
  }
}

/** A bounded queue of small numbers in the state; what lies beyond its end is zero, so that equal states are equal bytes. */
export class Queue {
  readonly #length: Cell;
  readonly #items: readonly Cell[];

  constructor(length: Cell, items: readonly Cell[]) {
    this.#length = length;
    this.#items = items;
  }

  get length(): number {
    return this.#length.value;
  }

  at(index: number): number {
    return this.#items[index]?.value ?? 0;
  }

  push(item: number): void {
    const cell = this.#items[this.length];
    if (cell === undefined) throw new Breach("model.range", `a queue holds more than ${this.#items.length}`);
    cell.value = item;
    this.#length.value++;
  }

  shift(): number {
    const first = this.at(0);
    const { length } = this;
    for (let index = 1; index < length; index++) this.#set(index - 1, this.at(index));
    this.#set(length - 1, 0);
    this.#length.value--;
    return first;
  }

  clear(): void {
    for (let index = 0; index < this.length; index++) this.#set(index, 0);
    this.#length.value = 0;
  }

  #set(index: number, item: number): void {
    const cell = this.#items[index];
    if (cell !== undefined) cell.value = item;
  }
}
