import { type Clock, systemClock } from "../driver/clock.ts";
import { CallFailedError, CallGivenUpError } from "../errors.ts";
import type { ClientCall, ClientInterceptor } from "../service/interceptor.ts";

export interface RetryOptions {
  /** How often a call is sent at the most, the first time included. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; each further pause is twice as long. Default 100. */
  readonly delayMs?: number | undefined;
  /** No pause is longer. Default 5,000. */
  readonly maxDelayMs?: number | undefined;
  /** Milliseconds that one attempt may take; a call that was given up for this is tried again. */
  readonly attemptMs?: number | undefined;
  /** What pauses are made with. */
  readonly clock?: Clock | undefined;
}

/**
 * Tries a call again when the other side gave no answer to it (`cancelled-by-callee`), or none within `attemptMs`, and
 * the method is declared idempotent: `t.method(args, ok, { idempotent: true })`. Everything else is sent once: other
 * methods, answers that would be the same again, calls that were cancelled, and calls that were lost with their
 * connection, since nobody knows whether they ran. The `timeoutMs` of a call holds for all its attempts and pauses.
 *
 * @throws {RangeError} for options that make no sense
 * @example
 * await connect(url, Inventory, { interceptors: [retry({ attempts: 3, delayMs: 50 })] });
 */
export function retry(options: RetryOptions): ClientInterceptor {
  const { attempts, delayMs = 100, maxDelayMs = 5_000, attemptMs, clock = systemClock } = options;
  if (!(Number.isInteger(attempts) && attempts > 0)) throw new RangeError("attempts must be an integer of at least 1");
  if (!(delayMs >= 0 && maxDelayMs >= 0)) throw new RangeError("pauses take at least 0 milliseconds");
  return (next) => async (call) => {
    if (!call.idempotent) return next(call);
    const deadline = call.timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + call.timeoutMs;
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(within(call, deadline - clock.now(), attemptMs));
      } catch (error) {
        const pause = Math.min(maxDelayMs, delayMs * 2 ** (attempt - 1));
        const isWorthIt = attempt < attempts && isSafe(error) && clock.now() + pause < deadline;
        if (!isWorthIt || !(await paused(clock, pause, call.signal))) throw error;
      }
    }
  };
}

function within(call: ClientCall, left: number, attemptMs = Number.POSITIVE_INFINITY): ClientCall {
  const timeoutMs = Math.min(left, attemptMs);
  return timeoutMs === Number.POSITIVE_INFINITY ? call : { ...call, timeoutMs };
}

/** The session lives, and another attempt may end otherwise. */
function isSafe(error: unknown): boolean {
  if (error instanceof CallFailedError) return error.code === "cancelled-by-callee";
  return error instanceof CallGivenUpError && error.code === "timed-out";
}

/** Whether the pause went by without the call being given up. */
function paused(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const over = () => {
      callOff();
      signal.removeEventListener("abort", over);
      resolve(!signal.aborted);
    };
    const callOff = clock.after(ms, over);
    signal.addEventListener("abort", over);
  });
}
