const IMPORTS = [
  'import { readFile } from "node:fs/promises";',
  'import { parseRecording, replay } from "roam-xstate/inspect";',
  'import { expect, test } from "vitest";',
];

/** The text of a vitest case that replays the recording beside it. */
export function testCase(fileName: string): string {
  const name = JSON.stringify(fileName);
  return `${IMPORTS.join("\n")}

test(${JSON.stringify(`what ${fileName} recorded happens again`)}, async () => {
  const text = await readFile(new URL(encodeURIComponent(${name}), import.meta.url), "utf8");
  const { difference, gap, events } = replay(parseRecording(text).records);
  expect(difference?.text).toBeUndefined();
  expect(gap).toBeNull();
  expect(events).toBeGreaterThan(0);
});
`;
}
