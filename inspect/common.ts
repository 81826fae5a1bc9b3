// What the entry `roam-xstate/inspect` exports in Node and in browsers alike.

export { createFeed, Feed, type FeedOptions, type Followed } from "./feed.ts";
export type { Recording, RecordingOptions, RecordSink, Written } from "./record.ts";
export type * from "./records.ts";
export { NotARecording, parseRecording, type Replay, replay } from "./replay.ts";
export { type FromStatelyOptions, fromStately } from "./stately/from-stately.ts";
export type { StatelyMessage, StatelySnapshot } from "./stately/messages.ts";
export { toStately } from "./stately/to-stately.ts";
export { type ShownLife, shown, treeOf } from "./tap/projection.ts";
export type { ServiceMessage } from "./xstate-inspect/messages.ts";
export {
  type Drivable,
  type XStateInspect,
  type XStateInspectOptions,
  xstateInspect,
} from "./xstate-inspect/xstate-inspect.ts";
