/** The right to receive the messages of a bot, for all machines that share it. */
export interface PollingRight {
  /** Aborted when another process may have it. */
  readonly lost: AbortSignal;
  /** Looks at the clock first: a process that was stopped for a while knows it before its timers do. */
  readonly isHeld: () => boolean;
  /** The next update wanted; undefined: a file of this machine may know it. */
  readonly next: () => number | undefined;
  /** All before it are done with. */
  readonly advance: (next: number) => Promise<void>;
  /** Gives it to the next one. */
  readonly end: () => Promise<void>;
}

export interface Election {
  /** Waits for the right; undefined: stopped. Throws where it can never come. */
  readonly take: (stop: AbortSignal) => Promise<PollingRight | undefined>;
}
