import type { AnySchema } from "../../runtime/wire/schema.ts";
import {
  bytes,
  channel,
  enumeration,
  f64,
  i32,
  i64,
  list,
  option,
  string,
  struct,
  tuple,
  u8,
  u32,
  unit,
} from "../../runtime/wire/schema.ts";
import type { ReturnType } from "../../runtime/wire/signature.ts";

// The Testbed service of the spec tests: types, ids and signatures of PROTOCOL.md 7.4.

const point = struct({ x: i32, y: i32 });
const person = struct({ name: string, age: u8, email: option(string) });
const rectangle = struct({ top_left: point, bottom_right: point, label: option(string) });
const color = enumeration({ Red: null, Green: null, Blue: null });
const shape = enumeration({ Circle: { radius: f64 }, Rectangle: { width: f64, height: f64 }, Point: null });
const canvas = struct({ name: string, shapes: list(shape), background: color });
const message = enumeration({ Text: string, Number: i64, Data: bytes });
export const mathError = enumeration({ DivisionByZero: null, Overflow: null });

export interface TestbedMethod {
  readonly name: string;
  readonly args: readonly AnySchema[];
  readonly ret: ReturnType;
  readonly id: bigint;
  readonly signature: string;
}

const SHAPE =
  "310306436972636c650201067261646975730d0952656374616e676c6502020577696474680d066865696768740d05506f696e7400";
const COLOR = "3103035265640005477265656e0004426c756500";
const PERSON = "3003046e616d650f036167650205656d61696c210f";
const MESSAGE = "31030454657874010f064e756d626572010a04446174610111";

export const testbed: readonly TestbedMethod[] = [
  { name: "echo", args: [string], ret: string, id: 0x9aabc4ba61fd5df3n, signature: "25010f0f" },
  { name: "reverse", args: [string], ret: string, id: 0xcba154600f640175n, signature: "25010f0f" },
  { name: "divide", args: [i64, i64], ret: "result", id: 0xc3964cbee4b1d590n, signature: "25020a0a10" },
  { name: "lookup", args: [u32], ret: "result", id: 0xe71a0faedd014e59n, signature: "25010410" },
  { name: "sum", args: [channel("rx", i32)], ret: i64, id: 0x855b3a25d97bfefdn, signature: "250127090a" },
  { name: "generate", args: [u32, channel("tx", i32)], ret: unit, id: 0x54d2273d8cdb9c38n, signature: "250204260910" },
  {
    name: "transform",
    args: [channel("rx", string), channel("tx", string)],
    ret: unit,
    id: 0x5d9895604eb18b19n,
    signature: "2502270f260f10",
  },
  {
    name: "echo_point",
    args: [point],
    ret: point,
    id: 0x453fa9bf6932528cn,
    signature: "250130020178090179093002017809017909",
  },
  {
    name: "create_person",
    args: [string, u8, option(string)],
    ret: person,
    id: 0x3dd231f57b1bca21n,
    signature: `25030f02210f${PERSON}`,
  },
  {
    name: "rectangle_area",
    args: [rectangle],
    ret: f64,
    id: 0xba75c48683f1d9e6n,
    signature: "2501300308746f705f6c65667430020178090179090c626f74746f6d5f72696768743002017809017909056c6162656c210f0d",
  },
  { name: "parse_color", args: [string], ret: option(color), id: 0xe285f31c6dfffbfcn, signature: `25010f21${COLOR}` },
  { name: "shape_area", args: [shape], ret: f64, id: 0x6e706354167c00c2n, signature: `2501${SHAPE}0d` },
  {
    name: "create_canvas",
    args: [string, list(shape), color],
    ret: canvas,
    id: 0xa914982e7d3c7b55n,
    signature: `25030f20${SHAPE}${COLOR}3003046e616d650f0673686170657320${SHAPE}0a6261636b67726f756e64${COLOR}`,
  },
  {
    name: "process_message",
    args: [message],
    ret: message,
    id: 0xed1dc0c625889d30n,
    signature: `2501${MESSAGE}${MESSAGE}`,
  },
  { name: "get_points", args: [u32], ret: list(point), id: 0x5c8707f5ae4ccbccn, signature: "250104203002017809017909" },
  {
    name: "swap_pair",
    args: [tuple([i32, string])],
    ret: tuple([string, i32]),
    id: 0xacd19a29fe0d470cn,
    signature: "25012502090f25020f09",
  },
];
