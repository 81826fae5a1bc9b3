import { durationText } from "../format.ts";
import type { Life } from "../model/life.ts";
import * as app from "../state/app.ts";

/** A machine of the user's own that is not drawn: what it did, and why there is no more. */
export function FreeChart({ life }: { life: Life }) {
  app.tick.value;
  const now = life.ended ?? app.present();
  const spans = life.states.items;
  const states = new Map<string, { visits: number; time: number }>();
  spans.forEach(({ state, at }, n) => {
    const known = states.get(state) ?? { visits: 0, time: 0 };
    const until = spans[n + 1]?.at ?? now;
    states.set(state, { visits: known.visits + 1, time: known.time + Math.max(0, until - at) });
  });
  return (
    <div class="free-chart">
      <p class="faint">{whyNotDrawn(life)}</p>
      <section>
        <h2>States seen</h2>
        <ul class="free-states">
          {[...states].slice(0, 200).map(([state, { visits, time }]) => (
            <li key={state} class={state === life.state ? "is-here" : ""}>
              <span class="name">{state}</span>
              <span class="faint">×{visits}</span>
              <span class="figure">{durationText(time)}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>Ways taken</h2>
        <table>
          <tbody>
            {life.taken.map(({ from, event, to, count }) => (
              <tr key={`${from} ${event} ${to}`}>
                <td>{from}</td>
                <td>
                  <code>{event}</code>
                </td>
                <td>{from === to ? <span class="faint">stays</span> : to}</td>
                <td class="figure">×{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function whyNotDrawn({ machine }: Life): string {
  if (machine === null) return "Nobody told what its machine is like: this is what it did.";
  if (machine.size === 0) return "Its machine has no states.";
  return `Its machine has ${machine.size} states and their transitions: too many to draw. This is what it did.`;
}
