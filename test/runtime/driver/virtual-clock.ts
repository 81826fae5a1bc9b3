import type { Clock } from "../../../runtime/driver/clock.ts";

interface Alarm {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that passes when the test says so. */
export class VirtualClock implements Clock {
  /** How often something was to be called back. */
  asked = 0;
  #now: number;
  readonly #alarms = new Set<Alarm>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { at: this.#now + ms, callback };
    this.#alarms.add(alarm);
    this.asked++;
    return () => this.#alarms.delete(alarm);
  }

  /** Callbacks not called yet. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Lets time pass, and calls back what becomes due on the way, each at its moment. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let alarm = this.#next(end); alarm !== undefined; alarm = this.#next(end)) {
      this.#now = Math.max(this.#now, alarm.at);
      this.#ring(alarm);
    }
    this.#now = end;
  }

  /** As when the machine slept: time is suddenly later, and what became due is called back only now. */
  jump(ms: number): void {
    this.#now += ms;
    this.advance(0);
  }

  #ring(alarm: Alarm): void {
    this.#alarms.delete(alarm);
    alarm.callback();
  }

  #next(end: number): Alarm | undefined {
    let soonest: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (alarm.at <= end && (soonest === undefined || alarm.at < soonest.at)) soonest = alarm;
    }
    return soonest;
  }
}
