import { isFeedRecord, isHeader } from "./read.ts";
import type { Sink, Stop } from "./source.ts";

/** The feed of the page's own origin; `null` where there is none: the page is a file, or has no token. */
export function feedAddress(page: Location): string | null {
  const token = new URLSearchParams(page.search).get("token");
  if (token === null || !/^https?:$/.test(page.protocol)) return null;
  const address = new URL("/feed", page.href);
  address.protocol = page.protocol === "https:" ? "wss:" : "ws:";
  address.search = new URLSearchParams({ token }).toString();
  return address.href;
}

export function openFeed(address: string, sink: Sink): Stop {
  const socket = new WebSocket(address);
  let hasBegun = false;
  socket.onmessage = ({ data }) => {
    const message = typeof data === "string" ? parse(data) : undefined;
    if (!hasBegun) {
      if (!isHeader(message)) {
        socket.onclose = null;
        socket.close();
        sink.over("this is not a feed of roam-xstate, or of another version");
        return;
      }
      hasBegun = true;
      sink.begin(message);
    } else if (Array.isArray(message)) {
      const size = data.length / Math.max(message.length, 1);
      for (const one of message) isFeedRecord(one) ? sink.record(one, size) : sink.strange();
    } else sink.strange();
  };
  socket.onclose = () => sink.over(hasBegun ? "the feed ended: the process is gone, or closed it" : "no feed answers");
  return () => {
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
