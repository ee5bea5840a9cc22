import type { ChildIdentity } from '../process.ts';

/** The event that a run sleeps for: a usage window, the provider's outage, or the start of another session. */
export type SleepReason = 'limit' | 'outage' | 'turn';

/** Who holds a session. */
export interface Holder {
  readonly run: string;
  readonly process: ChildIdentity;
  readonly host: string;
  readonly since: string;
  /** An agent is at work, or about to be. */
  readonly busy: boolean;
  readonly child: ChildIdentity | undefined;
  /** Asleep until then; epoch milliseconds. */
  readonly sleepsUntil: number | undefined;
  /** The event that it sleeps for; undefined also for a lease of an earlier version. */
  readonly sleepsFor: SleepReason | undefined;
  /** On this machine and in this container, so that its process can be looked up. */
  readonly isVisible: boolean;
  /** Its last beat, in epoch milliseconds; undefined: it left none. */
  readonly seenAt: number | undefined;
}

/** The last beat in a session's folder: its run, and its time in epoch milliseconds. */
export interface Beat {
  readonly run: string;
  readonly at: number;
}

/** One run per session. */
export interface Lease {
  /** The dead run whose lease was taken over, if one was; without its child where that cannot be seen. */
  readonly stale: Holder | undefined;
  /**
   * Publishes the run's current activity; throws a UserError (exit 6) if another run took the lease
   * by force. The last child stays named until there is another.
   */
  update(now: {
    readonly busy: boolean;
    readonly child?: ChildIdentity;
    readonly sleepsUntil?: number;
    readonly sleepsFor?: SleepReason;
  }): void;
  /** Whether it says busy, and has since it last said so: while it does, no command writes. */
  isBusy(): boolean;
  /** Whether another run has taken it. */
  isTaken(): boolean;
  /** Throws as `update` does; comes before each write of a run that may have slept through its end. */
  check(): void;
  release(): void;
}

export interface Leases {
  /** The lease, or the living holder. */
  acquire(run: string, force: boolean): Lease | { readonly holder: Holder };
  /** The living holder, if there is one. */
  holder(): Holder | undefined;
  /**
   * Runs `work` while no other process writes rows or starts attempts; waits a few seconds at most.
   */
  exclusively<T>(work: () => T): Promise<T>;
}
