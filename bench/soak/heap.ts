import { getHeapSpaceStatistics } from "node:v8";
import { collect } from "../collect.ts";

/** Bytes after a collection. */
export interface Heap {
  /** Objects: what a leak would be made of. */
  readonly objects: number;
  /** Machine code: it comes and goes with what V8 finds hot, and `heapUsed` counts it like the rest. */
  readonly code: number;
  /** Memory of typed arrays and the like, outside V8's heap. */
  readonly outside: number;
}

export function heapAfterGc(): Heap {
  collect();
  let objects = 0;
  let code = 0;
  for (const { space_name: name, space_used_size: used } of getHeapSpaceStatistics()) {
    if (name.includes("code")) code += used;
    else objects += used;
  }
  return { objects, code, outside: process.memoryUsage().external };
}
