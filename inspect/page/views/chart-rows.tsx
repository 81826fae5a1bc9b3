import type { ChartLayout, Edge, EdgeRow } from "../charts/form.ts";
import { toneOf } from "../model/kinds.ts";
import type { Life } from "../model/life.ts";
import { StateChip } from "./parts.tsx";

interface RowsProps {
  readonly life: Life;
  readonly layout: ChartLayout;
  readonly chosen: Edge | null;
  readonly choose: (edge: Edge | null) => void;
}

/** The rows of the edge that was chosen, or else all that can happen in the present state. */
export function Rows({ life, layout, chosen, choose }: RowsProps) {
  const edges = chosen === null ? layout.edges.filter(({ from }) => from === life.state) : [chosen];
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
                <EdgeLine key={`${edge.to} ${row.event} ${row.guard}`} life={life} edge={edge} row={row} />
              )),
            )}
          </tbody>
        </table>
      )}
    </section>
  );
}

function EdgeLine({ life, edge, row }: { life: Life; edge: Edge; row: EdgeRow }) {
  const taken = life.taken.find(({ from, event, to }) => from === edge.from && event === row.event && to === edge.to);
  return (
    <tr class={taken === undefined ? "" : "is-taken"}>
      <td>
        <code>{row.event}</code>
        {row.guard !== null && <span class="faint"> [{row.guard}]</span>}
      </td>
      <td>{edge.from === edge.to ? <span class="faint">stays</span> : edge.to}</td>
      <td class="figure">{taken?.count ?? <span class="faint">·</span>}</td>
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
