// biome-ignore-all lint/performance/useDomNodeTextContent: what can be seen is asked for, not what the document holds

// What a person would see and do on the demonstration, as checks: name → function of the page.

import assert from "node:assert/strict";

const row = (page, name) => page.locator('[role="treeitem"]').filter({ hasText: name });
const details = (page) => page.locator(".details");

/** Whole texts of a list, once it says what it should. */
async function eventually(look, holds) {
  const until = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    assert.ok(Date.now() < until, `never came: ${JSON.stringify(seen).slice(0, 600)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const checks = {
  async "the tree shows who belongs to whom, with states, credit and age"(page) {
    await page.keyboard.press("1");
    // The records come in several messages, and the page may draw between them.
    await page.locator(".counts", { hasText: "21 alive" }).waitFor();
    const stalled = row(page, "left/s1/c0/tx3").filter({ hasText: "stalled" });
    await stalled.waitFor();
    const text = await stalled.innerText();
    assert.match(text, /Tx 3[\s\S]*stalled[\s\S]*\d s[\s\S]*0[\s\S]*local\.stall/);
    assert.equal(await stalled.getAttribute("aria-level"), "4");
    assert.equal(await row(page, "left/s1/c0/r3").getAttribute("aria-expanded"), "true");
  },

  async "a row that is clicked is selected, told of at the side, and in the address"(page) {
    await row(page, "left/s1/c0/tx3").click();
    await details(page).getByText("the receiver must take items and grant").waitFor();
    assert.match(await details(page).innerText(), /part of\s+Logs\.follow\s*#3/);
    await eventually(
      () => page.url(),
      (url) => url.includes("#life=left/s1/c0/tx3"),
    );
  },

  async "arrow keys walk the tree, fold it and unfold it"(page) {
    await page.locator('[role="tree"]').focus();
    const chosen = () => page.locator('[role="treeitem"][aria-selected="true"]').innerText();
    await page.keyboard.press("ArrowLeft");
    assert.match(await eventually(chosen, (text) => text.includes("Logs.follow")), /#3/);
    await page.keyboard.press("ArrowLeft");
    await row(page, "left/s1/c0/tx3").waitFor({ state: "detached" });
    await page.keyboard.press("ArrowRight");
    await row(page, "left/s1/c0/tx3").waitFor();
    await page.keyboard.press("ArrowDown");
    await eventually(chosen, (text) => text.includes("Tx 3"));
    await page.keyboard.press("Home");
    await eventually(chosen, (text) => text.includes("session over tcp"));
  },

  async "the statechart lights the state, counts the edges taken and names their rules"(page) {
    await row(page, "left/s1/c0/tx5").click();
    await page.evaluate(() => {
      location.hash = "#view=chart&life=left/s1/c0/tx1";
    });
    await page.locator(".box.is-here", { hasText: "closed" }).waitFor();
    assert.match(await page.locator(".edge.is-latest").textContent(), /local\.close.*rpc\.channel\.close.*×1/);
    assert.match(
      await page.locator(".edge.is-taken", { hasText: "local.stall" }).textContent(),
      /rpc\.flow-control\.credit.*×[2-9]/,
    );
    assert.equal(await page.locator(".box").count(), 6);
    assert.equal(await page.locator(".runner").count(), 1);
    await page.locator(".edge", { hasText: "local.withdraw" }).click();
    const rows = await page.locator(".rows-panel").innerText();
    assert.match(
      rows,
      /stalled\s*→\s*flowing[\s\S]*peer\.grant[\s\S]*rpc\.flow-control\.credit\.grant[\s\S]*Credit came/,
    );
  },

  async "a machine of the user's own is a list of the states that it had"(page) {
    await page.evaluate(() => {
      location.hash = "#view=chart&life=left/xstate/x:3";
    });
    await page.locator(".free-states .is-here", { hasText: "filling" }).waitFor();
    assert.match(await page.locator(".free-chart").innerText(), /paying\s+DECLINED\s+filling\s+×1/);
  },

  async "the ladder shows a message with its fields and bytes"(page) {
    await page.keyboard.press("3");
    await page.locator(".ladder .row").first().waitFor();
    assert.match(await page.locator(".ladder .head").innerText(), /left\s+right/);
    await page.locator(".ladder .scroller").evaluate((list) => list.scrollTo(0, 0));
    const request = page.locator(".ladder .row", { hasText: "Request" }).first();
    await request.click();
    const text = await details(page).locator(".frame").innerText();
    assert.match(text, /Request[\s\S]*sent by left[\s\S]*connection\s+0[\s\S]*request\s+\d+[\s\S]*method\s+\d+/);
    assert.match(text, /0000\s+52( [0-9a-f]{2}){7}\s+R/);
    await page.locator(".ladder .scroller").focus();
    await page.keyboard.press("ArrowDown");
    await eventually(
      () => details(page).locator(".frame").innerText(),
      (now) => now !== text,
    );
    await eventually(
      () => page.url(),
      (url) => /message=\d+/.test(url),
    );
  },

  async "a call is followed with its channel alone"(page) {
    await page.evaluate(() => {
      location.hash = "#view=ladder&life=left/s1/c0/r9";
    });
    await page.getByRole("button", { name: "Follow Files.read #9" }).click();
    const kinds = () => page.locator(".ladder .row .message b").allInnerTexts();
    const seen = await eventually(kinds, (all) => all.length === 11);
    assert.deepEqual([...new Set(seen)], ["Request", "ChannelItem", "ResetChannel"]);
    await page.getByRole("button", { name: "Show all messages" }).click();
    await eventually(kinds, (all) => all.length > 11);
  },

  async "the swimlanes draw states as bars, credit as a curve, and mark stalls"(page) {
    await page.evaluate(() => {
      location.hash = "#view=lanes&filter=kind:channel+peer:left&life=left/s1/c0/tx3";
    });
    const lane = page.locator(".lanes .row", { hasText: "Tx 3" });
    await lane.waitFor();
    const width = (selector) =>
      lane
        .locator(selector)
        .first()
        .evaluate((shape) => shape.getBoundingClientRect().width);
    assert.ok((await width(".tone-warn .bar-shape")) > 4 * (await width(".tone-busy .bar-shape")));
    assert.equal(await lane.locator(".stall").count(), 1);
    assert.match(await lane.locator(".curve .line").getAttribute("d"), /^M[\d.]+ 0H[\d.]+V[\d.]+/);
    assert.ok((await page.locator(".ruler text").count()) > 3);
    await page.getByRole("button", { name: "all", exact: true }).click();
    await eventually(
      () => page.url(),
      (url) => url.includes("span=0"),
    );
  },

  async "the warnings name the stall first, with who must act, then violation, gap and old calls"(page) {
    await page.evaluate(() => {
      location.hash = "#view=warnings";
    });
    const rows = () => page.locator(".warnings .row").allInnerTexts();
    const seen = await eventually(rows, (all) => all.length > 3);
    assert.match(seen[0], /stalled[\s\S]*Tx 3[\s\S]*left\/s1\/c0\/tx3[\s\S]*the receiver must take items and grant/);
    assert.ok(seen.some((text) => /violation[\s\S]*rpc\.response[\s\S]*never made/.test(text)));
    assert.ok(seen.some((text) => /37 records dropped/.test(text)));
    assert.ok(seen.some((text) => /Reports\.build #13[\s\S]*must answer/.test(text)));
    await page.getByLabel("Stalled for").fill("100000");
    await eventually(rows, (all) => !all[0].includes("Tx 3"));
    await page.getByLabel("Stalled for").fill("2");
    await eventually(rows, (all) => all[0].includes("Tx 3"));
    await page.getByRole("button", { name: "left/s1/c0/tx3", exact: true }).click();
    await page.locator(".box.is-here", { hasText: "stalled" }).waitFor();
  },

  async "the filter leaves what it asks for, with what that belongs to, and says what it does not know"(page) {
    await page.evaluate(() => {
      location.hash = "";
    });
    await page.locator(".scroller").first().focus();
    await page.keyboard.press("/");
    await page.keyboard.type("state:stalled kind:channel -peer:right");
    const names = () => page.locator(".tree .row > span:last-child").allInnerTexts();
    await eventually(names, (all) => all.join() === "left/s1,left/s1/c0,left/s1/c0/r3,left/s1/c0/tx3");
    assert.match(page.url(), /#filter=state:stalled/);
    await page.keyboard.type(" colour:red");
    await page.getByText('there is no "colour:"').waitFor();
    assert.equal((await names()).length, 4);
    await page.keyboard.press("Escape");
    await eventually(names, (all) => all.length > 4);
    await page.keyboard.press("Escape");
  },

  async "the page scrubs back to a moment, keeps it in the address, and returns"(page) {
    const slider = page.getByRole("slider", { name: "Moment shown" });
    await slider.fill("3000");
    const tx3 = row(page, "left/s1/c0/tx3");
    await eventually(
      () => tx3.innerText(),
      (text) => text.includes("flowing"),
    );
    await eventually(
      () => page.url(),
      (url) => /at=\d+/.test(url),
    );
    assert.equal(await row(page, "left/s1/c0/r13").count(), 0);
    await page.reload();
    await eventually(
      () => tx3.innerText(),
      (text) => text.includes("flowing"),
    );
    await page.getByRole("button", { name: "Resume" }).click();
    await eventually(
      () => tx3.innerText(),
      (text) => text.includes("stalled"),
    );
    await eventually(
      () => page.url(),
      (url) => !/at=\d+/.test(url),
    );
  },

  async "a reload, or a link, shows the same place"(page) {
    await page.evaluate(() => {
      location.hash = "#view=lanes&life=left/s1/c0/tx3&filter=kind:channel&span=60";
    });
    await page.locator(".lanes .row.is-chosen", { hasText: "Tx 3" }).waitFor();
    await page.reload();
    await page.locator(".lanes .row.is-chosen", { hasText: "Tx 3" }).waitFor();
    assert.equal(await page.getByLabel("Filter", { exact: true }).inputValue(), "kind:channel");
    assert.equal(await page.locator(".choices [aria-pressed=true]").innerText(), "1 min");
  },
};
