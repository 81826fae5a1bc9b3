import { createFeed, type Feed, type FeedOptions } from "../feed.ts";
import { PortViewer } from "./port-viewer.ts";

export interface OpenOptions extends FeedOptions {
  /** What it shows; without one it makes a feed with these options. */
  readonly feed?: Feed | undefined;
  /** A frame of this document to show it in, instead of a window of its own. */
  readonly into?: HTMLIFrameElement | undefined;
  /** Lets the page act as a program could: cancel calls, end channels, connections and sessions. Default: it only looks. */
  readonly drive?: boolean | undefined;
}

/** The inspector's page beside this one. */
export interface Opened {
  readonly feed: Feed;
  /** Shows nothing new any more. The window stays. */
  close(): void;
}

/** How often is looked whether the page is still there. Milliseconds. */
const LOOK_MS = 1_000;

/**
 * Opens the inspector's page beside this one, and shows it what happens here. Nothing leaves the browser.
 *
 * @throws Error when the browser does not let a window be opened: call it from a click, or give it a frame
 * @example
 * const { feed } = await open();
 * const client = await connect("wss://example.org/rpc", Calculator, { inspect: feed });
 */
export async function open(options: OpenOptions = {}): Promise<Opened> {
  const feed = options.feed ?? createFeed(options);
  const { default: html } = await import("../page-html.ts");
  const address = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  let viewer: PortViewer | null = null;
  let view: Window | null = null;
  // The page says hello, and again after each reload.
  const greet = ({ source, origin, data }: MessageEvent<unknown>) => {
    // The window may have been led elsewhere meanwhile: only our own page is shown anything.
    if (source === null || source !== view || origin !== self.origin || data !== "roam-xstate page") return;
    const { port1, port2 } = new MessageChannel();
    viewer?.close();
    viewer = new PortViewer(feed, port1, options.drive === true);
    // An origin that is opaque has no name to be sent to.
    const targetOrigin = origin === "null" ? "*" : origin;
    view.postMessage("roam-xstate feed", { targetOrigin, transfer: [port2] });
  };
  addEventListener("message", greet);
  view = show(address, options.into);
  const looking = setInterval(() => {
    if (view?.closed === true) close();
  }, LOOK_MS);
  const close = (): void => {
    clearInterval(looking);
    removeEventListener("message", greet);
    viewer?.close();
    viewer = null;
    URL.revokeObjectURL(address);
    if (options.feed === undefined) feed.close();
  };
  if (view === null) {
    close();
    throw new Error("the browser opens no window: call it from a click, or give it a frame");
  }
  return { feed, close };
}

function show(address: string, frame: HTMLIFrameElement | undefined): Window | null {
  if (frame === undefined) return window.open(address, "_blank", "popup");
  frame.src = address;
  return frame.contentWindow;
}
