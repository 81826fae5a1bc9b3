// The entry `roam-xstate/rxjs`: channels and actors as Observables, and back. Needs the package rxjs 7.

export {
  fromObservable,
  type OverflowOptions,
  type PauseOptions,
  type PullOptions,
} from "./rxjs/from-observable.ts";
export { type ObservedActor, observeActor } from "./rxjs/observe-actor.ts";
export { OverflowError } from "./rxjs/overflow-error.ts";
export type { SentFromObservable } from "./rxjs/sending.ts";
export { toObservable } from "./rxjs/to-observable.ts";
