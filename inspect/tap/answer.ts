/** How a call was answered. */
export type Answer = "result" | "unknownMethod" | "invalidPayload" | "cancelled" | "unreadable";

/** What the first bytes of a result say, whatever its types are (`rpc.fallible.roam-error`). */
export function answerOf(ret: Uint8Array): Answer {
  const [result, error] = ret;
  if (result === 0) return "result";
  if (result !== 1) return "unreadable";
  const answers: readonly Answer[] = ["result", "unknownMethod", "invalidPayload", "cancelled"];
  return answers[error ?? answers.length] ?? "unreadable";
}
