import { defineService, t } from "../../runtime/index.ts";
import { collect } from "../collect.ts";
import { cpuTime } from "../cpu-time.ts";

export const Crowd = defineService("Crowd", {
  increment: t.method([t.u32], t.u32),
  wait: t.method([], t.unit),
  receive: t.method([t.rx(t.u32)], t.unit),
  send: t.method([t.tx(t.u32)], t.unit),
  /** CPU time of the process that serves so far, user and system, in microseconds. */
  cpuTime: t.method([], t.f64),
  /** Collects its garbage. */
  collect: t.method([], t.unit),
});

export const handlers = {
  increment: (value: number) => value + 1,
  wait: () => new Promise<void>(() => {}),
  receive: () => {},
  send: () => {},
  cpuTime,
  collect,
};

/** As good as none. */
export const LIMITS = {
  requestsInFlight: 1_000_000,
  handlers: 1_000_000,
  channels: 1_000_000,
  virtualConnections: 1_000_000,
};
