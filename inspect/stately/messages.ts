/** What the protocol has of a snapshot. */
export interface StatelySnapshot {
  readonly status?: string;
  readonly value?: unknown;
  readonly context?: unknown;
  readonly output?: unknown;
}

interface Common {
  readonly sessionId: string;
  readonly rootId: string | undefined;
  /** Milliseconds since 1970, as text. */
  readonly createdAt: string;
  readonly id: null;
  readonly _version: string;
}

/** A message of the Stately inspection protocol, as `@statelyai/inspect` 0.7.2 sends and takes them. */
export type StatelyMessage =
  | (Common & {
      readonly type: "@xstate.actor";
      readonly name: string;
      readonly parentId: string | undefined;
      /** The machine's configuration as JSON. */
      readonly definition: string | undefined;
      readonly snapshot: StatelySnapshot;
    })
  | (Common & {
      readonly type: "@xstate.event";
      readonly event: { readonly type: string };
      readonly sourceId: string | undefined;
    })
  | (Common & {
      readonly type: "@xstate.snapshot";
      readonly event: { readonly type: string };
      readonly snapshot: StatelySnapshot;
    });

/** The version of the protocol spoken here, which is that of the package. */
export const STATELY_VERSION = "0.7.2";
