import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "../case.ts";
import { htmlOf } from "./html.ts";
import { junitOf } from "./junit.ts";
import { recordingOf } from "./recording.ts";

/** Writes `report.json`, `report.xml` (JUnit), `report.html`, and a recording of each case that is no Pass. */
export async function writeReport(report: Report, directory: string): Promise<void> {
  const recordings = join(directory, "recordings");
  await mkdir(recordings, { recursive: true });
  await writeFile(join(directory, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(directory, "report.xml"), junitOf(report));
  await writeFile(join(directory, "report.html"), htmlOf(report));
  for (const result of report.cases) {
    if (result.verdict === "Pass") continue;
    await writeFile(join(recordings, `${fileName(result.name)}.jsonl`), recordingOf(report, result), { mode: 0o600 });
  }
}

/** A case's name as that of a file. */
export function fileName(name: string): string {
  return name.replace(/[^a-zA-Z0-9.]+/g, "-").replace(/^-|-$/g, "");
}
