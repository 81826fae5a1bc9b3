import { THRESHOLDS, type Thresholds } from "../model/warnings.ts";

/** Everything about the page that a link can carry. */
export interface Place {
  readonly view: string;
  readonly selected: string | null;
  readonly filter: string;
  readonly followed: string | null;
  readonly frame: number | null;
  /** Number of the record after the moment that is shown; `null` is the present. */
  readonly at: number | null;
  readonly span: number;
  readonly folded: readonly string[];
  readonly thresholds: Thresholds;
}

export const HOME: Place = {
  view: "tree",
  selected: null,
  filter: "",
  followed: null,
  frame: null,
  at: null,
  span: 30_000,
  folded: [],
  thresholds: THRESHOLDS,
};

/** More folded rows than this are not worth a longer link. */
const FOLDED = 50;

export function hashOf(place: Place): string {
  const params = new URLSearchParams();
  if (place.view !== HOME.view) params.set("view", place.view);
  if (place.selected !== null) params.set("life", place.selected);
  if (place.filter !== "") params.set("filter", place.filter);
  if (place.followed !== null) params.set("follow", place.followed);
  if (place.frame !== null) params.set("message", `${place.frame}`);
  if (place.at !== null) params.set("at", `${place.at}`);
  if (place.span !== HOME.span) params.set("span", `${place.span / 1_000}`);
  for (const name of place.folded.slice(0, FOLDED)) params.append("fold", name);
  for (const name of ["stalled", "request", "channel"] as const) {
    if (place.thresholds[name] !== THRESHOLDS[name]) params.set(name, `${place.thresholds[name] / 1_000}`);
  }
  // Slashes and colons are common in names, and harmless here.
  return `#${params.toString().replaceAll("%2F", "/").replaceAll("%3A", ":")}`;
}

export function placeOf(hash: string): Place {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const seconds = (name: string, otherwise: number): number => {
    const figure = numberIn(params, name);
    return figure === null ? otherwise : figure * 1_000;
  };
  return {
    view: params.get("view") ?? HOME.view,
    selected: params.get("life"),
    filter: params.get("filter") ?? "",
    followed: params.get("follow"),
    frame: numberIn(params, "message"),
    at: numberIn(params, "at"),
    span: seconds("span", HOME.span),
    folded: params.getAll("fold").slice(0, FOLDED),
    thresholds: {
      stalled: seconds("stalled", THRESHOLDS.stalled),
      request: seconds("request", THRESHOLDS.request),
      channel: seconds("channel", THRESHOLDS.channel),
    },
  };
}

function numberIn(params: URLSearchParams, name: string): number | null {
  const text = params.get(name);
  if (text === null || !/^\d+(\.\d+)?$/.test(text)) return null;
  return Number(text);
}
