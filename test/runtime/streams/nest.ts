import { channel, defineService, t } from "../../../runtime/index.ts";

const Transfer = t.struct({ name: t.string, up: t.rx(t.i32), down: t.tx(t.i32) });
export const Job = t.enum({
  Idle: null,
  Read: t.rx(t.i32),
  Copy: [t.rx(t.i32), t.u32, t.tx(t.i32)],
  Move: { to: t.tx(t.i32), inner: Transfer },
});

export const Nest = defineService("Nest", {
  transfer: t.method([t.tx(t.i32), Transfer, t.rx(t.i32)], t.unit),
  job: t.method([Job, t.tx(t.i32)], t.unit),
  maybe: t.method([t.option(t.rx(t.i32)), t.option(Transfer), t.tx(t.i32)], t.unit),
  pair: t.method([t.tuple([t.tx(t.i32), t.tuple([t.u32, t.rx(t.i32)])])], t.unit),
});

/** Kept ends of `up` and `down`, and the value that carries the others. */
export function transfer() {
  const [tx, up] = channel(t.i32);
  const [down, rx] = channel(t.i32);
  return { tx, rx, value: { name: "n", up, down } };
}
