import type { Method } from "../driver/method.ts";
import { PAIR } from "../driver/pair.ts";
import { Rx } from "../driver/rx.ts";
import { Tx } from "../driver/tx.ts";
import { CallGivenUpError, ConnectionEndedError } from "../errors.ts";
import { collectChannels, EncodeError } from "../wire/index.ts";

/**
 * A call has failed. If it never began because its connection was over or it was given up, whoever uses the ends that
 * were kept is told so, until another call binds them. After a mistake in the arguments they wait for a better call.
 */
export function failEnds({ args: schema }: Method, args: readonly unknown[], error: unknown): void {
  if (!schema.hasChannels) return;
  if (!(error instanceof ConnectionEndedError || error instanceof CallGivenUpError)) return;
  try {
    for (const { value } of collectChannels(schema, args)) {
      if ((value instanceof Rx || value instanceof Tx) && !value[PAIR].isBound) value[PAIR].failure = error;
    }
  } catch (mistake) {
    // Arguments of another shape hold no ends that anybody could wait on.
    if (!(mistake instanceof EncodeError)) throw mistake;
  }
}
