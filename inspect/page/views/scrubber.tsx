import { momentText } from "../format.ts";
import { histogram } from "../geometry/histogram.ts";
import { positionOf } from "../model/search.ts";
import { resume, scrub } from "../state/actions.ts";
import * as app from "../state/app.ts";

const BUCKETS = 160;
const HEIGHT = 20;

/** The recorded time, and the moment in it that is shown. */
export function Scrubber() {
  app.tick.value;
  const { ring, world } = app.timeline;
  const first = ring.at(ring.start)?.at ?? 0;
  const last = Math.max(ring.at(ring.end - 1)?.at ?? 0, first);
  const at = app.isHeld.value ? Math.min(Math.max(world.at, first), last) : last;
  const share = (moment: number): number => (last > first ? (moment - first) / (last - first) : 1);
  const seek = ({ currentTarget: { valueAsNumber } }: { currentTarget: HTMLInputElement }): void => {
    if (valueAsNumber >= last) resume();
    else scrub(positionOf(ring, (record) => record.at > valueAsNumber));
  };
  const counts = histogram(ring, BUCKETS);
  const most = Math.max(1, ...counts);
  const marks = world.incidents.items.slice(-200);
  return (
    <footer class="scrubber">
      <span class="figure">{momentText(first, 1)} s</span>
      <div class="track">
        <svg viewBox={`0 0 ${BUCKETS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <path
            class="rate"
            d={counts.map((count, n) => `M${n} ${HEIGHT}v${-(count / most) * HEIGHT}h0.8V${HEIGHT}z`).join("")}
          />
          <rect class="future" x={share(at) * BUCKETS} width={Math.max(0, (1 - share(at)) * BUCKETS)} height={HEIGHT} />
          {marks.map(({ seq, at: moment }) => (
            <rect key={seq} class="incident" x={share(moment) * BUCKETS} width="0.5" height={HEIGHT} />
          ))}
        </svg>
        <input
          type="range"
          aria-label="Moment shown"
          aria-valuetext={`${momentText(at)} seconds`}
          min={first}
          max={last}
          step="any"
          value={at}
          onInput={seek}
        />
      </div>
      <span class="figure">{momentText(last, 1)} s</span>
      <button
        type="button"
        class={app.isHeld.value ? "primary" : "quiet"}
        disabled={!app.isHeld.value}
        onClick={resume}
      >
        {app.isHeld.value
          ? `at ${momentText(at)} s — to the end`
          : app.source.value.kind === "live"
            ? "following"
            : "at the end"}
      </button>
    </footer>
  );
}
