import { existsSync } from "node:fs";

/** How a contender's two halves are joined; it is compared with the floor and with roam over the same. */
export type Transport = "TCP" | "WebSocket" | "MessagePort";

interface Entry {
  readonly path: string;
  readonly transport: Transport;
  /** What it has no streams for is left out of their scenarios. */
  readonly callsOnly?: boolean;
  /** Module of the client half that runs in a page. */
  readonly page?: string;
}

const ROOT = import.meta.url.includes("/dist/bench/") ? "../../../" : "../../";
const competitor = (name: string) => `${ROOT}bench/competitors/${name}.js`;

/**
 * Where the module of each contender is. Ours are compiled; the competitors are plain JavaScript that stays in the
 * source tree, where `bench/node_modules` is found.
 */
const ENTRIES: Readonly<Record<string, Entry>> = {
  floor: { path: "./floor.js", transport: "TCP" },
  roam: { path: "./roam.js", transport: "TCP" },
  rsocket: { path: competitor("rsocket"), transport: "TCP" },
  grpc: { path: competitor("grpc"), transport: "TCP" },
  "floor-ws": { path: "./floor-ws.js", transport: "WebSocket", page: "../browser/floor-ws.js" },
  "roam-ws": { path: "./roam-ws.js", transport: "WebSocket", page: "../browser/roam-ws.js" },
  capnweb: { path: competitor("capnweb"), transport: "WebSocket", page: competitor("capnweb-client") },
  trpc: { path: competitor("trpc"), transport: "WebSocket", page: competitor("trpc-client"), callsOnly: true },
  "floor-port": { path: "./floor-port.js", transport: "MessagePort" },
  "roam-port": { path: "./roam-port.js", transport: "MessagePort" },
  birpc: { path: competitor("birpc"), transport: "MessagePort", callsOnly: true },
};

/** What everything over a transport is measured against. */
const FLOORS: Readonly<Record<Transport, string>> = { TCP: "floor", WebSocket: "floor-ws", MessagePort: "floor-port" };
/** The package this bench belongs to, over each transport. */
const OURS: Readonly<Record<Transport, string>> = { TCP: "roam", WebSocket: "roam-ws", MessagePort: "roam-port" };

/** Names of all contenders, in the order of the table. */
export const CONTENDERS: readonly string[] = Object.keys(ENTRIES);

function entryOf(name: string): Entry {
  const entry = ENTRIES[name];
  if (entry === undefined) throw new Error(`there is no contender ${name}; there are ${CONTENDERS.join(", ")}`);
  return entry;
}

/** Address of a contender's module; throws on an unknown name. */
export function moduleOf(name: string): URL {
  return new URL(entryOf(name).path, import.meta.url);
}

/** Whether a contender has been built or installed. */
export function isPresent(name: string): boolean {
  return existsSync(moduleOf(name));
}

/** Address of the module of a contender's half for a page, if it has one. */
export function pageModuleOf(name: string): URL | undefined {
  const { page } = entryOf(name);
  return page === undefined ? undefined : new URL(page, import.meta.url);
}

/** How its halves are joined. */
export function transportOf(name: string): Transport {
  return entryOf(name).transport;
}

/** Whether it takes part in scenarios of that unit. */
export function takesPart(name: string, unit: "call" | "item"): boolean {
  return unit === "call" || entryOf(name).callsOnly !== true;
}

/** The floor over the same transport. */
export function floorOf(name: string): string {
  return FLOORS[transportOf(name)];
}

/** Roam over the same transport. */
export function oursBeside(name: string): string {
  return OURS[transportOf(name)];
}
