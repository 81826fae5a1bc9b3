import { EventEmitter } from "node:events";
import type { WebSocket } from "ws";
import type { Report, RunOrder } from "../messages.ts";
import { Remote } from "../remote.ts";

/** The client half of one contender, in a page of its own, with a WebSocket to the bench beside the one it measures. */
export class PageClient extends Remote {
  readonly #told = new EventEmitter<{ report: [Report]; gone: [] }>();
  #socket: WebSocket | undefined;

  /** The page has come. */
  came(socket: WebSocket): void {
    this.#socket = socket;
    socket.on("message", (text) => this.#told.emit("report", JSON.parse(text.toString())));
    socket.on("close", () => this.#told.emit("gone"));
  }

  protected order(order: RunOrder): void {
    this.#socket?.send(JSON.stringify(order));
  }

  protected listen(reported: (report: Report) => void, gone: () => void): () => void {
    this.#told.on("report", reported);
    this.#told.on("gone", gone);
    return () => {
      this.#told.off("report", reported);
      this.#told.off("gone", gone);
    };
  }
}
