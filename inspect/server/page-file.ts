import { readFile } from "node:fs/promises";

/** Built apart: beside the compiled modules, beside Node's bundles of them, and, run from source, in the build's folder. */
const PLACES = ["../page.html", "../../inspect/page.html", "../../dist/inspect/page.html"];

const MISSING = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>roam-xstate inspector</title>
<p>The inspector's page has not been built. The feed works all the same: join it with
<code>roam-xstate inspect</code> and this page's address.</p></html>
`;

/** The page, one file that asks for nothing else. */
export async function pageFile(): Promise<string> {
  for (const place of PLACES) {
    const page = await readFile(new URL(place, import.meta.url), "utf8").catch(() => undefined);
    if (page !== undefined) return page;
  }
  return MISSING;
}
