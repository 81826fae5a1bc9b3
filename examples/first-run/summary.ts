import type { Lives } from "./lives.ts";
import { type Line, span } from "./span.ts";

/** Items that the client sent and received. */
export interface Items {
  readonly sent: number;
  readonly received: number;
}

/** What happened, as the actors' own final states tell it. */
export function summaryLines(lives: Lives, items: Items): Line[] {
  const calls = (state: string) => lives.count("client", "outgoingRequest", state);
  const channels = (state: string) =>
    lives.count("client", "outgoingChannel", state) + lives.count("client", "incomingChannel", state);
  const lost = calls("lost");
  const alive = lives.alive;
  return [
    fact(
      "calls",
      `${calls("responded")} answered, ${calls("cancelled")} cancelled${lost === 0 ? "" : `, ${lost} lost`}`,
    ),
    fact("channels", `${channels("closed")} closed, ${channels("reset")} reset; stalls: ${channels("stalled")}`),
    fact("items", `${items.sent} client → server, ${items.received} server → client`),
    [...fact("actors", `${lives.begun} began, `), span(`${alive} live`, alive === 0 ? "good" : "bad")],
  ];
}

function fact(what: string, text: string): Line {
  return [span(`  ${what.padEnd(10)}`, "dim"), span(text)];
}
