/** One test of a vitest JSON report. */
export interface TestCase {
  /** Relative to the repository, with forward slashes. */
  readonly file: string;
  /** Titles from the outermost `describe` to the test. */
  readonly titles: readonly string[];
  readonly passed: boolean;
}

/** Reads what `vitest run --reporter=json` wrote. @throws Error when it is not such a report. */
export function readReport(report: unknown, root: string): TestCase[] {
  return list(report, "testResults").flatMap((file) =>
    list(file, "assertionResults").map((found) => ({
      file: pathOf(file, root),
      titles: [...list(found, "ancestorTitles").map(String).filter(Boolean), text(found, "title")],
      passed: text(found, "status") === "passed",
    })),
  );
}

/**
 * A report is of all tests there are, or a page made from it says of rules that nobody tests them.
 *
 * @throws Error when test files were not run, or are no longer there
 */
export function demandAll(report: unknown, root: string, files: readonly string[]): void {
  const ran = new Set(list(report, "testResults").map((file) => pathOf(file, root)));
  const isThere = new Set(files);
  const missing = files.filter((file) => !ran.has(file));
  const gone = [...ran].filter((file) => !isThere.has(file));
  if (missing.length > 0) throw new Error(`not a report of all tests: ${missing.join(", ")} did not run`);
  if (gone.length > 0) throw new Error(`not a report of these tests: ${gone.join(", ")} is not there any more`);
}

function pathOf(file: unknown, root: string): string {
  const path = text(file, "name").replaceAll("\\", "/");
  const base = `${root.replaceAll("\\", "/").replace(/\/$/, "")}/`;
  return path.startsWith(base) ? path.slice(base.length) : path;
}

/** The tests that carry each rule, as `file: title`, sorted. Only what passed counts. */
export type Citations = ReadonlyMap<string, readonly string[]>;

/**
 * Finds `[rule.id]` in titles. A single word in brackets that is no rule is prose; anything with a dot
 * must be a rule.
 *
 * @throws Error when a title, of whatever outcome, names a rule that does not exist, or half a rule.
 */
export function citationsOf(tests: readonly TestCase[], isRule: (id: string) => boolean): Citations {
  const citations = new Map<string, Set<string>>();
  // Tests of one name are one entry: all of them must pass.
  const notPassed = new Set(tests.filter((test) => !test.passed).map(keyOf));
  for (const test of tests) {
    if (CUT.test(test.titles.join(" "))) {
      throw new Error(`${test.file}: "${test.titles.join(" > ")}" is cut off inside a rule: vitest shortens $values`);
    }
    for (const id of idsIn(test.titles.join(" "))) {
      if (isRule(id)) {
        if (!notPassed.has(keyOf(test))) citations.set(id, (citations.get(id) ?? new Set()).add(nameOf(test)));
      } else if (id.includes(".")) {
        throw new Error(`${test.file}: "${test.titles.join(" > ")}" names an unknown rule: ${id}`);
      }
    }
  }
  return new Map([...citations].map(([id, names]) => [id, [...names].sort()]));
}

const CUT = /\[[a-z][\w.-]*…/;
const CITATION = /\[([a-z][\w.*-]*)\]/g;

function idsIn(title: string): string[] {
  return [...title.matchAll(CITATION)].flatMap((found) => found[1] ?? []);
}

function keyOf({ file, titles }: TestCase): string {
  return JSON.stringify([file, ...titles]);
}

function nameOf({ file, titles }: TestCase): string {
  const title = titles.join(" > ").replace(CITATION, (whole, id: string) => (id.includes(".") ? "" : whole));
  return `${file}: ${title.replace(/\s+/g, " ").trim()}`;
}

function list(from: unknown, key: string): readonly unknown[] {
  const value = member(from, key);
  if (!Array.isArray(value)) throw new Error(`not a vitest report: "${key}" is not a list`);
  return value;
}

function text(from: unknown, key: string): string {
  const value = member(from, key);
  if (typeof value !== "string") throw new Error(`not a vitest report: "${key}" is not a text`);
  return value;
}

function member(from: unknown, key: string): unknown {
  return typeof from === "object" && from !== null ? Reflect.get(from, key) : undefined;
}
