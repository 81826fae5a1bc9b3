import fc from "fast-check";

/** Pairs tried at most where no single step leads on. */
const MOST_PAIRS = 1_000;

/**
 * The same values, shrunk further: where no simpler value still fails, two steps are taken at once. Calls depend on one
 * another: `put(2), take(2)` becomes `put(1), take(1)` only when both change.
 */
export class TwiceShrunk<T> extends fc.Arbitrary<T> {
  readonly #once: fc.Arbitrary<T>;

  constructor(once: fc.Arbitrary<T>) {
    super();
    this.#once = once;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    return this.#once.generate(random, bias);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#once.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    const once = this.#once;
    const pairs = once.shrink(value, context).flatMap((step) => once.shrink(step.value, step.context));
    return once.shrink(value, context).join(pairs.take(MOST_PAIRS));
  }
}
