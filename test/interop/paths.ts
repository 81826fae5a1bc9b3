import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The crate of the live peer. */
export const CRATE = fileURLToPath(new URL("./rust", import.meta.url));

const target = process.env.CARGO_TARGET_DIR ?? join(CRATE, "target");

/** The live peer's binary, once `build-peer.ts` has run. */
export const PEER = join(target, "debug", "peer");
