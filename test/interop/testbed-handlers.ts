import type { Handlers } from "../../runtime/index.ts";
import { testbedHandlers as kitHandlers } from "../kit/service.ts";
import type { Testbed } from "./testbed.ts";

const PEOPLE = [
  { name: "Alice", age: 30, email: "alice@example.com" },
  { name: "Bob", age: 25, email: null },
  { name: "Charlie", age: 35, email: "charlie@example.com" },
];

/** Testbed as PROTOCOL.md 12.2 wants it. */
export const testbedHandlers: Handlers<typeof Testbed.types> = {
  ...kitHandlers,
  reverse: (message) => Array.from(message).reverse().join(""),
  lookup(id) {
    const person = PEOPLE[id - 1];
    return person === undefined ? { ok: false, error: { tag: "NotFound" } } : { ok: true, value: person };
  },
  echo_point: (point) => point,
  create_person: (name, age, email) => ({ name, age, email }),
  rectangle_area: ({ top_left, bottom_right }) =>
    Math.abs(bottom_right.x - top_left.x) * Math.abs(bottom_right.y - top_left.y),
  parse_color(name) {
    switch (name.toLowerCase()) {
      case "red":
        return { tag: "Red" };
      case "green":
        return { tag: "Green" };
      case "blue":
        return { tag: "Blue" };
      default:
        return null;
    }
  },
  shape_area(shape) {
    if (shape.tag === "Circle") return Math.PI * shape.radius ** 2;
    return shape.tag === "Rectangle" ? shape.width * shape.height : 0;
  },
  create_canvas: (name, shapes, background) => ({ name, shapes, background }),
  process_message(message) {
    if (message.tag === "Text") return { tag: "Text", value: `processed: ${message.value}` };
    if (message.tag === "Number") return { tag: "Number", value: BigInt.asIntN(64, message.value * 2n) };
    return { tag: "Data", value: message.value.toReversed() };
  },
  get_points: (count) => Array.from({ length: count }, (_, i) => ({ x: i, y: 2 * i })),
  swap_pair: ([number, word]) => [word, number],
};
