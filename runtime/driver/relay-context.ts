import { CallContext } from "./call-context.ts";

/** Of a call that is sent on: to be told at once when the caller gives it up. */
export class RelayedContext extends CallContext {
  onAbort: () => void = () => {};

  override abort(reason: string): void {
    super.abort(reason);
    this.onAbort();
  }
}
