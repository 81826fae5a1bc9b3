// biome-ignore-all lint/performance/useDomNodeTextContent: what can be seen is asked for, not what the document holds

// Checks that need records of their own: { page, server, file, errors }.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { asFile, crowdRecords, demoRecords, HEADER, Stage } from "./generated.mjs";

const HOSTILE = `<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>`;

/** Hostile in every text that a record has. */
function hostileRecords() {
  const stage = new Stage();
  stage.begin(0, { life: "left/s1", chart: "session", parent: null, label: HOSTILE });
  stage.begin(0, { life: `left/xstate/${HOSTILE}`, chart: null, parent: null, label: HOSTILE, state: HOSTILE });
  stage.event(1, `left/xstate/${HOSTILE}`, HOSTILE, `to ${HOSTILE}`);
  stage.sample(1, "left/s1", { explanation: HOSTILE });
  stage.frame(2, "out", "left/s1", HOSTILE, {
    [HOSTILE]: HOSTILE,
    __proto__: { x: 1 },
    toString: 1,
    constructor: HOSTILE,
  });
  stage.unexpected(3, "left/s1", HOSTILE, HOSTILE, HOSTILE);
  return stage.records().map((record) => ({ ...record, peer: record.peer === "left" ? HOSTILE : record.peer }));
}

async function openFile(page, file, records, header = HEADER) {
  await page.goto(pathToFileURL(file).href);
  await page.getByLabel("Open a recording").setInputFiles(asFile(records, header));
}

export const moreChecks = {
  async "the address is written when something changes, not with each look"({ page, server }) {
    await page.goto(server.url);
    await page.locator('[role="treeitem"]').first().waitFor();
    // What the page has still to say of its beginning may come late: one quiet while is enough.
    const counts = await page.evaluate(async () => {
      let count = 0;
      const replace = history.replaceState.bind(history);
      history.replaceState = (...all) => {
        count += 1;
        replace(...all);
      };
      const counts = [];
      while (counts.at(-1) !== 0 && counts.length < 5) {
        count = 0;
        await new Promise((resolve) => setTimeout(resolve, 1_200));
        counts.push(count);
      }
      return counts;
    });
    assert.equal(counts.at(-1), 0, `written ${counts} times`);
  },

  async "a file that is dropped on the page from file:// is shown"({ page, file }) {
    await page.goto(pathToFileURL(file).href);
    await page.getByText("Drop a recording").waitFor();
    const text = asFile(demoRecords(2)).buffer.toString();
    await page.evaluate((recording) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([recording], "dropped.jsonl"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, text);
    await page.locator('[role="treeitem"]').filter({ hasText: "Tx 3" }).first().waitFor();
    assert.match(await page.locator(".source").innerText(), /recording\s+dropped\.jsonl/);
  },

  async "a file that is no recording is refused with a reason"({ page, file }) {
    await page.goto(pathToFileURL(file).href);
    await page
      .getByLabel("Open a recording")
      .setInputFiles({ name: "x", mimeType: "", buffer: Buffer.from("hello\n") });
    await page.locator(".welcome", { hasText: "not a recording of roam-xstate" }).waitFor();
  },

  async "no script runs and no markup comes of hostile texts, in any view"({ page, file }) {
    const peers = [HOSTILE, "right"];
    await openFile(page, file, hostileRecords(), { ...HEADER, software: HOSTILE, peers, limits: { [HOSTILE]: 1 } });
    await page.locator('[role="treeitem"]', { hasText: HOSTILE }).first().waitFor();
    for (const [view, place] of [
      ["tree", `life=${encodeURIComponent("left/s1")}`],
      ["chart", `life=${encodeURIComponent(`left/xstate/${HOSTILE}`)}`],
      ["ladder", "message=5"],
      ["lanes", ""],
      ["warnings", `filter=${encodeURIComponent(HOSTILE.split(" ")[0])}`],
      ["warnings", ""],
      [HOSTILE, `follow=${encodeURIComponent(HOSTILE)}`],
    ]) {
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        `#view=${encodeURIComponent(view)}&${place}`,
      );
      await page.waitForFunction(() => document.body.textContent.includes("<img src=x"));
      await page.waitForTimeout(250);
      const seen = await page.evaluate(() => ({
        pwned: "pwned" in globalThis,
        strangers: document.querySelectorAll("#page img, #page script, #page iframe").length,
        isShown: document.body.textContent.includes("<img src=x"),
      }));
      assert.deepEqual(seen, { pwned: false, strangers: 0, isShown: true }, view);
    }
  },

  async "the policy lets no inline script run and nothing be fetched"({ page, server, errors }) {
    await page.goto(server.url);
    const seen = await page.evaluate(async () => {
      const script = document.createElement("script");
      let isTrusted = true;
      try {
        script.textContent = "globalThis.pwned = 1";
        document.body.append(script);
      } catch {
        isTrusted = false;
      }
      const fetched = await fetch("http://127.0.0.2:9/").then(
        () => "fetched",
        () => "refused",
      );
      return { ran: "pwned" in globalThis, isTrusted, fetched };
    });
    assert.deepEqual(seen, { ran: false, isTrusted: false, fetched: "refused" });
    errors.length = 0;
  },

  async "older records are let go, and that is said"({ page, file, work }) {
    const records = crowdRecords(100);
    const [, , first] = records;
    while (records.length < 130_000) {
      const seq = records.length + 1;
      const form = { type: "sample", credit: seq % 17, queued: 0, waiting: 0, explanation: "" };
      records.push({ ...form, life: first.life, seq, at: seq / 10, wall: 0, peer: "left" });
    }
    const path = `${work}/long.jsonl`;
    writeFileSync(path, asFile(records).buffer);
    await page.goto(pathToFileURL(file).href);
    await page.getByLabel("Open a recording").setInputFiles(path);
    await page.locator(".counts", { hasText: "30,000 older let go" }).waitFor();
    await page.locator(".counts", { hasText: "100 alive" }).waitFor();
    await page.getByRole("slider", { name: "Moment shown" }).fill("6000");
    await page.getByRole("button", { name: "Resume" }).waitFor();
    await page.locator(".scrubber", { hasText: /at (6000|5999)\.\d s|at [56]\.\d{3} s/ }).waitFor();
  },

  async "ten thousand lives are a list of which few rows are drawn"({ page, file }) {
    await openFile(page, file, crowdRecords(10_000));
    await page.locator(".counts", { hasText: "10,000 alive" }).waitFor();
    await page.locator('[role="treeitem"]').first().waitFor();
    assert.ok((await page.locator('[role="treeitem"]').count()) < 80);
    await page.locator('[role="tree"]').focus();
    await page.keyboard.press("End");
    await page.locator('[role="treeitem"][aria-selected="true"]', { hasText: /c9\// }).waitFor();
  },

  async "pause holds what is shown while records come, clear keeps what is alive"({ page, server }) {
    await page.goto(server.url);
    const count = page.locator(".counts span", { hasText: "records" });
    await page.locator('[role="treeitem"]', { hasText: "left/s1/c0/tx3" }).waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    const before = await count.innerText();
    const life = "left/s1/c0/r9001";
    const stage = new Stage();
    stage.begin(30_000, { life, chart: "outgoingRequest", parent: "left/s1/c0", label: "New.call #9001" });
    server.say(stage.records(50_000));
    await page.waitForFunction(
      (text) => document.querySelector(".counts span:nth-child(2)")?.innerText !== text,
      before,
    );
    assert.equal(await page.locator('[role="treeitem"]', { hasText: life }).count(), 0);
    await page.keyboard.press("p");
    await page.locator('[role="treeitem"]', { hasText: life }).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.locator(".counts", { hasText: "0 records" }).waitFor();
    await page.locator('[role="treeitem"]', { hasText: "left/s1/c0/tx3" }).waitFor();
  },

  async "a feed that ends is told as over, and what it said stays"({ page, server }) {
    await page.goto(server.url);
    await page.locator('[role="treeitem"]', { hasText: "left/s1/c0/tx3" }).waitFor();
    server.hangUp();
    await page.locator(".source", { hasText: "the feed ended" }).waitFor();
    await page.locator('[role="treeitem"]', { hasText: "left/s1/c0/tx3" }).waitFor();
    await page.getByRole("button", { name: "join again" }).click();
    await page.locator(".source.is-live").waitFor();
  },

  async "a page with a wrong token says that no feed answers"({ page, server, errors }) {
    await page.goto(`${server.origin}/?token=wrong`);
    await page.getByText("no feed answers").first().waitFor();
    errors.length = 0;
  },
};
