import { type Clock, systemClock } from "../driver/clock.ts";
import { RoamError } from "../errors.ts";
import type { Answer, AnyInterceptor, CallInfo } from "../service/interceptor.ts";
import { isSensitive, type Metadata, type MetadataEntry } from "../wire/index.ts";

export interface LoggingOptions {
  /** Takes the line of each call. What it throws does not reach the call. */
  readonly log: (line: string) => void;
  /** What durations are measured with. */
  readonly clock?: Pick<Clock, "now"> | undefined;
}

/**
 * Logs one line per call, on either side: method, outcome, duration, and the metadata sent. Arguments, results and
 * the texts of errors are never in it, nor is the value of a SENSITIVE entry (`rpc.metadata.flags.sensitive`).
 *
 * @example
 * await connect(url, Calculator, { interceptors: [logging({ log: console.log })] });
 * // Calculator.add ok 1.3 ms {"tenant": "a", "token": [sensitive]}
 */
export function logging({ log, clock = systemClock }: LoggingOptions): AnyInterceptor {
  return (next) => async (call) => {
    const start = clock.now();
    const tell = (outcome: string) => {
      const duration = (clock.now() - start).toFixed(1);
      const parts = [`${call.service}.${call.method}`, outcome, `${duration} ms`, ...shown(call.metadata)];
      try {
        log(parts.join(" "));
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    };
    try {
      const answer = await next(call);
      tell(outcomeOf(call, answer));
      return answer;
    } catch (error) {
      tell(failureOf(error));
      throw error;
    }
  };
}

function outcomeOf({ isFallible }: CallInfo, { value }: Answer): string {
  const isError = isFallible && typeof value === "object" && value !== null && "ok" in value && value.ok === false;
  return isError ? "error" : "ok";
}

/** Never the text: it may quote what was sent. */
function failureOf(error: unknown): string {
  if (error instanceof RoamError) return error.code;
  return error instanceof Error ? `failed (${error.name})` : "failed";
}

function shown(metadata: Metadata): string[] {
  if (metadata.length === 0) return [];
  return [`{${metadata.map((entry) => `${quoted(entry.key)}: ${shownValue(entry)}`).join(", ")}}`];
}

function shownValue(entry: MetadataEntry): string {
  if (isSensitive(entry)) return "[sensitive]";
  const { value } = entry;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  return typeof value === "bigint" ? `${value}` : quoted(value);
}

/** On one line and without control characters, whoever chose the text. */
function quoted(text: string): string {
  const escaped = (found: string) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped);
}
