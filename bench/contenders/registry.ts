import { existsSync } from "node:fs";

/** The package this bench belongs to; ratios are read from its side. */
export const OURS = "roam";
/** What everything is measured against. */
export const FLOOR = "floor";

const ROOT = import.meta.url.includes("/dist/bench/") ? "../../../" : "../../";

/**
 * Where the module of each contender is. Ours are compiled; the competitors are plain JavaScript that stays in the
 * source tree, where `bench/node_modules` is found.
 */
const MODULES: Readonly<Record<string, string>> = {
  [FLOOR]: "./floor.js",
  [OURS]: "./roam.js",
  rsocket: `${ROOT}bench/competitors/rsocket.js`,
  grpc: `${ROOT}bench/competitors/grpc.js`,
  capnweb: `${ROOT}bench/competitors/capnweb.js`,
};

/** Names of all contenders, in the order of the table. */
export const CONTENDERS: readonly string[] = Object.keys(MODULES);

/** Address of a contender's module; throws on an unknown name. */
export function moduleOf(name: string): URL {
  const path = MODULES[name];
  if (path === undefined) throw new Error(`there is no contender ${name}; there are ${CONTENDERS.join(", ")}`);
  return new URL(path, import.meta.url);
}

/** Whether a contender has been built or installed. */
export function isPresent(name: string): boolean {
  return existsSync(moduleOf(name));
}
