import type { ComponentChildren } from "preact";
import { type Kind, type Tone, wayOf } from "../model/kinds.ts";
import type { Life } from "../model/life.ts";

const PATHS: Readonly<Record<Kind, string>> = {
  session: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5",
  connection: "M2.5 5.5h4.5v5H2.5zM9 5.5h4.5v5H9zM7 8h2",
  request: "M2.5 8H13M9.5 4.5L13 8L9.5 11.5",
  channel: "M2.5 5.5H13M2.5 10.5H13M10 2.8L13 5.5L10 8.2",
  keepalive: "M1.5 8.5H5L6.8 4L9.2 12L11 8.5h3.5",
  actor: "M8 2.5L13.5 8L8 13.5L2.5 8z",
};

/** What a life is; requests and channels that come in point left. */
export function KindIcon({ life }: { life: Life }) {
  const way = wayOf(life.chart);
  const title = `${way === null ? "" : way === "out" ? "outgoing " : "incoming "}${life.kind}`;
  return (
    <svg
      class={`icon kind-${life.kind}${way === "in" ? " is-in" : ""}`}
      viewBox="0 0 16 16"
      role="img"
      aria-label={title}
    >
      <path d={PATHS[life.kind]} />
    </svg>
  );
}

export function StateChip({ state, tone }: { state: string; tone: Tone }) {
  return (
    <span class={`state tone-${tone}`}>
      <i />
      {state}
    </span>
  );
}

/** What a life is called in lists: its label, and its number apart from it. */
export function LifeName({ life }: { life: Life }) {
  const [, name = life.label, own] = /^(.*) #(\d+)$/.exec(life.label) ?? [];
  const number = own ?? (life.label === "" && life.id !== null ? `${life.id}` : undefined);
  return (
    <>
      <span class="label">{name || life.kind}</span>
      {number !== undefined && <span class="number">#{number}</span>}
    </>
  );
}

/** Credit left, with how much of it is used up. */
export function Credit({ life }: { life: Life }) {
  if (life.kind !== "channel") return null;
  if (life.credit === null) return <span class="faint">?</span>;
  const share =
    life.initialCredit === null || life.initialCredit <= 0 ? 0 : Math.min(life.credit / life.initialCredit, 1);
  return (
    <span class={life.credit === 0 && life.ended === null ? "credit is-out" : "credit"}>
      {life.initialCredit !== null && (
        <svg class="gauge" viewBox="0 0 24 4" preserveAspectRatio="none" aria-hidden="true">
          <rect width="24" height="4" />
          <rect class="fill" width={24 * share} height="4" />
        </svg>
      )}
      {life.credit}
    </span>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}
