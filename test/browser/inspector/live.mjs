// Real sessions over TCP with an inspector beside them, and what its page must show of each. Needs `npm run build`.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

const built = (path) => import(new URL(`../../../dist/${path}`, import.meta.url));

/** Calls, streams, a stalled channel, a cancel, a reset, a violation and a killed link. */
async function perform(inspector) {
  const { channel, connect, defineService, dialTcp, serve, t } = await built("runtime/index.js");
  const Demo = defineService("Demo", {
    add: t.method([t.i32, t.i32], t.i32),
    total: t.method([t.rx(t.i32)], t.i32),
    forget: t.method([t.rx(t.i32)], t.unit),
    count: t.method([t.tx(t.i32)], t.unit),
    ponder: t.method([], t.unit),
  });
  const server = await serve(
    "tcp://127.0.0.1:0",
    Demo,
    {
      add: (a, b) => a + b,
      async total(numbers) {
        let sum = 0;
        for await (const n of numbers) sum += n;
        return sum;
      },
      // The planted stall: its reader never reads.
      forget: (_numbers, { signal }) => new Promise((resolve) => signal.addEventListener("abort", resolve)),
      async count(out) {
        for (let n = 0; ; n++) await out.send(n);
      },
      ponder: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", resolve)),
    },
    { inspect: inspector.feed.as("server"), onHandlerError: () => {} },
  );
  const client = await connect(server.url, Demo, { inspect: inspector.feed.as("client") });
  for (let n = 0; n < 20; n++) await client.add(n, n);

  const [some, received] = channel(t.i32);
  const total = client.total(received);
  await some.sendAll([1, 2, 3]);
  await some.close();
  await total;

  const [stalled, unread] = channel(t.i32);
  client.forget(unread).catch(() => {});
  stalled.sendAll(Array.from({ length: 1_000 }, (_, n) => n)).catch(() => {});

  const pondering = client.ponder();
  await sleep(50);
  pondering.cancel();
  await pondering.catch(() => {});

  const [out, numbers] = channel(t.i32);
  client.count(out).catch(() => {});
  for await (const n of numbers) if (n === 5) break;

  const { hostname, port } = new URL(server.url);
  const where = { host: hostname, port: Number(port) };
  const rude = await dialTcp(where);
  rude.start({ payload: () => {}, writable: () => {}, ended: () => {} });
  // A Hello as it should be, and then a second one.
  const hello = Buffer.from("000007004000", "hex");
  rude.send(hello);
  await sleep(100);
  rude.send(hello);

  const doomed = await dialTcp(where);
  const victim = await connect(doomed, Demo, { inspect: inspector.feed.as("victim") });
  victim.ponder().catch(() => {});
  await sleep(100);
  doomed.destroy();
  return { close: () => server.close() };
}

const seen = (page, selector, text) => page.locator(selector, { hasText: text }).first().waitFor();

async function tree(page) {
  await page.locator('[role="treeitem"]', { hasText: "stalled" }).first().waitFor();
  assert.match(await page.locator('[role="tree"]').textContent(), /Demo\.forget/);
}

async function warnings(page) {
  await page.keyboard.press("5");
  // As soon as it is older than the 2 s that the view asks for, and with the one who must act.
  await seen(page, ".warnings", /stalled for [\d.]+ s[\s\S]*the receiver must take items and grant/);
  await seen(page, ".warnings", "session.handshake");
}

async function statechart(page) {
  await page.keyboard.press("1");
  await page.locator('[role="treeitem"]', { hasText: "stalled" }).first().click();
  await page.keyboard.press("2");
  await seen(page, ".box.is-here", "stalled");
}

async function ladder(page) {
  await page.keyboard.press("3");
  await page.locator(".ladder .row").first().waitFor();
  const kinds = new Set();
  const list = page.locator(".ladder .scroller");
  for (let at = 0; at < 200; at++) {
    for (const kind of await page.locator(".ladder .row .message b").allInnerTexts()) kinds.add(kind);
    const isEnd = await list.evaluate((box, step) => {
      box.scrollTo(0, step * box.clientHeight);
      return step * box.clientHeight > box.scrollHeight;
    }, at);
    if (isEnd) break;
    await sleep(30);
  }
  for (const kind of [
    "Hello",
    "Request",
    "Response",
    "ChannelItem",
    "CancelRequest",
    "ResetChannel",
    "ProtocolError",
  ]) {
    assert.ok(kinds.has(kind), `no ${kind} among ${[...kinds].join(", ")}`);
  }
}

async function swimlanes(page) {
  await page.keyboard.press("4");
  await seen(page, "main", "stalled");
  await seen(page, "main", "reset");
  await seen(page, "main", "lost");
}

/** Each view on live sessions, as named checks. */
export async function liveChecks(check, open) {
  const { openInspector } = await built("inspect/index.js");
  const inspector = await openInspector();
  const page = await open();
  // Opened before it begins: what is over and what was said is told to nobody who comes late.
  await page.goto(`${inspector.url}#view=tree`);
  await page.getByText("live", { exact: true }).first().waitFor();
  const demo = await perform(inspector);
  try {
    await check("live: the tree shows the sessions of all peers", () => tree(page));
    await check("live: the planted stall is named, with who must act, and the violation with its rule", () =>
      warnings(page),
    );
    await check("live: the statechart lights the state of the stalled channel", () => statechart(page));
    await check("live: the ladder has the messages of a cancel, a reset and a violation", () => ladder(page));
    await check("live: the swimlanes show what was stalled, reset and lost", () => swimlanes(page));
  } finally {
    await page.context().close();
    await demo.close();
    await inspector.close();
  }
}
