// Lays the seven charts out, once, when the page is built: states as boxes, rows as edges with labels.

import ELK from "elkjs/lib/elk.bundled.js";

const CHARACTER = 6.1;
const LINE = 13;
const STATE_HEIGHT = 34;
const LINES = 2;
/** Longer texts are cut: the table beside the chart has them whole. */
const LONGEST = 27;

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.spacing.nodeNodeBetweenLayers": "36",
  "elk.spacing.nodeNode": "28",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.edgeLabels.placement": "CENTER",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  "elk.layered.considerModelOrder.strategy": "PREFER_NODES",
  "elk.layered.cycleBreaking.strategy": "MODEL_ORDER",
  "elk.padding": "[top=24,left=16,bottom=16,right=16]",
};

/** `charts`: name → chart, as `machines/chart.ts` reads it; `rulesOf(name, row)`: rule ids of a row. */
export async function layOut(charts, rulesOf) {
  const elk = new ELK();
  const layouts = [];
  for (const [name, chart] of Object.entries(charts)) layouts.push(await layOutOne(elk, name, chart, rulesOf));
  return layouts;
}

async function layOutOne(elk, name, chart, rulesOf) {
  const edges = edgesOf(name, chart, rulesOf);
  const moving = edges.filter(({ from, to }) => from !== to);
  const {
    children,
    edges: routed,
    width,
    height,
  } = await elk.layout({
    id: name,
    layoutOptions: OPTIONS,
    children: [...chart.states.keys()].map((state) => ({
      id: state,
      width: Math.max(96, Math.ceil(state.length * 7.6) + 34),
      height: STATE_HEIGHT,
      ...(state === chart.initial ? { layoutOptions: { "elk.layered.layering.layerConstraint": "FIRST" } } : {}),
    })),
    edges: moving.map((edge, n) => ({
      id: `${n}`,
      sources: [edge.from],
      targets: [edge.to],
      labels: [{ id: `l${n}`, text: " ", ...sizeOf(edge) }],
    })),
  });
  const boxes = new Map(children.map((child) => [child.id, child]));
  return {
    name,
    description: chart.description,
    initial: chart.initial,
    width: Math.ceil(width),
    height: Math.ceil(height),
    states: [...chart.states].map(([state, { description, final }]) => ({
      name: state,
      description,
      final,
      ...round(boxes.get(state)),
    })),
    edges: [
      ...moving.map((edge, n) => ({ ...edge, points: pointsOf(routed[n]), label: round(routed[n].labels[0]) })),
      ...edges.filter(({ from, to }) => from === to).map((edge) => ({ ...edge, points: [], label: null })),
    ],
  };
}

/** One edge for all rows between the same two states. */
function edgesOf(name, chart, rulesOf) {
  const edges = new Map();
  for (const row of chart.rows) {
    const to = row.target ?? row.state;
    const key = `${row.state} ${to}`;
    if (!edges.has(key)) edges.set(key, { from: row.state, to, rows: [] });
    const guard = row.guard?.name ?? null;
    const intents = row.effects.filter(({ kind }) => kind === "intent").map((effect) => effect.name);
    edges
      .get(key)
      .rows.push({ event: row.event, guard, intents, description: row.description, rules: rulesOf(name, row) });
  }
  return [...edges.values()].map((edge) => ({ ...edge, lines: linesOf(edge.rows), rules: ruleLineOf(edge.rows) }));
}

function linesOf(rows) {
  const names = rows.map(({ event, guard }) => (guard === null ? event : `${event} [${guard}]`));
  const shown = names.length <= LINES ? names : [...names.slice(0, LINES - 1), `+ ${names.length - LINES + 1} more`];
  return shown.map((line) => cut(line, LONGEST));
}

function ruleLineOf(rows) {
  const ids = [...new Set(rows.flatMap(({ rules }) => rules))];
  const [first] = ids;
  if (first === undefined) return [];
  const more = ids.length === 1 ? "" : ` +${ids.length - 1}`;
  return [cut(first, LONGEST + 3 - more.length) + more];
}

function cut(text, longest) {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function sizeOf({ lines, rules }) {
  const longest = Math.max(...lines.map(({ length }) => length), ...rules.map(({ length }) => length * 0.88));
  return { width: Math.ceil(longest * CHARACTER) + 10, height: (lines.length + rules.length) * LINE + 4 };
}

function pointsOf({ sections: [section] }) {
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  return points.map(({ x, y }) => [Math.round(x), Math.round(y)]);
}

function round({ x, y, width, height }) {
  return { x: Math.round(x), y: Math.round(y), width: Math.ceil(width), height: Math.ceil(height) };
}
