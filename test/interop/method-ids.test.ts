import { describe, expect, it } from "vitest";
import { defineService, t } from "../../runtime/index.ts";
import { kebab, methodId, type ReturnType } from "../../runtime/wire/index.ts";
import { type Line, textOf, vectors } from "./lines.ts";
import { Odds } from "./odds.ts";
import { rustType } from "./rust-types.ts";
import { Testbed } from "./testbed.ts";

// An id is a hash over the signature bytes, so equal ids prove equal signatures (`rpc.method-id.algorithm`).

const HTTPServer2 = defineService("HTTPServer2", {
  getHTTP2URL: t.method([t.bool], t.string),
  get_http2_url: t.method([t.bool], t.string),
  v2_list: t.method([], t.u32),
  a1B2c3: t.method([], t.unit),
  IPv4ToIPv6: t.method([t.u32], t.u128),
  sha256sum: t.method([t.bytes], t.bytes),
  "r#match": t.method([t.u32], t.bool),
});

/** Types that our vocabulary cannot say, or says with another id. Each is to become a green line. */
const GAPS = [
  // Rust hashes a slice as a list of u8 and Vec<u8> as bytes (D-G3).
  "&[u8]",
  "Box<[u8]>",
  // t.option refuses an option, and the enum that stands for it has another signature.
  "Option<Option<u32>>",
  // A Result that is no method's own return hashes as unit (D-G2); the enum that stands for it does not.
  "Result<u32, String>",
  "Vec<Result<u32, String>>",
  // The argument tuple is of the same type as the one inside Twin: Rust writes a back reference to it.
  "Twin,Twin",
  // heck turns a capital sigma at the end of a word into a final one, also when it is the whole word.
  "ΌσοςΣ",
];

const lines = vectors("methods");
const described = lines.filter((line) => line.args === undefined);
const computed = lines.filter((line) => line.args !== undefined);

const isGap = (line: Line) => GAPS.includes(namesOf(line).join()) || GAPS.includes(String(line.name));
const isNoGap = (line: Line) => !isGap(line);

function namesOf(line: Line): string[] {
  return Array.isArray(line.args) ? line.args.map(String) : [];
}

function ret(name: string): ReturnType {
  return name.startsWith("Result<") ? "result" : rustType(name);
}

describe("the ids that Rust computes", () => {
  it.each([Testbed, Odds, HTTPServer2])("[rpc.method-id] of the service $name are ours", ({ name, methods }) => {
    const theirs = described.filter(({ service }) => service === name);
    expect([...methods.values()].map(({ name, id }) => [name, `0x${id.toString(16).padStart(16, "0")}`])).toEqual(
      theirs.map(({ method, id }) => [method, id]),
    );
  });

  const isOurs = (line: Line) => {
    const args = namesOf(line).map(rustType);
    const id = methodId(textOf(line, "service"), textOf(line, "method"), args, ret(textOf(line, "ret")));
    expect(`0x${id.toString(16).padStart(16, "0")}`).toBe(line.id);
  };
  it.each(computed.filter(isNoGap))("[rpc.method-id] of ($args) → $ret are ours", isOurs);
  it.fails.each(computed.filter(isGap))("of ($args) → $ret are not ours yet", isOurs);
});

describe("the words that Rust finds in names", () => {
  const isOurs = (line: Line) => expect(kebab(textOf(line, "name"))).toBe(line.kebab);
  it.each(vectors("kebab").filter(isNoGap))("of $name are ours", isOurs);
  it.fails.each(vectors("kebab").filter(isGap))("of $name are not ours yet", isOurs);
});
