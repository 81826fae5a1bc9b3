import { MisuseError } from "../errors.ts";

/** The address in a text. `examples` are shown when it is none. Throws MisuseError. */
export function addressOf(text: string, examples: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new MisuseError(`"${text}" is no address: write a URL such as ${examples}`, { cause });
  }
}

/** What the table has for the scheme of an address. Throws MisuseError, with the schemes known. */
export function byScheme<Way>(table: Readonly<Record<string, Way>>, { protocol }: URL): Way {
  const way = Object.hasOwn(table, protocol) ? table[protocol] : undefined;
  if (way !== undefined) return way;
  throw new MisuseError(`"${protocol}" is no scheme that can be used here; these are: ${Object.keys(table).join(" ")}`);
}

/** Host and port of an address such as `tcp://[::1]:9000`. Port 0 only to listen. Throws MisuseError. */
export function hostAndPort(url: URL, to: "dial" | "listen"): { host: string; port: number } {
  const { protocol, hostname, port, pathname, search } = url;
  const shown = `${protocol}//${hostname}`;
  if (hostname === "") throw new MisuseError(`${shown} names no host: write ${protocol}//127.0.0.1:9000`);
  if (port === "") throw new MisuseError(`${shown} names no port: write ${shown}:9000`);
  if (port === "0" && to === "dial") throw new MisuseError(`${shown}:0 cannot be dialled: port 0 is for listening`);
  if (pathname.length > 1 || search !== "") {
    throw new MisuseError(`${shown}:${port} has a path or query behind it, which means nothing there`);
  }
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** Path of an address such as `unix:///run/roam.sock`. Throws MisuseError. */
export function pathOf(url: URL): string {
  const { protocol, host, pathname } = url;
  if (host !== "") throw new MisuseError(`${protocol}//${host} names a host: write ${protocol}///path, three slashes`);
  if (pathname === "" || pathname === "/") throw new MisuseError(`${protocol} names no path: write ${protocol}///path`);
  return decoded(pathname);
}

/** Name in an address such as `memory:calculator`. Throws MisuseError. */
export function nameIn(url: URL): string {
  const name = decoded(url.host + url.pathname);
  if (name === "") throw new MisuseError(`${url.protocol} names nothing: write ${url.protocol}name`);
  return name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new MisuseError(`${text} has a percent sign that begins no character: write %25 for it`, { cause });
  }
}
