import { describe, expect, it } from "vitest";
import type { ActorNode } from "../../examples/first-run/actor-node.ts";
import type { Transition } from "../../examples/first-run/lives.ts";
import { type Page, pageLines } from "../../examples/first-run/page.ts";
import { paint, span, textOf } from "../../examples/first-run/span.ts";

const request = (id: number): ActorNode => ({
  name: `→ request ${id} add`,
  state: "handling",
  isEnded: false,
  children: [],
});
const root: ActorNode = { name: "driver", state: "established", isEnded: false, children: [1, 3, 5, 7].map(request) };
const transition: Transition = {
  at: 1_234.5,
  peer: "client",
  session: "x:0",
  chart: "outgoingRequest",
  connection: 0,
  request: 7,
  method: "Calculator.add",
  from: "awaitingResponse",
  to: "responded",
  event: "peer.response",
  isEnd: true,
};
const page: Page = {
  url: "tcp://127.0.0.1:9000",
  seconds: 3,
  totalSeconds: 6,
  title: "sum",
  trees: [
    { peer: "client", root },
    { peer: "server", root },
  ],
  latest: Array.from({ length: 30 }, () => transition),
};

function drawn(width: number, height: number): string[] {
  return pageLines(page, width, height).map(textOf);
}

describe("the page", () => {
  it.each([
    [1, 1],
    [40, 3],
    [40, 10],
    [80, 24],
    [120, 40],
  ])("fills exactly %d columns and at most %d lines", (width, height) => {
    const lines = drawn(width, height);
    expect(lines.length).toBeLessThanOrEqual(height);
    for (const line of lines) expect(line).toHaveLength(width);
  });

  it("stands the peers side by side, or one below the other", () => {
    expect(drawn(80, 24)[3]).toMatch(/^client {33}│ server/);
    const narrow = drawn(60, 24).map((line) => line.trimEnd());
    expect(narrow.indexOf("client")).toBe(3);
    expect(narrow.indexOf("server")).toBe(10);
  });

  it("says how much is missing when the window is too low", () => {
    expect(drawn(80, 6).at(-1)).toMatch(/^… and 4 lines more/);
  });

  it("fills what is left with the latest transitions", () => {
    const lines = drawn(120, 24);
    expect(lines).toHaveLength(24);
    expect(lines.at(-1)?.trimEnd()).toBe(
      "  1.234  client  outgoingRequest 7 add          awaitingResponse → responded     peer.response",
    );
  });

  it("paints looks and leaves plain text alone", () => {
    expect(paint([span("a"), span("b", "dim"), span("", "bad")])).toBe("a\u001b[90mb\u001b[0m");
  });
});
