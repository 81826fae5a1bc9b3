// Sessions that are acted upon from the page, and pages that may not act. Needs `npm run build`.

import assert from "node:assert/strict";

const built = (path) => import(new URL(`../../../dist/${path}`, import.meta.url));

const panel = (page) => page.locator(".details .drive");
const act = (page, name) => panel(page).getByRole("button", { name });

async function choose(page, life) {
  await page.keyboard.press("1");
  await page.locator('[role="treeitem"]', { hasText: life }).first().click();
  await page.locator(".details dd", { hasText: life }).first().waitFor();
}

/** By the keyboard alone, as somebody without a mouse. */
async function reach(page, name) {
  for (let steps = 0; steps < 60; steps++) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${name}`);
}

async function cancelled(page, { client }) {
  const call = client.ponder().catch((error) => error);
  await choose(page, "client/s1/c0/r1");
  await act(page, "Cancel").waitFor();
  assert.match(await panel(page).textContent(), /the caller's promise rejects at once, and the other side is told/);
  await reach(page, "Cancel");
  await page.keyboard.press("Enter");
  assert.equal((await call).code, "cancelled");
  await panel(page).getByRole("status").filter({ hasText: "Done cancel: awaitingResponse → cancelling" }).waitFor();
  await page.locator(".details header .state", { hasText: "cancelled" }).waitFor();
  await panel(page).getByText("It has ended.").waitFor();
}

async function refused(page, { client, channel, t }) {
  const [tx, rx] = channel(t.i32);
  client.forget(rx).catch(() => {});
  tx.sendAll(Array.from({ length: 100 }, () => 1)).catch(() => {});
  await choose(page, "client/s1/c0/tx1");
  await page.locator(".details header .state", { hasText: "stalled" }).waitFor();
  await act(page, "Close").click();
  await panel(page).getByRole("status").filter({ hasText: "stalled until what waits has been sent" }).waitFor();
  const close = panel(page).locator('button[aria-disabled="true"]', { hasText: "Close" });
  await close.waitFor();
  await panel(page).getByText("Not now: it was closed already").waitFor();
  await close.click({ force: true });
  assert.equal(await page.locator(".details header .state").textContent(), "stalled");
}

async function ownMachine(page, { feed, xstate: { createActor, createMachine } }) {
  const lamp = createActor(createMachine({ id: "lamp", initial: "off", states: { off: {} } }), {
    inspect: feed.observer,
  });
  lamp.start();
  await choose(page, `local/xstate/${lamp.sessionId}`);
  await panel(page).getByText("a machine of your own takes its events from your program alone").waitFor();
  assert.equal(await panel(page).locator("button").count(), 0);
  lamp.stop();
}

async function past(page) {
  await choose(page, "client/s1/c0");
  await act(page, "Close").waitFor();
  await page.keyboard.press("p");
  await panel(page).getByText("This is a moment of the past. Resume to act.").waitFor();
  assert.equal(await panel(page).locator("button").count(), 0);
  await page.keyboard.press("p");
  await act(page, "Close").waitFor();
}

async function closed(page, { session }) {
  await choose(page, "client/s1");
  await act(page, "Close").click();
  await act(page, "Close: sure?").waitFor();
  await page.keyboard.press("Escape");
  await panel(page).getByRole("button", { name: "Close", exact: true }).waitFor();
  await act(page, "Close").click();
  await act(page, "Close: sure?").click();
  assert.equal((await session.closed).cause, "closedHere");
  await page.locator(".details header .state", { hasText: "closed" }).waitFor();
}

/** Whatever the page is made to say, by somebody who knows its token. */
async function onlyShown(page, { client }) {
  const call = client.ponder();
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  call.then(over, over);
  await choose(page, "client/s1/c0/r1");
  assert.equal(await panel(page).count(), 0);
  assert.equal(await page.locator(".source", { hasText: "drive" }).count(), 0);
  const answers = await page.evaluate(async () => {
    const address = new URL("/feed", location.href);
    address.protocol = "ws:";
    address.search = location.search;
    const socket = new WebSocket(address);
    const heard = [];
    await new Promise((resolve) => {
      socket.onopen = () => {
        for (const act of ["cancel", "close"]) socket.send(JSON.stringify({ do: act, life: "client/s1/c0/r1" }));
        socket.send(JSON.stringify({ ask: "client/s1" }));
      };
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (!Array.isArray(message) && message.type !== "header") heard.push(message.type);
        if (heard.length === 3) resolve();
      };
    });
    socket.close();
    return heard;
  });
  assert.deepEqual(answers, ["refused", "refused", "refused"]);
  assert.equal(isOver, false);
  call.cancel();
  await call.catch(() => {});
}

async function stage(open, drive) {
  const { channel, connect, defineService, serve, sessionOf, t } = await built("runtime/index.js");
  const { openInspector } = await built("inspect/index.js");
  const xstate = await import("xstate");
  const Demo = defineService("Demo", {
    ponder: t.method([], t.unit),
    forget: t.method([t.rx(t.i32)], t.unit),
  });
  const never = ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", resolve));
  const handlers = { ponder: never, forget: (_numbers, context) => never(context) };
  const inspector = await openInspector({ drive });
  const { feed } = inspector;
  const server = await serve("tcp://127.0.0.1:0", Demo, handlers, { inspect: feed.as("server") });
  const client = await connect(server.url, Demo, { inspect: feed.as("client") });
  const page = await open();
  await page.goto(inspector.url);
  await page.locator('[role="treeitem"]', { hasText: "client/s1" }).first().waitFor();
  const close = async () => {
    await page.context().close();
    await server.close();
    await inspector.close();
  };
  return { page, close, made: { client, session: sessionOf(client), feed, channel, t, xstate } };
}

/** What a page may do to live sessions, as named checks. */
export async function driveChecks(check, open) {
  const driven = await stage(open, true);
  const { page, made } = driven;
  try {
    await check("drive: a call is cancelled by the keyboard, and its life seen to end", () => cancelled(page, made));
    await check("drive: what cannot be done now says why", () => refused(page, made));
    await check("drive: a machine of the user's own has no buttons", () => ownMachine(page, made));
    await check("drive: nothing can be done in the past", () => past(page));
    await check("drive: a session is closed when that was asked for twice", () => closed(page, made));
  } finally {
    await driven.close();
  }
  const shown = await stage(open, false);
  try {
    await check("drive: without it there is no button, and the server refuses what is said all the same", () =>
      onlyShown(shown.page, shown.made),
    );
  } finally {
    await shown.close();
  }
}
