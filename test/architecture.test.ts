import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { breachesOf, importsOf, loadedWith, type Sources, waysTo, waysToNode } from "./architecture/arrows.ts";

const ROOT = new URL("../", import.meta.url);

const isOfWebSockets = (specifier: string) => ["ws", "node:http", "node:https", "node:tls"].includes(specifier);

function house(): Sources {
  const sources = new Map<string, string>();
  for (const part of ["machines", "runtime", "inspect", "test/kit", "test/sim"]) {
    if (!existsSync(new URL(part, ROOT))) continue;
    for (const name of readdirSync(new URL(part, ROOT), { recursive: true, encoding: "utf8" })) {
      const path = `${part}/${name.replaceAll("\\", "/")}`;
      if (/(?<!\.test)\.tsx?$/.test(path)) sources.set(path, readFileSync(new URL(path, ROOT), "utf8"));
    }
  }
  return sources;
}

describe("the house", () => {
  const sources = house();

  test("has modules to look at", () => {
    expect([...sources.keys()]).toContain("runtime/driver/driver.ts");
    expect([...sources.values()].flatMap(importsOf).length).toBeGreaterThan(100);
  });

  test("keeps to its arrows", () => {
    expect(breachesOf(sources).join("\n")).toBe("");
  });

  test("has a browser face that reaches none of Node's own modules", () => {
    expect(sources.has("runtime/browser.ts")).toBe(true);
    expect(waysToNode(sources, "runtime/browser.ts")).toEqual([]);
  });

  test("loads what WebSockets need with the first of them, so that nobody else pays for it", () => {
    expect(waysTo(isOfWebSockets, sources, "runtime/index.ts", loadedWith)).toEqual([]);
    expect(waysTo(isOfWebSockets, sources, "runtime/index.ts")).not.toEqual([]);
  });
});

describe("the check", () => {
  const sound = {
    "machines/session.ts": 'import { setup } from "xstate";\nimport type { Ending } from "./endings.ts";\n',
    "machines/endings.ts": "export type Ending = string;\n",
    "runtime/errors.ts": 'import type { Ending } from "../machines/endings.ts";\n',
    "runtime/wire/reader.ts": "",
    "runtime/wire/index.ts": 'import { blake3 } from "@noble/hashes/blake3.js";\nexport * from "./reader.ts";\n',
    "runtime/link/tcp.ts": 'import { connect } from "node:net";\nimport { LinkError } from "../errors.ts";\n',
    "runtime/driver/driver.ts": 'import {\n  Reader,\n} from "../wire/index.ts";\nimport { Actor } from "xstate";\n',
    "runtime/service/call.ts": 'import type { Driver } from "../driver/driver.ts";\n',
    "runtime/browser.ts": 'export { Call } from "./service/call.ts";\n',
    "inspect/feed.ts": 'import { Call } from "../runtime/service/call.ts";\n',
  };
  const plant = (path: string, source: string) => breachesOf(new Map(Object.entries({ ...sound, [path]: source })));

  test("passes a house without a fault", () => {
    expect(breachesOf(new Map(Object.entries(sound)))).toEqual([]);
  });

  test.each([
    ["a chart with a clock", "machines/session.ts", 'import { now } from "node:process";', "may import no package"],
    [
      "a chart that knows the driver",
      "machines/session.ts",
      'import "../runtime/driver/driver.ts";',
      "not import driver",
    ],
    ["a codec that knows our errors", "runtime/wire/reader.ts", 'import "../errors.ts";', "wire may not import leaves"],
    ["a codec with a package", "runtime/wire/reader.ts", 'import "varint";', "no package but @noble/hashes"],
    ["a package of a similar name", "machines/session.ts", 'import "xstate-more";', "no package but xstate"],
    [
      "a link that knows charts",
      "runtime/link/tcp.ts",
      'import "../../machines/session.ts";',
      "may not import machines",
    ],
    ["a link that knows the driver", "runtime/link/tcp.ts", 'import "../driver/driver.ts";', "may not import driver"],
    ["a driver that knows services", "runtime/driver/driver.ts", 'import "../service/call.ts";', "not import service"],
    ["a driver with a socket", "runtime/driver/driver.ts", 'import net from "node:net";', "no package but xstate"],
    ["a service that inspects", "runtime/service/call.ts", 'import "../../inspect/feed.ts";', "may not import inspect"],
    ["a re-export", "runtime/wire/reader.ts", 'export * from "../errors.ts";', "may not import leaves"],
    ["a type alone", "runtime/wire/reader.ts", 'import type { E } from "../errors.ts";', "may not import leaves"],
    [
      "an import over several lines",
      "runtime/wire/reader.ts",
      'import {\n  A,\n} from "../errors.ts";',
      "not import leaves",
    ],
    [
      "an inspector loaded by a service",
      "runtime/service/call.ts",
      'await import("../../inspect/feed.ts");',
      "may not import",
    ],
    ["a face that inspects", "runtime/browser.ts", 'import "../inspect/feed.ts";', "may not import inspect"],
    ["a dynamic import", "runtime/wire/reader.ts", 'const e = await import("../errors.ts");', "not import leaves"],
    ["a module of the tests", "runtime/errors.ts", 'import "../test/fake.ts";', "no such module in the house"],
    ["a module without a part", "runtime/helpers.ts", "", "belongs to no part"],
  ])("finds %s", (_, path, source, sentence) => {
    const breaches = plant(path, source);
    expect(breaches).toHaveLength(1);
    expect(breaches[0]).toContain(path);
    expect(breaches[0]).toContain(sentence);
  });

  test("lets a face load the inspector when it is asked for", () => {
    expect(plant("runtime/browser.ts", 'export const open = () => import("../inspect/feed.ts");')).toEqual([]);
  });

  test("takes what comments show for what it is", () => {
    expect(importsOf('/**\n * import { a } from "b";\n */\n// import "c";\nimport "d";\n')).toEqual(["d"]);
  });

  test("finds the way of the browser face to a socket", () => {
    const sources = new Map(Object.entries({ ...sound, "runtime/wire/reader.ts": 'import "node:buffer";\n' }));
    expect(waysToNode(sources, "runtime/browser.ts")).toEqual([
      "runtime/browser.ts -> runtime/service/call.ts -> runtime/driver/driver.ts -> runtime/wire/index.ts -> runtime/wire/reader.ts -> node:buffer",
    ]);
  });
});
