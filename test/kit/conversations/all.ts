import type { Script } from "../case.ts";
import { calls } from "./calls.ts";
import { channels } from "./channels.ts";
import { beyondLimit } from "./limits.ts";
import { sessions } from "./sessions.ts";

/** Conversations about what the charts leave to the wire and the data plane. */
export const conversations: readonly Script[] = [...calls, ...channels, ...sessions, beyondLimit];
