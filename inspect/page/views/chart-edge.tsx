import type { Box, Edge } from "../charts/form.ts";

interface EdgeProps {
  readonly edge: Edge;
  readonly count: number;
  readonly isLatest: boolean;
  readonly isChosen: boolean;
  readonly choose: (edge: Edge | null) => void;
}

/** All rows from one state to another, as one line with one label. */
export function EdgeShape({ edge, count, isLatest, isChosen, choose }: EdgeProps) {
  const { label } = edge;
  if (label === null) return null;
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
export function Runner({ edge }: { edge: Edge }) {
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
