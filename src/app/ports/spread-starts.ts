/** Spreads the starts of an account's sessions after a reset or an outage. Never throws. */
export interface StartSlots {
  /**
   * Takes a slot while the starts of the account's sessions are spread, so after a reset or an outage.
   * Undefined: start now; else when to ask again, epoch milliseconds.
   */
  turn(now: number, spacingMs: number): number | undefined;
  /** The process of the session's slot is there: the others count from now. */
  started(now: number): void;
  /** The model answered a start: halves the spacing, down to the setting. */
  answered(now: number, spacingMs: number): void;
  /** A start met a temporary limit: doubles the spacing, up to four minutes. */
  throttled(now: number): void;
}

/** The sessions of an account that sleep for their quota guard: their starts are spread, too. Never throws. */
export interface GuardSleepers {
  /** The session sleeps until then; both epoch milliseconds. */
  sleeps(until: number, now: number): void;
}
