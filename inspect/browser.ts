// The entry `roam-xstate/inspect` in a browser: the feed, recordings, adapters, and the page beside one's own. Needs the
// package rxjs 7.
//
//   const { feed } = await open();
//   const client = await connect("wss://example.org/rpc", Calculator, { inspect: feed });

export { type Opened, type OpenOptions, open } from "./browser/open.ts";
export * from "./common.ts";
