// The user's own machines, as charts and as a list. Needs `npm run build`.

import assert from "node:assert/strict";
import { createActor, createMachine } from "xstate";

const built = (path) => import(new URL(`../../../dist/${path}`, import.meta.url));

const order = createMachine({
  id: "order",
  initial: "open",
  states: {
    open: { on: { PAY: "paid", ADD: {} } },
    paid: {
      type: "parallel",
      on: { REFUND: "open" },
      states: {
        parcel: { initial: "packed", states: { packed: { on: { PICKUP: "moving" } }, moving: {} } },
        mail: { initial: "unsent", states: { unsent: { on: { SEND: "sent" } }, sent: { type: "final" } } },
      },
    },
  },
});

const long = createMachine({
  id: "long",
  initial: "s0",
  states: Object.fromEntries(Array.from({ length: 61 }, (_, n) => [`s${n}`, { on: { GO: `s${(n + 1) % 61}` } }])),
});

async function choose(page, { sessionId }) {
  await page.evaluate((life) => {
    location.hash = `#view=chart&life=${life}`;
  }, `local/xstate/${sessionId}`);
}

const box = (page, look, text) => page.locator(`.box${look}`, { hasText: new RegExp(`${text}$`) });

async function drawn(page, actor) {
  for (const type of ["ADD", "PAY", "REFUND", "PAY", "PICKUP"]) actor.send({ type });
  await choose(page, actor);
  for (const name of ["moving", "unsent"]) await box(page, ".is-here:not(.is-outer)", name).waitFor();
  for (const name of ["paid", "parcel", "mail"]) await box(page, ".is-here.is-outer", name).waitFor();
  assert.equal(await page.locator(".box").count(), 8);
  assert.match(await page.locator(".edge.is-taken", { hasText: "PAY" }).textContent(), /×2/);
  assert.match(await page.locator(".edge.is-latest").textContent(), /PICKUP.*×1/);
  assert.match(await page.locator(".edge.is-plain", { hasText: "SEND" }).textContent(), /^SEND$/);
  await page.locator(".rows-panel tr", { hasText: "REFUND" }).locator("td", { hasText: "open" }).waitFor();
  actor.send({ type: "SEND" });
  await box(page, ".is-here", "sent").waitFor();
  await page.locator(".edge.is-latest", { hasText: "SEND" }).waitFor();
}

async function listed(page, actor) {
  actor.send({ type: "GO" });
  await choose(page, actor);
  await page.getByText("Its machine has 61 states and their transitions: too many to draw.").waitFor();
  await page.locator(".free-states .is-here", { hasText: "s1" }).waitFor();
  actor.send({ type: "GO" });
  await page.locator(".free-states .is-here", { hasText: "s2" }).waitFor();
  assert.equal(await page.locator(".box").count(), 0);
}

/** Charts of machines that are not ours, as named checks. */
export async function machineChecks(check, open) {
  const { openInspector } = await built("inspect/index.js");
  const inspector = await openInspector();
  const actors = [order, long].map((machine) => createActor(machine, { inspect: inspector.feed.observer }).start());
  const page = await open();
  try {
    await page.goto(inspector.url);
    await page.locator('[role="treeitem"]').first().waitFor();
    await check("machines: one's own is drawn with boxes in boxes, its states lit and its ways counted", () =>
      drawn(page, actors[0]),
    );
    await check("machines: one with many states is a list, and says why", () => listed(page, actors[1]));
  } finally {
    await page.context().close();
    for (const actor of actors) actor.stop();
    await inspector.close();
  }
}
