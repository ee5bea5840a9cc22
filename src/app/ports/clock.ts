/** The clocks of the loop; a test's clock moves only on command. */
export interface Clock {
  /** The wall clock, for people and for reset times. */
  now(): Date;
  /** Milliseconds that only ever grow, for limits. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Calls a function again and again, until its end. */
export type Every = (ms: number, tick: () => void) => { readonly end: () => void };
