import { useRef } from "preact/hooks";
import { countText, durationText, momentText } from "../format.ts";
import type { Thresholds, Warning, WarningKind } from "../model/warnings.ts";
import { showLife } from "../state/actions.ts";
import * as app from "../state/app.ts";
import { warnings } from "../state/warnings.ts";
import { Empty } from "./parts.tsx";
import { useVirtual } from "./virtual.ts";

const ROW = 54;

const WORDS: Readonly<Record<WarningKind, string>> = {
  stalled: "stalled",
  violation: "violation",
  lost: "error",
  gap: "gap",
  old: "old",
  leak: "leak",
  limit: "limit",
};

/** What deserves a look, the worst first, each with who must act. */
export function WarningsView() {
  const scroller = useRef<HTMLElement>(null);
  const { list: shown, more } = warnings.value;
  const list = useVirtual({ count: shown.length, rowHeight: ROW, scroller });
  return (
    <div class="table warnings">
      <div class="bar">
        <Threshold name="stalled" label="Stalled for" />
        <Threshold name="request" label="Requests older than" />
        <Threshold name="channel" label="Channels older than" />
        {more > 0 && (
          <span class="faint">
            the first {countText(shown.length)}, and {countText(more)} more
          </span>
        )}
      </div>
      <section class="scroller" ref={scroller} aria-label="Warnings">
        {shown.length === 0 && (
          <Empty title="Nothing to warn of">No stall, violation, gap, leak or limit near its end.</Empty>
        )}
        <ul class="rows" style={{ height: `${list.height}px` }}>
          {list.shown.map(({ index, top }) => {
            const warning = shown[index];
            return warning === undefined ? null : <WarningRow key={warning.key} warning={warning} top={top} />;
          })}
        </ul>
      </section>
    </div>
  );
}

function WarningRow({ warning, top }: { warning: Warning; top: number }) {
  const { kind, life, at } = warning;
  const lasts = kind === "stalled" || kind === "old" || kind === "leak";
  return (
    <li class="row" style={{ transform: `translateY(${top}px)` }}>
      <span class={`badge kind-${kind}${warning.isSevere ? " is-severe" : ""}`}>{WORDS[kind]}</span>
      <span class="what">
        <span class="title">
          <strong>{warning.title}</strong>
          {life !== null && (
            <button type="button" class="link" onClick={() => showLife(life, "chart")}>
              {life}
            </button>
          )}
          {warning.rule !== null && <span class="rule-id">{warning.rule}</span>}
        </span>
        <span class="sentence">{warning.text}</span>
      </span>
      <span class="figure">{lasts ? durationText(app.present() - at) : `at ${momentText(at)} s`}</span>
    </li>
  );
}

function Threshold({ name, label }: { name: keyof Thresholds; label: string }) {
  const set = ({ currentTarget: { valueAsNumber } }: { currentTarget: HTMLInputElement }): void => {
    if (valueAsNumber >= 0) app.thresholds.value = { ...app.thresholds.value, [name]: valueAsNumber * 1_000 };
  };
  return (
    <label class="threshold">
      {label} <input type="number" min="0" step="0.5" value={app.thresholds.value[name] / 1_000} onInput={set} /> s
    </label>
  );
}
