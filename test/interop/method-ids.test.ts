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

const lines = vectors("methods");
const described = lines.filter((line) => line.args === undefined);
const computed = lines.filter((line) => line.args !== undefined);

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

  it.each(computed)("[rpc.method-id] of ($args) → $ret are ours", (line) => {
    const args = namesOf(line).map(rustType);
    const id = methodId(textOf(line, "service"), textOf(line, "method"), args, ret(textOf(line, "ret")));
    expect(`0x${id.toString(16).padStart(16, "0")}`).toBe(line.id);
  });
});

describe("the words that Rust finds in names", () => {
  it.each(vectors("kebab"))("of $name are ours", (line) => {
    expect(kebab(textOf(line, "name"))).toBe(line.kebab);
  });
});
