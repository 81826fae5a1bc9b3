import type { Answer } from "./messages.ts";

/** How the two sides of a connection parted. */
export const PARTED = { nothing: 0, closeSent: 1, closeCame: 2, rejectSent: 3, rejectCame: 4, sessionOver: 5 } as const;

/** What a user is told of a call, by the state in which it ends. */
export const OUTCOMES: Readonly<Record<string, number>> = { responded: 1, cancelled: 2, timedOut: 3, lost: 4 };

/** Why a sender ends, by the state in which it does. */
export const WHY: Readonly<Record<string, number>> = { closed: 1, reset: 2, lost: 3 };

/** What a call is answered with. */
export const ANSWERS: Readonly<Record<Answer, number>> = { ok: 1, cancelled: 2, unknownMethod: 3, invalidPayload: 4 };

/** What happened to a receiver, as bits. */
export const CLOSE_CAME = 1;
export const RESET_SENT = 2;
export const RESET_CAME = 4;
export const PARENT_ENDED = 8;
