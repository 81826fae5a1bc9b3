export type TextKey = "state" | "kind" | "method" | "peer" | "is" | "dir" | "msg";
export type NumberKey = "conn" | "id" | "age" | "credit" | "queue" | "waiting";
export type Key = TextKey | NumberKey;

export interface KeyInfo {
  readonly reads: "text" | "choice" | "number" | "duration";
  readonly choices?: readonly string[];
  readonly example: string;
  readonly meaning: string;
}

/** The words before the colon. */
export const KEYS: Readonly<Record<Key, KeyInfo>> = {
  state: { reads: "text", example: "state:stalled", meaning: "the state begins with this" },
  kind: {
    reads: "choice",
    choices: ["session", "connection", "request", "channel", "keepalive", "actor"],
    example: "kind:channel",
    meaning: "what it is",
  },
  conn: { reads: "number", example: "conn:1", meaning: "number of its connection" },
  id: { reads: "number", example: "id:7", meaning: "number of the request or channel" },
  method: { reads: "text", example: "method:sum", meaning: "part of the method's name" },
  age: { reads: "duration", example: "age>5s", meaning: "how long it lives, or lived" },
  credit: { reads: "number", example: "credit<3", meaning: "items that may still be sent" },
  queue: { reads: "number", example: "queue>0", meaning: "items that came and were not taken" },
  waiting: { reads: "number", example: "waiting>0", meaning: "writers or readers that wait" },
  peer: { reads: "text", example: "peer:left", meaning: "who saw it" },
  is: {
    reads: "choice",
    choices: ["alive", "ended", "unexpected"],
    example: "is:alive",
    meaning: "alive, ended, or with events that its chart does not know",
  },
  dir: { reads: "choice", choices: ["in", "out"], example: "dir:out", meaning: "comes in or goes out" },
  msg: { reads: "text", example: "msg:request", meaning: "kind of message begins with this (ladder)" },
};
