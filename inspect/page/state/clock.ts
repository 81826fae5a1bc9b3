import * as app from "./app.ts";

/** Milliseconds of each animation frame that records may take. */
const BUDGET = 6;
const SLOWEST = 250;
const FASTEST = 33;
/** Share of the time that looking may take. */
const SHARE = 8;
const AGES = 500;

/** Reads records with each animation frame, and has the views look again as often as they are quick. */
export function startClock(): void {
  let lastLook = 0;
  let interval = FASTEST;
  let hasNews = false;
  let second = performance.now();
  let counted = 0;

  const frame = (): void => {
    const now = performance.now();
    if (app.timeline.advance(BUDGET, () => performance.now())) {
      hasNews = true;
      app.noteApplied();
    }
    if (now - second >= 1_000) {
      const { end } = app.timeline.ring;
      app.rate.value = Math.max(0, Math.round(((end - counted) * 1_000) / (now - second)));
      counted = end;
      second = now;
    }
    // Also without news: ages grow, and what looks less often than it is told to catches up.
    if (now - lastLook >= (hasNews ? interval : AGES)) {
      hasNews = false;
      lastLook = now;
      const before = performance.now();
      app.look();
      // What the look costs is known once the page has drawn it.
      setTimeout(() => {
        interval = Math.min(SLOWEST, Math.max(FASTEST, (performance.now() - before) * SHARE));
      });
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
