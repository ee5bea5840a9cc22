import type { Spending } from '../../domain/provider/cost/spending.ts';
import type { Closure } from '../../domain/provider/limits/closed-windows.ts';
import type { Reach } from '../../domain/provider/outcome.ts';
import type { OverMark } from '../../domain/quota/guard.ts';
import type { SeenUse, WindowUse } from '../../domain/quota/window-use.ts';
import type { GuardSleepers, StartSlots } from './spread-starts.ts';

/** The current state of the account. `isOutage`: the provider fails; else a usage window is used up. */
export type LimitState =
  /** An attempt may start, or this run has the one try after a reset or a step of an outage. */
  | { readonly kind: 'open'; readonly isOutage?: true }
  | ({ readonly kind: 'closed' } & Closure)
  /** The time has passed, and another run is trying. */
  | { readonly kind: 'probed'; readonly isOutage?: true };

/** An outage as a session met it. */
export interface MetOutage {
  /** The rests one after the other; the last one repeats. */
  readonly stepsMs: readonly number[];
  /** Who rests for the failure. */
  readonly reach: Reach;
}

/** Who asks the CLI for the account's windows: this session, another one just now, or one within the last minute. */
export type AskTurn = 'mine' | 'asking' | 'asked';

/** How much of the account's usage windows is used, known to all its sessions. Never throws. */
export interface QuotaBook {
  noteUses(windows: readonly WindowUse[], now: number): void;
  /** The newest use of each present window that limits the model in use. */
  uses(now: number): readonly SeenUse[];
  /** The window over the mark of the session's quota guard, if there is one. */
  overMark(now: number): OverMark | undefined;
  /** Claims the question to the CLI, which one session of the account asks once a minute. */
  takeAsk(now: number): AskTurn;
}

/** The account's closed windows and outages, shared by all runs of this user on this machine. Never throws. */
export interface LimitBook extends StartSlots, QuotaBook, GuardSleepers {
  /** The model of the next attempt: caps on other models do not count from now on. Undefined: unknown. */
  use(model: string | undefined): void;
  /** `now` in epoch milliseconds; after a reset the look itself claims the one try. */
  look(now: number): LimitState;
  /**
   * A window is closed until then for this session, and for 15 minutes for the others; until then for all
   * when two sessions have met it. It can only be extended, at most to 8 days. `model`: the one model that
   * it limits.
   */
  close(until: number, now: number, model?: string): void;
  /**
   * The provider fails, or the CLI does. Returns the end of the rest, in epoch milliseconds: the next step
   * of the account's outage, or the end of the step that another session has begun.
   */
  fail(outage: MetOutage, now: number): number;
  /** The known limits and outages at the start of an attempt, for `clear`. */
  snapshot(): readonly string[];
  /** The account works: forgets those that were known when the attempt began. */
  clear(snapshot: readonly string[]): void;
  /**
   * Whether a window of more than six hours may be tried before its reset: one run of the account in an
   * hour. `takeProbe` claims that try.
   */
  isProbeDue(now: number): boolean;
  takeProbe(now: number): boolean;
  /** Give the try after a reset to the next run. */
  release(): void;
  /** Which account that is now: a key that gives no credential away. */
  account(): string;
  /** Why the account is closed to this session now: a limit, an outage or its quota guard. A look that claims nothing. */
  closure(now: number): Closure | undefined;
  /** The book's folder, when the disk was full at the last try to note a closed window. */
  fullDisk(): string | undefined;
}

/** The attempts of the local day or month, or of the session in this folder. */
export type SpendScope = 'day' | 'month' | { readonly session: string };

/** What each attempt cost, shared by all runs of this user on this machine. Never throws. */
export interface SpendBook {
  /** Appended with one write; an attempt that is noted twice counts once. */
  record(spending: Spending): void;
  /** US dollars by all runs, as far as they are known: on the local day of `now`, unless told. */
  spentOn(now: Date, of?: SpendScope): number;
  /** Whether no run has told people of this before; from then on one has. */
  isFirstToTell(what: string): boolean;
  /** The book's folder, when the disk was full at the last try to note an attempt. */
  fullDisk(): string | undefined;
}
