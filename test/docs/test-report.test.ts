import { expect, test } from "vitest";
import { citationsOf, demandAll, readReport } from "../../docs/test-report.ts";

const isRule = (id: string) => ["rpc.cancel", "rpc.response", "session"].includes(id);

const found = (title: string, status: string, ancestorTitles: readonly string[] = []) => ({
  ...{ title, status, ancestorTitles, fullName: `${ancestorTitles.join(" ")} ${title}`, duration: Math.random() },
});
const report = (...assertionResults: readonly object[]) => ({
  startTime: Date.now(),
  testResults: [{ name: "/repo/test/a.test.ts", status: "failed", assertionResults }],
});
const citations = (...results: readonly object[]) =>
  Object.fromEntries(citationsOf(readReport(report(...results), "/repo/"), isRule));

test("a passing test counts for each rule in its title and in the titles around it", () => {
  const cited = citations(found("ends once [rpc.cancel] [rpc.response]", "passed", ["a call [session]"]));
  const name = "test/a.test.ts: a call [session] > ends once";
  expect(cited).toEqual({ "rpc.cancel": [name], "rpc.response": [name], session: [name] });
});

test.each(["failed", "skipped", "pending", "todo"])("a %s test does not count", (status) => {
  expect(citations(found("[rpc.cancel] works", status), found("[rpc.response] works", "passed"))).toEqual({
    "rpc.response": ["test/a.test.ts: works"],
  });
});

test("of two tests with one name both must pass", () => {
  expect(citations(found("[rpc.cancel] x", "passed"), found("[rpc.cancel] x", "failed"))).toEqual({});
});

test("tests are sorted, and named once", () => {
  const cited = citations(...["b", "a", "b"].map((name) => found(`${name} [rpc.cancel]`, "passed")));
  expect(cited).toEqual({ "rpc.cancel": ["test/a.test.ts: a", "test/a.test.ts: b"] });
});

test.each(["passed", "failed", "skipped"])("an unknown rule in a %s test is an error that names the test", (status) => {
  const wrong = found("x [rpc.cancle]", status, ["calls"]);
  expect(() => citations(wrong)).toThrow('test/a.test.ts: "calls > x [rpc.cancle]" names an unknown rule: rpc.cancle');
  expect(() => citations(found("x [rpc.*]", status))).toThrow("unknown rule: rpc.*");
});

test("a title that vitest cut off inside a rule is an error", () => {
  expect(() => citations(found("'a long title [rpc.canc…'", "passed"))).toThrow("cut off inside a rule");
});

test("a word in brackets is prose", () => {
  expect(citations(found("open peer.close [virtual] [1, 2] [closeSeen]", "passed"))).toEqual({});
});

test("what is no report is refused", () => {
  expect(() => readReport({}, "/")).toThrow('"testResults" is not a list');
  expect(() => readReport({ testResults: [{ name: "x", assertionResults: [{}] }] }, "/")).toThrow('"ancestorTitles"');
});

test("a report of some of the tests, or of tests that are gone, is refused and says which", () => {
  const ofOne = report(found("x", "failed"));
  expect(() => demandAll(ofOne, "/repo", ["test/a.test.ts"])).not.toThrow();
  expect(() => demandAll(ofOne, "/repo", ["test/a.test.ts", "test/b.test.ts"])).toThrow("test/b.test.ts did not run");
  expect(() => demandAll(ofOne, "/repo", [])).toThrow("test/a.test.ts is not there any more");
});
