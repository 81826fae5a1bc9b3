import { addressOf, byScheme, nameIn } from "./address.ts";
import type { DialOptions, Link, LinkListener, ListenLinkOptions } from "./link.ts";
import { listenMemory } from "./memory-listen.ts";
import { dialMemory } from "./memory-registry.ts";
import { dialWebSocket } from "./websocket-browser.ts";

const EXAMPLES = "wss://host/path or memory:name";

type Dialler = (url: URL, options: DialOptions) => Promise<Link>;

const DIALLERS: Readonly<Record<string, Dialler>> = {
  "ws:": dialWebSocket,
  "wss:": dialWebSocket,
  "memory:": (url, options) => dialMemory({ ...options, name: nameIn(url) }),
};

const LISTENERS = {
  "memory:": (url: URL, options: ListenLinkOptions) => listenMemory({ ...options, name: nameIn(url) }),
};

/** The address in a text. Throws MisuseError when it is none. */
export function urlOf(text: string): URL {
  return addressOf(text, EXAMPLES);
}

/** Dials any address that a browser can. Throws MisuseError for one that makes no sense. */
export function dialUrl(url: URL, options: DialOptions): Promise<Link> {
  return byScheme(DIALLERS, url)(url, options);
}

/** Listens at any address that a browser can. Throws MisuseError for one that makes no sense. */
export function listenAtUrl(url: URL, options: ListenLinkOptions): Promise<LinkListener> {
  return byScheme(LISTENERS, url)(url, options);
}
