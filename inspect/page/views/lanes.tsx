import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { durationText } from "../format.ts";
import { type Bar, barsOf, creditCurve, ticksOf, type Window, xOf } from "../geometry/lanes.ts";
import type { Life } from "../model/life.ts";
import { laneRows } from "../model/rows.ts";
import { select, show } from "../state/actions.ts";
import * as app from "../state/app.ts";
import { Empty, KindIcon, LifeName } from "./parts.tsx";
import { useVirtual } from "./virtual.ts";

const ROW = 30;
const LABELS = 232;
const SLOW = 250;
const BAR = { top: 4, height: 8 };
const CURVE = { top: 14, height: 13 };
const SPANS = [5_000, 15_000, 30_000, 60_000, 300_000, 0] as const;

/** Width of an element, as it changes. */
function useWidth(): [(element: HTMLElement | null) => void, number] {
  const [width, setWidth] = useState(0);
  const [element, setElement] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, width];
}

function useLanes(window: Window): readonly Life[] {
  const kept = useRef<{ lanes: readonly Life[]; at: number; inputs: readonly unknown[] }>({
    lanes: [],
    at: 0,
    inputs: [],
  });
  const inputs = [app.timeline.world, app.filter.value, app.span.value, app.isHeld.value];
  const isStale = performance.now() - kept.current.at >= SLOW;
  if (isStale || inputs.some((input, n) => input !== kept.current.inputs[n])) {
    kept.current = { lanes: laneRows(app.timeline.world, app.filter.value, window), at: performance.now(), inputs };
  }
  return kept.current.lanes;
}

/** Requests and channels over time. */
export function LanesView() {
  app.tick.value;
  const scroller = useRef<HTMLDivElement>(null);
  const [measure, full] = useWidth();
  const to = app.present();
  const { ring } = app.timeline;
  const first = ring.at(ring.start)?.at ?? 0;
  const from = Math.min(app.span.value === 0 ? first : Math.max(first, to - app.span.value), to);
  const window: Window = { from, to, width: Math.max(full - LABELS - 14, 0) };
  const lanes = useLanes(window);
  const list = useVirtual({ count: lanes.length, rowHeight: ROW, scroller });
  const chosen = lanes.findIndex(({ name }) => name === app.selected.value);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = lanes[Math.min(Math.max(chosen + step, 0), lanes.length - 1)];
    if (event.key === "Enter") show("chart");
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    select(next.name);
    list.reveal(lanes.indexOf(next));
  };

  return (
    <div class="table lanes" ref={measure}>
      <div class="bar">
        <fieldset class="choices" aria-label="Time shown">
          {SPANS.map((span) => (
            <button
              key={span}
              type="button"
              aria-pressed={app.span.value === span}
              onClick={() => {
                app.span.value = span;
              }}
            >
              {span === 0 ? "all" : span < 60_000 ? `${span / 1_000} s` : `${span / 60_000} min`}
            </button>
          ))}
        </fieldset>
        <Legend />
      </div>
      <Ruler window={window} />
      <div
        class="scroller"
        ref={scroller}
        role="listbox"
        aria-label="Requests and channels over time"
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {lanes.length === 0 && (
          <Empty title="Nothing lived in this time">Widen the time shown, or change the filter.</Empty>
        )}
        <div class="rows" style={{ height: `${list.height}px` }}>
          {list.shown.map(({ index, top }) => {
            const life = lanes[index];
            return life === undefined ? null : (
              <Lane key={life.name} life={life} window={window} top={top} isChosen={index === chosen} />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Legend() {
  return (
    <span class="legend">
      {(["wait", "busy", "warn", "done", "gone", "bad"] as const).map((tone) => (
        <span key={tone} class={`tone-${tone}`}>
          <i />
          {
            {
              wait: "waits",
              busy: "works",
              warn: "stalled, ending",
              done: "done",
              gone: "given up",
              bad: "lost, reset",
            }[tone]
          }
        </span>
      ))}
    </span>
  );
}

function Ruler({ window }: { window: Window }) {
  const ticks = ticksOf(window, Math.max(2, Math.floor(window.width / 90)));
  return (
    <div class="ruler">
      <svg width={window.width + 14} height="20" style={{ marginLeft: `${LABELS}px` }} aria-hidden="true">
        {ticks.map((at) => (
          <g key={at} transform={`translate(${Math.round(xOf(at, window)) + 0.5} 0)`}>
            <path d="M0 15V20" />
            <text x="0" y="11">
              {Number((at / 1_000).toFixed(3))} s
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function Lane({ life, window, top, isChosen }: { life: Life; window: Window; top: number; isChosen: boolean }) {
  const bars = barsOf(life, window);
  const curve = life.kind === "channel" ? creditCurve(life, window, CURVE.height) : null;
  return (
    <div
      class={isChosen ? "row is-chosen" : "row"}
      style={{ transform: `translateY(${top}px)` }}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={() => select(life.name)}
      onDblClick={() => show("chart")}
      onKeyDown={undefined}
    >
      <span class="life">
        <KindIcon life={life} />
        <LifeName life={life} />
        <span class={`tone-${life.tone} state-word`}>{life.state}</span>
      </span>
      <svg width={window.width} height={ROW} aria-hidden="true">
        {bars.map((bar) => (
          <BarShape key={`${bar.x} ${bar.state}`} bar={bar} isTall={curve === null} window={window} />
        ))}
        {curve !== null && (
          <g transform={`translate(0 ${CURVE.top})`} class="curve">
            <title>credit, at most {curve.most}</title>
            {bars
              .filter(({ state }) => state === "stalled")
              .map((bar) => (
                <rect key={bar.x} class="stall" x={bar.x} y="0" width={bar.width} height={CURVE.height} />
              ))}
            <path class="area" d={curve.area} />
            <path class="line" d={curve.path} />
          </g>
        )}
      </svg>
    </div>
  );
}

function BarShape({ bar, isTall, window }: { bar: Bar; isTall: boolean; window: Window }) {
  const y = isTall ? BAR.top + 4 : BAR.top;
  const lasting = ((window.to - window.from) * bar.width) / Math.max(window.width, 1);
  return (
    <g class={`tone-${bar.tone}`}>
      <title>
        {bar.state} {durationText(lasting)}
      </title>
      <rect
        class="bar-shape"
        x={bar.x}
        y={y}
        width={bar.width}
        height={isTall ? 12 : BAR.height}
        rx={Math.min(2, bar.width / 2)}
      />
      {isTall && bar.width > bar.state.length * 6.2 + 10 && (
        <text class="bar-word" x={bar.x + 5} y={y + 9.5}>
          {bar.state}
        </text>
      )}
    </g>
  );
}
