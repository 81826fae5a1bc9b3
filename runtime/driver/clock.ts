/** Time as the driver sees it. Tests and simulations bring their own. */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  /** Calls back once, not before `ms` have passed; returns how to call it off. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const handle = setTimeout(callback, ms);
    return () => clearTimeout(handle);
  },
};
