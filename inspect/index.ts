// The entry `roam-xstate/inspect`, for Node: what sessions do, as a stream, a page, a file. Needs the package rxjs 7.
//
//   const inspector = await openInspector();                                    // a page on 127.0.0.1
//   const server = await serve(url, Calculator, handlers, { inspect: inspector.feed });
//   const client = await connect(url, Calculator, { inspect: inspector.feed.as("client") });
//   const lamp = createActor(machine, { inspect: inspector.feed.observer });    // your own actors beside them
//   const recording = await inspector.feed.record("run.jsonl");                 // `roam-xstate replay run.jsonl`
//
// `serve(url, Calculator, handlers, { inspect: true })` does the first two lines in one: `server.inspector.url`.

export * from "./common.ts";
export { type Inspector, type InspectorOptions, openInspector } from "./server.ts";
export { type Tap, type TapOptions, tap } from "./tap/tap.ts";
