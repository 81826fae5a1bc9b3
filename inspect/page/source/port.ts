import { messagesTo } from "./messages.ts";
import type { Line, LiveSink } from "./source.ts";

/** Whoever opened this page, where it was opened by `open()` of another page; `null` otherwise. */
export function openerOf(page: Window): Window | null {
  if (page.location.protocol !== "blob:") return null;
  const opener: unknown = page.opener;
  return isWindow(opener) ? opener : page.parent === page ? null : page.parent;
}

/** Asks the opener for its feed, and takes it message by message. */
export function openPort(opener: Window, sink: LiveSink): Line {
  let port: MessagePort | undefined;
  const greeted = ({ source, data, ports }: MessageEvent<unknown>) => {
    if (source !== opener || data !== "roam-xstate feed") return;
    [port] = ports;
    if (port !== undefined) follow(port, sink);
  };
  addEventListener("message", greeted);
  opener.postMessage("roam-xstate page", "*");
  const stop = (): void => {
    removeEventListener("message", greeted);
    port?.close();
  };
  return { stop, say: (text) => port?.postMessage(text) };
}

function follow(port: MessagePort, sink: LiveSink): void {
  const take = messagesTo(sink);
  port.onmessage = ({ data }) => {
    if (data === "over") {
      sink.over("the feed ended: the page that it was about closed it");
      return;
    }
    const taken = take(data);
    if (taken === "stream") port.postMessage("more");
    else if (taken === "nothing") sink.over("this is not a feed of roam-xstate, or of another version");
  };
}

function isWindow(value: unknown): value is Window {
  return typeof value === "object" && value !== null && "postMessage" in value;
}
