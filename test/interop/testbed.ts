import { defineService, t } from "../../runtime/index.ts";

// The Testbed service of the spec tests (PROTOCOL.md 12.2), as users of the library write one.

export const point = t.struct({ x: t.i32, y: t.i32 });
export const person = t.struct({ name: t.string, age: t.u8, email: t.option(t.string) });
export const rectangle = t.struct({ top_left: point, bottom_right: point, label: t.option(t.string) });
export const color = t.enum({ Red: null, Green: null, Blue: null });
export const shape = t.enum({ Circle: { radius: t.f64 }, Rectangle: { width: t.f64, height: t.f64 }, Point: null });
export const canvas = t.struct({ name: t.string, shapes: t.list(shape), background: color });
export const message = t.enum({ Text: t.string, Number: t.i64, Data: t.bytes });
const mathError = t.enum({ DivisionByZero: null, Overflow: null });
const lookupError = t.enum({ NotFound: null, AccessDenied: null });

export const Testbed = defineService("Testbed", {
  echo: t.method([t.string], t.string),
  reverse: t.method([t.string], t.string),
  divide: t.fallible([t.i64, t.i64], t.i64, mathError),
  lookup: t.fallible([t.u32], person, lookupError),
  sum: t.method([t.rx(t.i32)], t.i64),
  generate: t.method([t.u32, t.tx(t.i32)], t.unit),
  transform: t.method([t.rx(t.string), t.tx(t.string)], t.unit),
  echo_point: t.method([point], point),
  create_person: t.method([t.string, t.u8, t.option(t.string)], person),
  rectangle_area: t.method([rectangle], t.f64),
  parse_color: t.method([t.string], t.option(color)),
  shape_area: t.method([shape], t.f64),
  create_canvas: t.method([t.string, t.list(shape), color], canvas),
  process_message: t.method([message], message),
  get_points: t.method([t.u32], t.list(point)),
  swap_pair: t.method([t.tuple([t.i32, t.string])], t.tuple([t.string, t.i32])),
});
