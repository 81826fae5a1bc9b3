import { blake3 } from "@noble/hashes/blake3.js";
import { describe, expect, it } from "vitest";
import { methodId } from "../../runtime/wire/method-id.ts";
import { i32, i64 } from "../../runtime/wire/schema.ts";
import { hex, toHex } from "./hex.ts";
import { testbed } from "./testbed.ts";

describe("a method id", () => {
  it.each(testbed)("[rpc.method-id] of Testbed.$name is the one Rust computes", ({ name, args, ret, id }) => {
    expect(methodId("Testbed", name, args, ret)).toBe(id);
  });

  it("is the same for camelCase names", () => {
    const echoPoint = testbed.find((method) => method.name === "echo_point");
    expect(methodId("testbed", "echoPoint", echoPoint?.args ?? [], echoPoint?.ret ?? "result")).toBe(echoPoint?.id);
  });

  it("[rpc.method-id.no-collisions] differs for the same name in another service", () => {
    expect(methodId("A", "add", [i32, i32], i64)).not.toBe(methodId("B", "add", [i32, i32], i64));
  });

  it("rests on the BLAKE3 of the signature (Adder.add)", () => {
    expect(toHex(blake3(hex("250209090a")))).toBe("4f25a638235ad0826e05aa04f2b4493803bb25150b33764ca707f60fd049b491");
    expect(methodId("Adder", "add", [i32, i32], i64)).toBe(0xcd9b13ee0609ce89n);
  });
});
