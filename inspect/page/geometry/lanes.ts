import { type Tone, toneOf } from "../model/kinds.ts";
import type { Life, StateSpan } from "../model/life.ts";

/** What of time a lane shows, and how wide it is. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly tone: Tone;
  readonly state: string;
}

/** Where a moment is, within the lane. */
export function xOf(at: number, { from, to, width }: Window): number {
  if (to <= from) return 0;
  return Math.min(Math.max(((at - from) / (to - from)) * width, 0), width);
}

/** The states of a life as bars from left to right. What is thinner than a pixel joins its neighbour's. */
export function barsOf(life: Life, window: Window): Bar[] {
  const end = life.ended ?? window.to;
  if (end < window.from || life.began > window.to) return [];
  const spans = life.states.items;
  const bars: { x: number; width: number; tone: Tone; state: string }[] = [];
  for (let n = firstWithin(spans, window.from); n < spans.length; n += 1) {
    const span = spans[n];
    if (span === undefined || span.at > window.to) break;
    const until = Math.min(spans[n + 1]?.at ?? end, end);
    // The last state of an ended life lasts no time.
    if (n > 0 && until <= span.at && n === spans.length - 1) break;
    const x = xOf(span.at, window);
    const width = xOf(until, window) - x;
    const tone = toneOf(life.chart, span.state);
    const last = bars.at(-1);
    if (last !== undefined && (last.state === span.state || (width < 1 && last.width < 1))) {
      last.width = x + width - last.x;
      if (severity(tone) > severity(last.tone)) Object.assign(last, { tone, state: span.state });
    } else bars.push({ x, width, tone, state: span.state });
  }
  for (const bar of bars) bar.width = Math.max(bar.width, 1);
  return bars;
}

/** Index of the span that holds at `at`, or the first. */
function firstWithin(spans: readonly StateSpan[], at: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const span = spans[middle];
    if (span !== undefined && span.at <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const SEVERITY: readonly Tone[] = ["plain", "done", "busy", "wait", "gone", "warn", "bad"];

function severity(tone: Tone): number {
  return SEVERITY.indexOf(tone);
}

export interface Curve {
  /** Of an SVG path: steps from point to point. */
  readonly path: string;
  /** The same, closed along the ground. */
  readonly area: string;
  readonly most: number;
}

/** Credit over time, as steps; `null` where nothing is known of it. */
export function creditCurve(life: Life, window: Window, height: number): Curve | null {
  const points = life.credits.items;
  const [first] = points;
  const end = life.ended ?? window.to;
  if (first === undefined || first.at > window.to || end < window.from) return null;
  let most = 1;
  for (const { credit } of points) most = Math.max(most, credit);
  const y = (credit: number) => round((1 - Math.min(Math.max(credit, 0) / most, 1)) * height);
  let start = 0;
  for (let n = 0; n < points.length; n += 1) if ((points[n]?.at ?? 0) <= window.from) start = n;
  const left = round(xOf(Math.max(first.at, window.from), window));
  let path = `M${left} ${y(points[start]?.credit ?? 0)}`;
  let lastX = left;
  for (const { at, credit } of points.slice(start + 1)) {
    if (at > window.to) break;
    const x = round(xOf(at, window));
    path += x === lastX ? `V${y(credit)}` : `H${x}V${y(credit)}`;
    lastX = x;
  }
  const right = round(xOf(end, window));
  path += `H${right}`;
  return { path, area: `${path}V${height}H${left}Z`, most };
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}

/** Moments at which a ruler has its marks: round ones, `most` at most. */
export function ticksOf({ from, to }: Window, most: number): number[] {
  const span = to - from;
  if (!(span > 0) || most < 1) return [];
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => span / size <= most) ?? 10 * power;
  const first = Math.ceil(from / step);
  const ticks: number[] = [];
  for (let n = 0; n <= most && (first + n) * step <= to; n += 1) ticks.push((first + n) * step);
  return ticks;
}
