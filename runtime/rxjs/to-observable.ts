import { Observable, type Subscriber } from "rxjs";
import { MisuseError, type Rx } from "../public.ts";

/**
 * The items of a channel as an Observable: cold, for one subscriber. An item counts as taken once the subscriber's
 * `next` has returned, so what runs inside `next` holds the sender back (`rpc.flow-control.credit.exhaustion`). What
 * operators queue behind it does not: `concatMap` and `delay` buffer without bound.
 *
 * Close completes it. A reset by the sender, an item that does not decode and the end of the connection are errors.
 * Unsubscribing tells the sender to stop, at once (`rpc.channel.reset`). A second subscriber gets a MisuseError.
 *
 * @example
 * toObservable(rx).pipe(take(10)).subscribe((n) => console.log(n));
 */
export function toObservable<T>(rx: Rx<T>): Observable<T> {
  let isTaken = false;
  return new Observable<T>((subscriber) => {
    if (isTaken) {
      subscriber.error(new MisuseError("the Observable of a channel has one subscriber, once"));
      return;
    }
    isTaken = true;
    read(rx, subscriber);
  });
}

function read<T>(rx: Rx<T>, subscriber: Subscriber<T>): void {
  // Before the first item: `next` may unsubscribe.
  subscriber.add(() => void rx.return());
  const done = rx.forEach((item) => {
    subscriber.next(item);
  });
  done.then(
    () => subscriber.complete(),
    (error) => subscriber.error(error),
  );
}
