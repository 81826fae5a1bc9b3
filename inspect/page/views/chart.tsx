import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChartLayout, Edge, StateBox } from "../charts/form.ts";
import { toneOf } from "../model/kinds.ts";
import type { Life, Taken } from "../model/life.ts";
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
