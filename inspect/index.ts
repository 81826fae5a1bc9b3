// The entry `roam-xstate/inspect`. Needs the package rxjs 7.

export { createFeed, Feed, type FeedOptions, type Followed } from "./feed.ts";
export type { Recording, RecordingOptions, RecordSink, Written } from "./record.ts";
export type * from "./records.ts";
export { NotARecording, parseRecording, type Replay, replay } from "./replay.ts";
export { type Inspector, type InspectorOptions, openInspector } from "./server.ts";
