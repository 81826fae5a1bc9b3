import { LinkError } from "./link-error.ts";
import type { MessageSink } from "./message-link.ts";

/** The states of a WebSocket that matter here. */
export const OPEN = 1;

/** What we close with when all is well. */
export const NORMAL = 1000;
/** No Close frame came. */
const ABNORMAL = 1006;
/** A purpose fulfilled, a page or server that goes away, a Close frame without a code. */
const CLEAN: readonly number[] = [NORMAL, 1001, 1005];

/**
 * Tells a link how its WebSocket was closed (`transport.websocket`). A Close frame stands behind all that was sent and
 * is a clean end, unless its code is a complaint. Without one nobody knows whether something is missing.
 */
export function tellClose(sink: MessageSink, link: string, code: number, reason: string): void {
  if (CLEAN.includes(code)) {
    sink.last();
  } else if (code === ABNORMAL) {
    sink.lost(new LinkError("lost", `${link}: the connection ended without a Close frame`));
  } else {
    const why = reason === "" ? "" : `: ${reason}`;
    sink.last(new LinkError("lost", `${link}: the counterpart closed with code ${code}${why}`));
  }
}

/** The error for a text message. */
export function noBinary(link: string): LinkError {
  return new LinkError("bad-message", `${link}: the counterpart sent a text message, payloads are binary messages`);
}

/** Names a link after its address, without what may be secret in it. */
export function nameOf(url: URL): string {
  return `${url.protocol.replace(":", "")} ${url.host}${url.pathname === "/" ? "" : url.pathname}`;
}
