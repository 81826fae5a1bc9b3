import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withPalette } from "./palette-png.mjs";

const MOST_BYTES = 120_000;

const VIEWS = [
  ["tree", "#life=left/s1/c0/tx3", ".tree .row.is-chosen"],
  ["statechart", "#view=chart&life=left/s1/c0/tx3", ".box.is-here"],
  ["ladder", "#view=ladder&life=left/s1/c0/r11&follow=left/s1/c0/r11", ".ladder .row"],
  ["swimlanes", "#view=lanes&filter=kind:channel&life=left/s1/c0/tx3", ".lanes .row.is-chosen"],
  ["warnings", "#view=warnings&life=left/s1/c0/tx3", ".warnings .row"],
];

export async function takeScreenshots(open, server, folder) {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    const page = await open({ colorScheme });
    await page.goto(server.url);
    await page.locator('[role="treeitem"]').first().waitFor();
    await page.keyboard.press("p");
    await page.mouse.move(640, 2);
    for (const [name, hash, sign] of VIEWS) {
      // The moment that is shown stays: the pictures do not depend on when they are taken.
      await page.evaluate((place) => {
        const at = new URLSearchParams(location.hash.slice(1)).get("at");
        location.hash = at === null ? place : `${place}&at=${at}`;
      }, hash);
      await page.locator(sign).first().waitFor();
      if (name === "ladder") {
        await page.locator(".ladder .row", { hasText: "GrantCredit" }).first().click();
        await page.mouse.move(640, 2);
      }
      await page.waitForTimeout(900);
      const picture = withPalette(await page.screenshot());
      assert.ok(picture.length < MOST_BYTES, `${name}-${colorScheme}.png has ${picture.length} bytes`);
      writeFileSync(join(folder, `${name}-${colorScheme}.png`), picture);
    }
    await page.context().close();
  }
}
