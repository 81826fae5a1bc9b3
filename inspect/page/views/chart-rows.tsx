import type { ChartLayout, Edge, EdgeRow } from "../charts/form.ts";
import { eventText } from "../charts/machine-layout.ts";
import type { Course } from "../model/course.ts";
import { toneOf } from "../model/kinds.ts";
import type { Life } from "../model/life.ts";
import { StateChip } from "./parts.tsx";

interface RowsProps {
  readonly life: Life;
  readonly layout: ChartLayout;
  readonly course: Course;
  readonly chosen: Edge | null;
  readonly choose: (edge: Edge | null) => void;
}

/** The rows of the edge that was chosen, or else all that can happen in the present state. */
export function Rows({ life, layout, course, chosen, choose }: RowsProps) {
  const edges = chosen === null ? layout.edges.filter(({ from }) => course.active.has(from)) : [chosen];
  const box = layout.states.find(({ name }) => name === life.state);
  return (
    <section class="rows-panel" aria-label="Rows of the chart">
      <header>
        {chosen === null ? (
          <>
            <strong>What can happen in</strong>
            <StateChip state={life.state} tone={life.tone} />
            <span class="faint">{box?.description}</span>
          </>
        ) : (
          <>
            <StateChip state={chosen.from} tone={toneOf(life.chart, chosen.from)} />
            <span class="faint">→</span>
            <StateChip state={chosen.to} tone={toneOf(life.chart, chosen.to)} />
            <button type="button" class="link" onClick={() => choose(null)}>
              show the present state
            </button>
          </>
        )}
      </header>
      {edges.length === 0 ? (
        <p class="faint">Nothing: it is over.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Event</th>
              <th>Next</th>
              <th class="figure">Taken</th>
              <th>Rules</th>
              <th>Meaning</th>
            </tr>
          </thead>
          <tbody>
            {edges.flatMap((edge) =>
              edge.rows.map((row) => (
                <EdgeLine
                  key={`${edge.from} ${edge.to} ${row.event} ${row.guard}`}
                  edge={edge}
                  row={row}
                  count={course.counts.get(row) ?? 0}
                />
              )),
            )}
          </tbody>
        </table>
      )}
    </section>
  );
}

function EdgeLine({ edge, row, count }: { edge: Edge; row: EdgeRow; count: number }) {
  return (
    <tr class={count === 0 ? "" : "is-taken"}>
      <td>
        <code>{eventText(row.event)}</code>
        {row.guard !== null && <span class="faint"> [{row.guard}]</span>}
      </td>
      <td>{edge.from === edge.to ? <span class="faint">stays</span> : edge.to}</td>
      <td class="figure">{count || <span class="faint">·</span>}</td>
      <td>
        {row.rules.map((rule) => (
          <span class="rule-id" key={rule}>
            {rule}
          </span>
        ))}
      </td>
      <td class="meaning">
        {row.description}
        {row.intents.length > 0 && <span class="faint"> {row.intents.join(", ")}</span>}
      </td>
    </tr>
  );
}
