/** What a link needs of a MessagePort, a Worker, or the scope inside of one; Node's and those of browsers have it. */
export type PortLike = Poster & (Listening | Emitting);

interface Poster {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  start?(): void;
  close?(): void;
}

/** The face of browsers, which Node's MessagePort has as well. */
interface Listening {
  addEventListener(type: string, listener: (event: object) => void): void;
}

/** The face of Node's Worker. */
interface Emitting {
  on(event: string, listener: (value: unknown) => void): unknown;
}

/** What a port tells. */
export interface PortListener {
  message(value: unknown): void;
  /** Something came that could not be read. */
  unreadable(): void;
  /** The other side is gone; browsers do not all tell, and of a Worker none does. */
  gone(cause?: unknown): void;
}

/** Listens for good: a port has one link, and cannot have another afterwards. */
export function listenTo(port: PortLike, listener: PortListener): void {
  if ("addEventListener" in port) {
    port.addEventListener("message", (event) => listener.message("data" in event ? event.data : undefined));
    port.addEventListener("messageerror", () => listener.unreadable());
    port.addEventListener("close", () => listener.gone());
    // A script that could not be loaded. An exception inside of one, which has a message, does not end a worker.
    port.addEventListener("error", (event) => {
      if (!("message" in event)) listener.gone(new Error("the worker could not be started"));
    });
  } else {
    port.on("message", (value) => listener.message(value));
    port.on("messageerror", () => listener.unreadable());
    port.on("error", (cause) => listener.gone(cause));
    port.on("exit", () => listener.gone());
  }
  port.start?.();
}

/** Closes a port. A worker and its scope, which have no `start`, are the caller's. */
export function release(port: PortLike): void {
  if (port.start !== undefined) port.close?.();
}
