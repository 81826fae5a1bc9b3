import { emptyMetadata, type Metadata } from "../wire/index.ts";
import type { Method } from "./method.ts";

/** What a handler learns about its call, and tells with its answer. */
export class CallContext {
  readonly service: string;
  readonly method: string;
  readonly connectionId: number;
  readonly requestId: number;
  /** Sent by the caller, in order, duplicates kept. */
  readonly metadata: Metadata;
  /** Sent by the caller with its Cancel. */
  cancelMetadata: Metadata = emptyMetadata;
  /** Travels with the answer. */
  responseMetadata: Metadata = emptyMetadata;
  #controller: AbortController | null = null;
  #aborted: Error | null = null;

  constructor(connectionId: number, requestId: number, metadata: Metadata, method: Method | undefined) {
    this.service = method?.service ?? "";
    this.method = method?.name ?? "";
    this.connectionId = connectionId;
    this.requestId = requestId;
    this.metadata = metadata;
  }

  /** Aborted when the caller cancels or the connection ends. Made when it is first asked for. */
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
