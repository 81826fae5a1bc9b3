import { effect, signal } from "@preact/signals";
import { matchesLife } from "../filter/match.ts";
import { type Warnings, warningsOf } from "../model/warnings.ts";
import * as app from "./app.ts";

/** Of everything that is alive, so it is looked for less often than the rest. */
const SLOW = 500;

export const warnings = signal<Warnings>({ list: [], more: 0 });

export function startWarnings(): void {
  let last: readonly unknown[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  effect(() => {
    app.tick.value;
    const { world } = app.timeline;
    const inputs = [world, app.filter.value, app.thresholds.value, app.header.value];
    const isSame = inputs.every((input, n) => input === last[n]);
    if (isSame && performance.now() - lastAt < SLOW) return;
    last = inputs;
    lastAt = performance.now();
    const now = app.present();
    const { value: filter } = app.filter;
    warnings.value = warningsOf(world, app.header.value, app.thresholds.value, now, (life) =>
      matchesLife(filter, life, now),
    );
  });
}
