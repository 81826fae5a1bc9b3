/** One of the two peers of a tap: `left` dialled us, `right` was dialled by us. */
export type Side = "left" | "right";

/** Something that each of the two peers has. */
export type Both<T> = Readonly<Record<Side, T>>;

export const SIDES: readonly Side[] = ["left", "right"];

export function otherSide(side: Side): Side {
  return side === "left" ? "right" : "left";
}
