import { MisuseError } from "../errors.ts";
import { addressOf, byScheme, hostAndPort, nameIn, pathOf } from "./address.ts";
import type { DialOptions, Link, LinkListener, ListenLinkOptions } from "./link.ts";
import { listenMemory } from "./memory-listen.ts";
import { dialMemory } from "./memory-registry.ts";
import { dialTcp, listenTcp } from "./tcp.ts";
import { dialUnix, listenUnix } from "./unix.ts";
import { dialWebSocket } from "./websocket-dial.ts";
import { listenWebSocket, type Origins } from "./websocket-listen.ts";

const EXAMPLES = "tcp://127.0.0.1:9000, unix:///path, ws://127.0.0.1:9000/path or memory:name";

/** What listening at any address takes. */
export interface ListenOptions extends ListenLinkOptions {
  /** For `ws:`: the web origins whose pages may dial. */
  readonly origins?: Origins | undefined;
}

type Dialler = (url: URL, options: DialOptions) => Promise<Link>;
type Listening = (url: URL, options: ListenOptions) => Promise<LinkListener>;

const DIALLERS: Readonly<Record<string, Dialler>> = {
  "tcp:": (url, options) => dialTcp({ ...options, ...hostAndPort(url, "dial") }),
  "unix:": (url, options) => dialUnix({ ...options, path: pathOf(url) }),
  "ws:": dialWebSocket,
  "wss:": dialWebSocket,
  "memory:": (url, options) => dialMemory({ ...options, name: nameIn(url) }),
};

const LISTENERS: Readonly<Record<string, Listening>> = {
  "tcp:": (url, options) => listenTcp({ ...options, ...hostAndPort(url, "listen") }),
  "unix:": (url, options) => listenUnix({ ...options, path: pathOf(url) }),
  "ws:": (url, { origins = [], ...options }) => {
    const { hostname, port, pathname } = url;
    return listenWebSocket({
      ...options,
      origins,
      host: hostname.replace(/^\[|\]$/g, ""),
      // A URL leaves the port of its scheme out.
      port: port === "" ? 80 : Number(port),
      ...(pathname === "/" ? {} : { path: pathname }),
    });
  },
  "wss:": () => {
    throw new MisuseError("wss: needs a certificate: make an https server and give { server } to listenWebSocket");
  },
  "memory:": (url, options) => listenMemory({ ...options, name: nameIn(url) }),
};

/** The address in a text. Throws MisuseError when it is none. */
export function urlOf(text: string): URL {
  return addressOf(text, EXAMPLES);
}

/** Dials any address that Node can. Throws MisuseError for one that makes no sense. */
export function dialUrl(url: URL, options: DialOptions): Promise<Link> {
  return byScheme(DIALLERS, url)(url, options);
}

/** Listens at any address that Node can. Throws MisuseError for one that makes no sense. */
export function listenAtUrl(url: URL, options: ListenOptions): Promise<LinkListener> {
  return byScheme(LISTENERS, url)(url, options);
}
