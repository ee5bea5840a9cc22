/** Watches the history while an agent works, when samocode alone may write it. */
export interface SealedRecord {
  /** Before an agent starts: keeps a copy outside of the session. Never throws; says why there is none. */
  readonly seal: () => string | undefined;
  /**
   * After it has ended, and at the start of a run for a seal that a killed run left: a changed history is put
   * back, and the other one kept beside it. With words of what was found; undefined: nothing.
   */
  readonly unseal: () => string | undefined;
}
