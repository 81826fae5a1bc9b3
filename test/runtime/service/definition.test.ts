import { describe, expect, it } from "vitest";
import { defineService, t } from "../../../runtime/index.ts";

describe("the definition of a service", () => {
  it("[rpc.method-id] gives each method an id, and finds it by name and by id", () => {
    const service = defineService("Calculator", {
      add: t.method([t.i32, t.i32], t.i32),
      negate: t.method([t.i32], t.i32),
    });
    expect([...service.methods.keys()]).toEqual(["add", "negate"]);
    const add = service.methods.get("add");
    expect(add).toMatchObject({ service: "Calculator", name: "add", fullName: "Calculator.add", err: null });
    expect(service.byId.get(add?.id ?? 0n)).toBe(add);
    expect(service.byId.size).toBe(2);
  });

  it("[rpc.method-id.no-collisions] gives other ids to the same method of another service, and to another signature", () => {
    const ids = [
      defineService("A", { add: t.method([t.i32], t.i32) }),
      defineService("B", { add: t.method([t.i32], t.i32) }),
      defineService("A", { add: t.method([t.i64], t.i32) }),
      defineService("A", { add: t.method([t.i32], t.i64) }),
      defineService("A", { add: t.fallible([t.i32], t.i32, t.string) }),
    ].map((service) => service.methods.get("add")?.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("takes a name as JavaScript or as Rust writes it for the same method", () => {
    const camel = defineService("Shape", { echoPoint: t.method([], t.unit) });
    const snake = defineService("Shape", { echo_point: t.method([], t.unit) });
    expect(camel.methods.get("echoPoint")?.id).toBe(snake.methods.get("echo_point")?.id);
  });

  it("refuses two methods with one id, naming both", () => {
    const twice = { echoPoint: t.method([], t.unit), echo_point: t.method([], t.unit) };
    expect(() => defineService("Shape", twice)).toThrow(TypeError);
    expect(() => defineService("Shape", twice)).toThrow(/Shape\.echo_point and Shape\.echoPoint/);
  });

  it("refuses the names that would make a client something else", () => {
    for (const name of ["then", "catch", "finally", "constructor", "__proto__"]) {
      const types = Object.fromEntries([[name, t.method([], t.unit)]]);
      expect(() => defineService("Odd", types)).toThrow(TypeError);
      expect(() => defineService("Odd", types)).toThrow(`Odd.${name}`);
    }
  });

  it("takes every other name, those that all objects have included", () => {
    for (const name of ["close", "toString", "valueOf", "hasOwnProperty", "toJSON", "prototype", "0"]) {
      const types = Object.fromEntries([[name, t.method([], t.unit)]]);
      expect([...defineService("Odd", types).methods.keys()]).toEqual([name]);
    }
  });

  it("has no method that was not defined, whatever objects inherit", () => {
    const { methods } = defineService("Empty", {});
    expect(methods.get("toString")).toBeUndefined();
    expect(methods.size).toBe(0);
  });
});
