import { describe, expect, it } from "vitest";
import { createActor } from "xstate";
import { createFeed } from "../../../inspect/index.ts";
import { machineLayout } from "../../../inspect/page/charts/machine-layout.ts";
import { courseOf, statesIn } from "../../../inspect/page/model/course.ts";
import { World } from "../../../inspect/page/model/world.ts";
import { isFeedRecord } from "../../../inspect/page/source/read.ts";
import { readAll } from "../watched-pair.ts";
import { checkout, shapeOf } from "./machines.ts";

/** The page's life of a machine that took these events, by way of the feed. */
function lifeAfter(...events: string[]) {
  const feed = createFeed();
  const reader = feed.open();
  const actor = createActor(checkout, { inspect: feed.observer }).start();
  for (const type of events) actor.send({ type });
  const world = new World();
  for (const record of JSON.parse(JSON.stringify(readAll(reader)))) {
    expect(isFeedRecord(record)).toBe(true);
    world.apply(record);
  }
  actor.stop();
  reader.close();
  const [life] = world.lives.values();
  if (life === undefined || life.machine === null) throw new Error("nobody told of the machine");
  const layout = machineLayout(life.machine);
  const course = courseOf(life, layout);
  const counts = Object.fromEntries(
    layout.edges.flatMap(({ from, to, rows }) =>
      rows.flatMap((row) => (course.counts.has(row) ? [[`${from} ${row.event} ${to}`, course.counts.get(row)]] : [])),
    ),
  );
  return { course, counts };
}

describe("the course of a machine", () => {
  it("has every state that it is in, in all regions, and the boxes around them", () => {
    const { course } = lifeAfter("CHECKOUT", "NEXT", "SUBMIT", "OK", "PICKUP");
    expect([...course.active].filter((path) => path !== "").sort()).toEqual([
      "shipping",
      "shipping.mail",
      "shipping.mail.unsent",
      "shipping.parcel",
      "shipping.parcel.moving",
    ]);
    expect(course.seen.has("paying.card.typing")).toBe(true);
    expect(course.seen.has("gone")).toBe(false);
    expect(course.latest).toMatchObject({ from: "shipping.parcel.packed", to: "shipping.parcel.moving" });
  });

  it("counts each way that it took: inner ones, those of the boxes around, and those without an event", () => {
    expect(lifeAfter("ADD", "ADD", "CHECKOUT", "CANCEL", "CARD", "SUBMIT", "OK", "LOGOUT").counts).toEqual({
      "browsing ADD browsing": 2,
      "browsing CHECKOUT paying": 1,
      "paying CANCEL browsing": 1,
      "browsing CARD paying.card": 1,
      "paying.card.typing SUBMIT paying.card.checking": 1,
      "paying.card.checking OK routed": 1,
      "routed  shipping": 1,
      " LOGOUT gone": 1,
    });
  });

  it("counts a way that ends a region, though nothing waits for that end", () => {
    const { course, counts } = lifeAfter("CHECKOUT", "NEXT", "SUBMIT", "OK", "SEND");
    expect(counts).toMatchObject({ "shipping.mail.unsent SEND shipping.mail.sent": 1 });
    expect(course.latest).toMatchObject({ to: "shipping.mail.sent" });
  });

  it("finds states by the path of the region before, where the text leaves it out", () => {
    const names = new Set(shapeOf(checkout).states.map(({ path }) => path));
    expect(statesIn("shipping.parcel.packed + mail.sent", names)).toContain("shipping.mail.sent");
    expect(statesIn("unheard of + of", names)).toEqual(new Set());
  });
});
