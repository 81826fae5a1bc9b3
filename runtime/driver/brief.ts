const MOST = 1_024;

/** A text that comes from, or goes to, the counterpart: not long, and without what could steer a terminal. */
export function brief(text: string, maxPayload = Number.POSITIVE_INFINITY): string {
  // A UTF-16 unit is at most three bytes of UTF-8, and a message has some bytes beside its text.
  const most = Math.max(0, Math.min(MOST, Math.floor((maxPayload - 16) / 3)));
  return text.slice(0, most).replaceAll(/\p{Cc}/gu, " ");
}
