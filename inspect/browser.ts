// The entry `roam-xstate/inspect` in a browser: the feed, recordings, adapters, and the page beside one's own. Needs the
// package rxjs 7.
//
//   const { feed } = await open();
//   const client = await connect("wss://example.org/rpc", Calculator, { inspect: feed });

export { type Opened, type OpenOptions, open } from "./browser/open.ts";
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
