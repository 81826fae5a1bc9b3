import { Observable } from "rxjs";

/** What `observeActor` needs of an actor: every actor of this library and of XState 5 has it. */
export interface ObservedActor<S> {
  getSnapshot(): S;
  subscribe(observer: { next(snapshot: S): void; error(error: unknown): void; complete(): void }): {
    unsubscribe(): void;
  };
}

/**
 * The snapshots of an actor: the present one on subscribing, then each later one. Completes when the actor is done or
 * stopped; an actor that failed is an error. (`from(actor)` of rxjs begins with the next one instead.)
 *
 * @example
 * observeActor(sessionOf(client).actor).subscribe(({ context }) => show(context.requests));
 */
export function observeActor<S extends { readonly status: string }>(actor: ObservedActor<S>): Observable<S> {
  return new Observable<S>((subscriber) => {
    const present = actor.getSnapshot();
    const follow = () => {
      const subscription = actor.subscribe({
        next: (snapshot) => subscriber.next(snapshot),
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      subscriber.add(() => subscription.unsubscribe());
    };
    // Follow first, so that what `next` sets off is not missed; an actor that is over would complete before it began.
    if (present.status === "active") follow();
    subscriber.next(present);
    if (present.status !== "active") follow();
  });
}
