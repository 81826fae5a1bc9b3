import { messagesTo } from "./messages.ts";
import type { Line, LiveSink } from "./source.ts";

/** The feed of the page's own origin; `null` where there is none: the page is a file, or has no token. */
export function feedAddress(page: Location): string | null {
  const token = new URLSearchParams(page.search).get("token");
  if (token === null || !/^https?:$/.test(page.protocol)) return null;
  const address = new URL("/feed", page.href);
  address.protocol = page.protocol === "https:" ? "wss:" : "ws:";
  address.search = new URLSearchParams({ token }).toString();
  return address.href;
}

export function openFeed(address: string, sink: LiveSink): Line {
  const socket = new WebSocket(address);
  const take = messagesTo(sink);
  let hasBegun = false;
  socket.onmessage = ({ data }) => {
    if (take(data) !== "nothing") {
      hasBegun = true;
      return;
    }
    socket.onclose = null;
    socket.close();
    sink.over("this is not a feed of roam-xstate, or of another version");
  };
  socket.onclose = () => sink.over(hasBegun ? "the feed ended: the process is gone, or closed it" : "no feed answers");
  const stop = (): void => {
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
  };
  return { stop, say: (text) => socket.send(text) };
}
