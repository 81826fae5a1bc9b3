import { emptyMetadata, type Metadata, type Request } from "../wire/index.ts";
import type { Connection } from "./connection.ts";
import type { HandlerContext, Method } from "./method.ts";

/** What one handler is given beside its arguments. The abort signal is made when it is first asked for. */
export class CallContext implements HandlerContext {
  readonly service: string;
  readonly method: string;
  readonly connectionId: number;
  readonly requestId: number;
  readonly metadata: Metadata;
  responseMetadata: Metadata = emptyMetadata;
  #controller: AbortController | null = null;
  #aborted: Error | null = null;

  constructor(connection: Connection, request: Request, method: Method | undefined) {
    this.service = method?.service ?? "";
    this.method = method?.name ?? "";
    this.connectionId = connection.id;
    this.requestId = request.request;
    this.metadata = request.metadata;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted !== null) this.#controller.abort(this.#aborted);
    return this.#controller.signal;
  }

  abort(reason: string): void {
    this.#aborted = new DOMException(reason, "AbortError");
    this.#controller?.abort(this.#aborted);
  }
}
