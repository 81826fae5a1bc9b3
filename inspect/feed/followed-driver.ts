import type { Driver } from "../../runtime/driver/driver.ts";

/** What the end of a driver's session is told to: the one feed that follows it, if any. */
interface Place {
  onEnd: (() => void) | null;
}

const places = new WeakMap<Driver, Place>();

/**
 * Takes a driver for one feed, until what is returned is called; `onEnd` hears of the end of its session.
 *
 * The driver's promise is listened to once, whoever follows: a promise keeps its listeners until it settles, and a
 * session that lives for long would keep every feed that ever followed it, with all their slots.
 */
export function followDriver(driver: Driver, onEnd: () => void): () => void {
  const place = places.get(driver) ?? placeOf(driver);
  if (place.onEnd !== null) throw new Error("another feed follows this session");
  place.onEnd = onEnd;
  return () => {
    place.onEnd = null;
  };
}

function placeOf(driver: Driver): Place {
  const place: Place = { onEnd: null };
  places.set(driver, place);
  void driver.closed.then(() => place.onEnd?.());
  return place;
}
