import { describe, expect, it } from "vitest";
import { DecodeError, EncodeError, SchemaError } from "../../runtime/wire/errors.ts";
import { Reader } from "../../runtime/wire/reader.ts";
import {
  type AnySchema,
  array,
  type ChannelSchema,
  channel,
  collectChannels,
  enumeration,
  i32,
  lazy,
  list,
  map,
  option,
  set,
  string,
  struct,
  tuple,
  u8,
} from "../../runtime/wire/schema.ts";
import { Writer } from "../../runtime/wire/writer.ts";
import { encoded, hex, toHex } from "./hex.ts";

const tx = channel("tx", i32);
const rx = channel("rx", string, 0);
const args = tuple([
  struct({ first: option(tx), pair: tuple([rx, u8]) }),
  enumeration({ None: null, One: tx, Both: { in: rx, out: tx }, Two: [rx, tx] }),
  list(u8),
  lazy(() => tx),
]);
const value = [{ first: "a", pair: ["b", 7] }, { tag: "Both", in: "c", out: "d" }, [1], "e"] as const;

describe("a channel", () => {
  it("[rpc.channel.payload-encoding] takes no bytes", () => {
    expect(toHex(encoded<unknown>(args, value))).toBe("01" + "07" + "02" + "0101");
  });

  it("[rpc.channel.discovery] is found depth first, in declaration order, in the active variant only", () => {
    expect(collectChannels(args, value).map((found) => found.value)).toEqual(["a", "b", "c", "d", "e"]);
    expect(collectChannels(args, value).map((found) => found.schema.direction)).toEqual(["tx", "rx", "rx", "tx", "tx"]);
  });

  it("[rpc.channel.discovery] inside a None contributes nothing", () => {
    const none = [{ first: null, pair: ["b", 7] }, { tag: "None" }, [], "e"];
    expect(collectChannels(args, none).map((found) => found.value)).toEqual(["b", "e"]);
  });

  it("meets the hooks of writer and reader in the same order", () => {
    const writer = new Writer();
    const written: unknown[] = [];
    writer.channel = (_schema: ChannelSchema, handle: unknown) => written.push(handle);
    const anyArgs: AnySchema = args;
    anyArgs.encode(writer, value);
    expect(written).toEqual(["a", "b", "c", "d", "e"]);
    const reader = new Reader(writer.take());
    let next = 0;
    reader.channel = (schema: ChannelSchema) => `${schema.direction}${next++}`;
    expect(args.decode(reader)).toEqual([
      { first: "tx0", pair: ["rx1", 7] },
      { tag: "Both", in: "rx2", out: "tx3" },
      [1],
      "tx4",
    ]);
  });

  it("[rpc.channel.placement] cannot be decoded where the reader has no hook", () => {
    expect(() => args.decode(new Reader(hex("01070201010")))).toThrow(DecodeError);
  });

  it.each([
    ["list", () => list(tx)],
    ["array", () => array(tx, 2)],
    ["map key", () => map(tx, u8)],
    ["map value", () => map(u8, struct({ tx }))],
    ["set", () => set(option(tx))],
    ["channel", () => channel("rx", tuple([tx]))],
  ])("[rpc.channel.no-collections] is refused inside a %s", (_name, define) => {
    expect(define).toThrow(SchemaError);
  });

  it("[rpc.channel.no-collections] is refused behind lazy at first use", () => {
    const hidden = tuple([list(lazy(() => struct({ tx })))]);
    expect(() => hidden.hasChannels).toThrow("rpc.channel.no-collections");
    expect(() => hidden.minSize).toThrow("rpc.channel.no-collections");
  });

  it("shows in hasChannels, through recursion too", () => {
    const node: AnySchema = struct({ next: option(lazy((): AnySchema => node)), tx });
    const plain: AnySchema = struct({ next: option(lazy((): AnySchema => plain)) });
    expect([args.hasChannels, node.hasChannels, plain.hasChannels, list(u8).hasChannels]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(collectChannels(node, { next: { next: null, tx: 1 }, tx: 2 }).map((found) => found.value)).toEqual([1, 2]);
  });

  it("has 16 items of initial credit unless told otherwise, and 0 is legal", () => {
    expect([tx.initialCredit, rx.initialCredit]).toEqual([16, 0]);
  });

  it("is looked for only in values that fit", () => {
    expect(() => collectChannels(args, [{ first: "a" }, { tag: "None" }, [], "e"])).toThrow(EncodeError);
    expect(() => collectChannels(args, [{ first: "a", pair: ["b", 7] }, { tag: "?" }, [], "e"])).toThrow(EncodeError);
    const node: AnySchema = struct({ next: option(lazy((): AnySchema => node)), tx });
    const cyclic: Record<string, unknown> = { tx: 1 };
    cyclic.next = cyclic;
    expect(() => collectChannels(node, cyclic)).toThrow("at most 128 levels");
  });
});
