import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Box, ChartLayout, Edge, StateBox } from "../charts/form.ts";
import { toneOf } from "../model/kinds.ts";
import type { Life, Taken } from "../model/life.ts";
import * as app from "../state/app.ts";
import { layouts } from "../state/layouts.ts";
import { Rows } from "./chart-rows.tsx";
import { FreeChart } from "./free-chart.tsx";
import { Empty, KindIcon, LifeName, StateChip } from "./parts.tsx";

const MARGIN = 24;
const SMALLEST = 0.78;
const LARGEST = 1.15;

/** The chart of the selected life: where it is, and the ways that it took. */
export function ChartView() {
  app.tick.value;
  const life = app.selectedLife();
  if (life === null) {
    return (
      <Empty title={app.selected.value === null ? "No life selected" : "This life is not there"}>
        Select a session, connection, request or channel in the tree to see its chart.
      </Empty>
    );
  }
  const layout = life.chart === null ? undefined : layouts.get(life.chart);
  const last = life.recent.items.at(-1);
  return (
    <div class="chart-view">
      <div class="bar">
        <KindIcon life={life} />
        <LifeName life={life} />
        <StateChip state={life.state} tone={life.tone} />
        {life.explanation !== "" && life.ended === null && <span class="soft">{life.explanation}</span>}
        {last !== undefined && (
          <span class="faint last">
            {last.from} → {last.to} by <code>{last.event.type}</code>
          </span>
        )}
      </div>
      {layout === undefined ? <FreeChart life={life} /> : <Drawn key={life.name} life={life} layout={layout} />}
    </div>
  );
}

function Drawn({ life, layout }: { life: Life; layout: ChartLayout }) {
  const [chosen, choose] = useState<Edge | null>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const scale = useScale(canvas, layout);
  const last = life.recent.items.at(-1);
  const latest =
    last !== undefined && !last.unexpected
      ? layout.edges.find((edge) => edge.from === last.from && edge.to === last.to)
      : undefined;
  return (
    <>
      <div class="canvas" ref={canvas}>
        {/* biome-ignore lint/a11y/useSemanticElements: SVG has no element for a group of controls */}
        <svg
          width={layout.width * scale}
          height={layout.height * scale}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="group"
          aria-label={`Chart ${layout.name}: ${layout.description}. Now ${life.state}.`}
        >
          <Arrowheads />
          <InitialMark layout={layout} />
          {layout.edges.map((edge) => (
            <EdgeShape
              key={`${edge.from} ${edge.to}`}
              edge={edge}
              taken={takenOn(life, edge)}
              isLatest={edge === latest}
              isChosen={edge === chosen}
              choose={choose}
            />
          ))}
          {latest !== undefined && last !== undefined && <Runner key={last.seq} edge={latest} />}
          {layout.states.map((box) => (
            <StateShape key={box.name} box={box} life={life} />
          ))}
        </svg>
      </div>
      <Rows life={life} layout={layout} chosen={chosen} choose={choose} />
    </>
  );
}

/** As large as there is room for, but never so small that it cannot be read. */
function useScale(canvas: RefObject<HTMLElement | null>, { width, height }: ChartLayout): number {
  const [scale, setScale] = useState(1);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const fit = (): void => {
      const share = Math.min((element.clientWidth - MARGIN) / width, (element.clientHeight - MARGIN) / height);
      setScale(Math.min(Math.max(share, SMALLEST), LARGEST));
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas, width, height]);
  return scale;
}

function Arrowheads() {
  return (
    <defs>
      {["plain", "taken", "latest"].map((kind) => (
        <marker
          key={kind}
          id={`head-${kind}`}
          class={`head-${kind}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0.5 0.5L7.5 4L0.5 7.5z" />
        </marker>
      ))}
    </defs>
  );
}

function InitialMark({ layout }: { layout: ChartLayout }) {
  const box = layout.states.find(({ name }) => name === layout.initial);
  if (box === undefined) return null;
  const x = box.x + box.width / 2;
  return (
    <g class="initial">
      <circle cx={x} cy={box.y - 16} r="3.5" />
      <path d={`M${x} ${box.y - 12}V${box.y - 1}`} marker-end="url(#head-plain)" />
    </g>
  );
}

function StateShape({ box, life }: { box: StateBox; life: Life }) {
  const isHere = life.state === box.name;
  const visits = life.states.items.filter(({ state }) => state === box.name).length;
  const { x, y, width, height } = box;
  return (
    <g class={`box tone-${toneOf(life.chart, box.name)}${isHere ? " is-here" : ""}${visits > 0 ? " is-seen" : ""}`}>
      <title>{box.description}</title>
      <rect x={x} y={y} width={width} height={height} rx="7" />
      {box.final && <rect class="inner" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx="5" />}
      <circle cx={x + 15} cy={y + height / 2} r="3.5" />
      <text x={x + 25} y={y + height / 2 + 4}>
        {box.name}
      </text>
    </g>
  );
}

/** How often each of an edge's rows was taken. */
function takenOn(life: Life, edge: Edge): readonly Taken[] {
  return life.taken.filter(({ from, to }) => from === edge.from && to === edge.to);
}

interface EdgeProps {
  readonly edge: Edge;
  readonly taken: readonly Taken[];
  readonly isLatest: boolean;
  readonly isChosen: boolean;
  readonly choose: (edge: Edge | null) => void;
}

function EdgeShape({ edge, taken, isLatest, isChosen, choose }: EdgeProps) {
  const { label } = edge;
  if (label === null) return null;
  const count = taken.reduce((sum, one) => sum + one.count, 0);
  const look = isLatest ? "latest" : count > 0 ? "taken" : "plain";
  const pick = (): void => choose(isChosen ? null : edge);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      pick();
    }
  };
  const middle = label.x + label.width / 2;
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no buttons
    <g
      class={`edge is-${look}${isChosen ? " is-chosen" : ""}`}
      role="button"
      tabIndex={0}
      aria-label={`${edge.from} to ${edge.to}, taken ${count} times`}
      onClick={pick}
      onKeyDown={onKeyDown}
    >
      <path class="hit" d={pathOf(edge.points)} />
      <path class="line" d={pathOf(edge.points)} marker-end={`url(#head-${look})`} />
      <rect class="plate" x={label.x} y={label.y} width={label.width} height={label.height} rx="4" />
      {edge.lines.map((line, n) => (
        <text key={line} x={middle} y={label.y + 11 + n * 13}>
          {line}
        </text>
      ))}
      {edge.rules.map((rule, n) => (
        <text key={rule} class="rule" x={middle} y={label.y + 11 + (edge.lines.length + n) * 13}>
          {rule}
        </text>
      ))}
      {count > 0 && (
        <Count x={isRightOf(edge.points, label) ? label.x : label.x + label.width} y={label.y - 5} count={count} />
      )}
    </g>
  );
}

/** Whether the label stands to the right of its edge. */
function isRightOf(points: Edge["points"], { x, y, width, height }: Box): boolean {
  const middle = y + height / 2;
  const ends = points.filter(([, pointY], n) => {
    const [, nextY = pointY] = points[n + 1] ?? [];
    return Math.min(pointY, nextY) <= middle && middle <= Math.max(pointY, nextY);
  });
  return ends.some(([pointX]) => pointX <= x + width / 2);
}

function Count({ x, y, count }: { x: number; y: number; count: number }) {
  const text = `×${count}`;
  const width = text.length * 6.4 + 8;
  return (
    <g class="count">
      <rect x={x - width / 2} y={y - 7} width={width} height="14" rx="7" />
      <text x={x} y={y + 3.5}>
        {text}
      </text>
    </g>
  );
}

/** A dot that runs once along the last way taken. */
function Runner({ edge }: { edge: Edge }) {
  return <path class="runner" d={pathOf(edge.points)} pathLength="100" />;
}

function pathOf(points: Edge["points"]): string {
  const corner = 6;
  let path = "";
  points.forEach(([x, y], n) => {
    const before = points[n - 1];
    const after = points[n + 1];
    if (before === undefined) path += `M${x} ${y}`;
    else if (after === undefined) path += `L${x} ${y}`;
    else {
      const [inX, inY] = towards([x, y], before, corner);
      const [outX, outY] = towards([x, y], after, corner);
      path += `L${inX} ${inY}Q${x} ${y} ${outX} ${outY}`;
    }
  });
  return path;
}

/** `by` from the corner towards the next point, or half-way where that is near. */
function towards(
  [x, y]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  by: number,
): [number, number] {
  const length = Math.hypot(toX - x, toY - y);
  if (length === 0) return [x, y];
  const share = Math.min(by / length, 0.5);
  return [x + (toX - x) * share, y + (toY - y) * share];
}
