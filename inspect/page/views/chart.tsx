import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChartLayout, Edge, StateBox } from "../charts/form.ts";
import { machineLayout } from "../charts/machine-layout.ts";
import { type Course, courseOf } from "../model/course.ts";
import { type Tone, toneOf } from "../model/kinds.ts";
import type { Life } from "../model/life.ts";
import * as app from "../state/app.ts";
import { layouts } from "../state/layouts.ts";
import { EdgeShape, Runner } from "./chart-edge.tsx";
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
  const layout = layoutOf(life);
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

/** Of a machine of the user's own, if its states are known and few enough to draw. */
function layoutOf({ chart, machine }: Life): ChartLayout | undefined {
  if (chart !== null) return layouts.get(chart);
  return machine === null || machine.states.length < 2 ? undefined : machineLayout(machine);
}

function Drawn({ life, layout }: { life: Life; layout: ChartLayout }) {
  // The same life changes: without this, nothing tells that it is to be drawn again.
  app.tick.value;
  const [chosen, choose] = useState<Edge | null>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const scale = useScale(canvas, layout);
  const isNested = layout.states.some(({ isOuter }) => isOuter);
  // A drawing of boxes in boxes may be taller than the page: where the life is must be seen all the same.
  useLayoutEffect(() => {
    if (!isNested || life.state === "") return;
    canvas.current?.querySelector(".box.is-here:not(.is-outer)")?.scrollIntoView({ block: "nearest" });
  }, [isNested, life.state]);
  const course = courseOf(life, layout);
  const last = life.recent.items.at(-1);
  return (
    <>
      <div class={isNested ? "canvas is-nested" : "canvas"} ref={canvas}>
        {/* biome-ignore lint/a11y/useSemanticElements: SVG has no element for a group of controls */}
        <svg
          width={layout.width * scale}
          height={layout.height * scale}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="group"
          aria-label={`Chart ${layout.name}: ${layout.description}. Now ${life.state}.`}
        >
          <Arrowheads />
          {layout.states.map(
            (box) => box.isOuter && <StateShape key={box.name} box={box} life={life} course={course} />,
          )}
          <InitialMarks layout={layout} />
          {layout.edges.map((edge) => (
            <EdgeShape
              key={`${edge.from} ${edge.to}`}
              edge={edge}
              count={edge.rows.reduce((sum, row) => sum + (course.counts.get(row) ?? 0), 0)}
              isLatest={edge === course.latest}
              isChosen={edge === chosen}
              choose={choose}
            />
          ))}
          {course.latest !== undefined && last !== undefined && <Runner key={last.seq} edge={course.latest} />}
          {layout.states.map(
            (box) => box.isOuter || <StateShape key={box.name} box={box} life={life} course={course} />,
          )}
        </svg>
      </div>
      <Rows life={life} layout={layout} course={course} chosen={chosen} choose={choose} />
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

function InitialMarks({ layout }: { layout: ChartLayout }) {
  return (
    <>
      {layout.initials.map((name) => {
        const box = layout.states.find((state) => state.name === name);
        if (box === undefined) return null;
        // Edges come to the middle of a box; our own charts leave room for the mark there.
        const x = box.x + (layout.initials.length > 1 || box.isOuter ? 14 : box.width / 2);
        return (
          <g key={name} class="initial">
            <circle cx={x} cy={box.y - 16} r="3.5" />
            <path d={`M${x} ${box.y - 12}V${box.y - 1}`} marker-end="url(#head-plain)" />
          </g>
        );
      })}
    </>
  );
}

function StateShape({ box, life, course }: { box: StateBox; life: Life; course: Course }) {
  const { name, title, x, y, width, height, isOuter } = box;
  const isHere = course.active.has(name);
  const middle = y + (isOuter ? 16 : height / 2);
  const look = `${isOuter ? " is-outer" : ""}${isHere ? " is-here" : ""}${course.seen.has(name) ? " is-seen" : ""}`;
  return (
    <g class={`box tone-${toneIn(life, box)}${look}`}>
      <title>{box.description}</title>
      <rect x={x} y={y} width={width} height={height} rx="7" />
      {box.final && <rect class="inner" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx="5" />}
      <circle cx={x + 15} cy={middle} r="3.5" />
      <text x={x + 25} y={middle + 4}>
        {title}
      </text>
    </g>
  );
}

/** The states of the user's own machines ask nothing of us. */
function toneIn({ chart }: Life, { name, final }: StateBox): Tone {
  if (chart !== null) return toneOf(chart, name);
  return final ? "done" : "wait";
}
