import type { Socket } from "node:net";
import type { Both, Side } from "./side.ts";

/** What passes between two sockets. */
export interface Watcher {
  /** These bytes were written to the other socket already. They must not be changed. */
  passed(from: Side, bytes: Uint8Array): void;
  /** One side sends no more. */
  ended(from: Side): void;
  /** Both sockets are gone, `detail` says why if it was no clean end. */
  over(detail: string | null): void;
}

/** Moves bytes between two sockets, both ways, as fast as the slower of them takes them; passes ends and failures on. */
export function forward(sockets: Both<Socket>, watcher: Watcher): void {
  const { left, right } = sockets;
  let failure: string | null = null;
  let open = 2;
  for (const [side, near, far] of [
    ["left", left, right],
    ["right", right, left],
  ] as const) {
    near.on("data", (bytes: Uint8Array) => {
      if (!far.write(bytes)) near.pause();
      watcher.passed(side, bytes);
    });
    far.on("drain", () => near.resume());
    near.on("end", () => {
      far.end();
      watcher.ended(side);
    });
    near.on("error", (error) => {
      failure ??= `${side}: ${error.message}`;
      drop(far);
    });
    near.on("close", () => {
      if (--open === 0) watcher.over(failure);
    });
  }
}

/** Breaks a link so that its peer does not take it for a clean end. */
export function drop(socket: Socket): void {
  if (socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
