import { expect, it } from "vitest";
import { Life } from "../../../runtime/driver/life.ts";
import type { Watch } from "../../../runtime/driver/watch.ts";
import { connect, defineService, memoryPair, serve, t } from "../../../runtime/index.ts";

const Clock = defineService("Clock", { tick: t.method([], t.unit) });

it("a watcher finds a life where its step leads, with a timeline that says so, before anything is performed", async () => {
  let seen: unknown[] = [];
  const watch: Watch = {
    began(_life, chart) {
      if (chart === "outgoingRequest") seen = [];
    },
    stepped(life, { type }, from) {
      if (!(life instanceof Life) || life.facts("").kind !== "outgoingRequest") return;
      const { value, isOver } = life.snapshot;
      seen.push([type, from, value, life.timeline.at(-1)?.state, isOver]);
    },
    stopped: () => {},
    received: () => {},
    sent: () => void seen.push("sent"),
  };
  const [near, far] = memoryPair();
  await serve(far, Clock, { tick: () => {} });
  const client = await connect(near, Clock, { inspect: { watch: () => watch } });
  await client.tick();
  expect(seen).toEqual([
    ["parent.slot", "queued", "awaitingResponse", "awaitingResponse", false],
    "sent",
    ["peer.response", "awaitingResponse", "responded", "responded", true],
  ]);
});
