import type { ComponentChildren } from "preact";
import type { FrameRecord } from "../../records.ts";
import { durationText, hexLines, momentText, sizeText, valueText } from "../format.ts";
import type { Life } from "../model/life.ts";
import { frameBySeq } from "../model/search.ts";
import { follow, select, showLife } from "../state/actions.ts";
import * as app from "../state/app.ts";
import { Drive } from "./drive.tsx";
import { Credit, KindIcon, LifeName, StateChip } from "./parts.tsx";

/** In milliseconds: from then on it is told how old a sentence is. */
const STALE = 1_000;

/** All that is known of what was selected. */
export function Details() {
  app.tick.value;
  const life = app.selectedLife();
  const seq = app.frameSeq.value;
  const frame = seq === null ? null : frameBySeq(app.timeline.ring, seq);
  return (
    <aside class="details" aria-label="Details of the selection">
      {seq !== null &&
        (frame === null ? (
          <p class="faint pad">No message has this number, or it was let go.</p>
        ) : (
          <FrameDetails frame={frame} />
        ))}
      {life !== null && <LifeDetails life={life} />}
      {life === null && app.selected.value !== null && (
        <p class="faint pad">{app.selected.value} is not there: it has not begun, or was let go.</p>
      )}
      {life === null && app.selected.value === null && frame === null && (
        <p class="faint pad">Select a row to see all about it. Arrow keys move, Enter opens its chart.</p>
      )}
    </aside>
  );
}

function LifeDetails({ life }: { life: Life }) {
  // The same life changes: without this, what reads signals is drawn again only when those do.
  app.tick.value;
  const now = app.present();
  const end = life.ended ?? now;
  return (
    <section>
      <header>
        <KindIcon life={life} />
        <LifeName life={life} />
        <StateChip state={life.state} tone={life.tone} />
      </header>
      {life.explanation !== "" && life.ended === null && (
        <p class="explanation">
          {life.explanation}
          {now - life.explained > STALE && <span class="faint"> (said {durationText(now - life.explained)} ago)</span>}
        </p>
      )}
      <dl>
        <Fact name="name">{life.name}</Fact>
        {life.parent !== null && (
          <Fact name="part of">
            <LifeLink life={life.parent} />
          </Fact>
        )}
        <Fact name="began">
          {momentText(life.began)} s{life.late && <span class="faint"> or earlier</span>}
        </Fact>
        <Fact name={life.ended === null ? "age" : "lived"}>{durationText(end - life.began)}</Fact>
        <Fact name="in state">{durationText(now - life.since)}</Fact>
        {life.kind === "channel" && (
          <>
            <Fact name="credit">
              <Credit life={life} />
              {life.initialCredit !== null && <span class="faint"> of N = {life.initialCredit}</span>}
            </Fact>
            <Fact name="queued">{life.queued}</Fact>
            <Fact name="waiting">{life.waiting}</Fact>
          </>
        )}
        {life.output !== null && <Fact name="output">{valueText(life.output, 400)}</Fact>}
        {life.input !== null && <Fact name="input">{valueText(life.input, 400)}</Fact>}
      </dl>
      <p class="actions">
        <button type="button" onClick={() => showLife(life.name, "chart")}>
          Chart
        </button>
        <button type="button" onClick={() => follow(life.name)}>
          Follow messages
        </button>
        <button type="button" onClick={() => showLife(life.name, "lanes")}>
          Lane
        </button>
      </p>
      <Drive key={life.name} life={life} />
      <h2>Events</h2>
      <Events life={life} />
    </section>
  );
}

function Events({ life }: { life: Life }) {
  const { items, isCut } = life.recent;
  if (items.length === 0) return <p class="faint">None yet.</p>;
  return (
    <>
      <ol class="events">
        {items
          .slice()
          .reverse()
          .map((record) => (
            <li key={record.seq} class={record.unexpected ? "is-unexpected" : ""}>
              <span class="figure faint">{momentText(record.at)}</span>
              <span>
                <code>{record.event.type}</code>
                {record.unexpected && <b> unexpected</b>}
              </span>
              <span class="faint">{record.from === record.to ? "stays" : record.to}</span>
            </li>
          ))}
      </ol>
      {isCut && <p class="faint">Earlier ones were let go.</p>}
    </>
  );
}

function FrameDetails({ frame }: { frame: FrameRecord }) {
  return (
    <section class="frame">
      <header>
        <strong>{frame.kind}</strong>
        <span class="faint">
          {frame.direction === "out" ? "sent by" : "received by"} {frame.peer}, record {frame.seq}
        </span>
      </header>
      <dl>
        <Fact name="time">{momentText(frame.at)} s</Fact>
        <Fact name="size">{sizeText(frame.size)}</Fact>
        {Object.entries(frame.fields)
          .slice(0, 60)
          .map(([name, value]) => (
            <Fact key={name} name={name}>
              {valueText(value, 600)}
            </Fact>
          ))}
      </dl>
      {frame.life !== null && (
        <p class="actions">
          <button type="button" onClick={() => follow(frame.life)}>
            Follow this {frame.kind.includes("Channel") || frame.kind === "GrantCredit" ? "channel" : "request"}
          </button>
        </p>
      )}
      <h2>Bytes</h2>
      <Bytes frame={frame} />
    </section>
  );
}

function Bytes({ frame: { bytes, size } }: { frame: FrameRecord }) {
  if (bytes === null) return <p class="faint">Not shown: redacted.</p>;
  const lines = hexLines(bytes.slice(0, 512));
  return (
    <>
      <table class="hex">
        <tbody>
          {lines.map(({ offset, hex, text }) => (
            <tr key={offset}>
              <td class="faint">{offset}</td>
              <td>{hex}</td>
              <td class="ascii">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {bytes.length < size * 2 && <p class="faint">The first {bytes.length / 2} bytes.</p>}
    </>
  );
}

function LifeLink({ life }: { life: Life }) {
  return (
    <button type="button" class="link" onClick={() => select(life.name)}>
      <LifeName life={life} />
    </button>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
