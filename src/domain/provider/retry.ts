import type { FreshTry, Outcome } from './outcome.ts';

export interface RetryPolicy {
  /** In all, the first included. */
  readonly maxAttempts: number;
  /** Base of the backoff; 0 means at once. */
  readonly delayMs: number;
  /** The waits before fresh attempts while another process renews login or program; not empty. */
  readonly loginStepsMs: readonly number[];
  /** How long a run may sleep for a provider's limit; 0: never. */
  readonly maxWaitMs: number;
}

/** What has happened to this iteration so far. */
export interface Tries {
  /** Attempts that failed and count, this one included. */
  readonly failed: number;
  /** Times the provider's limit was met in a row, this one included. */
  readonly limits: number;
  /** Milliseconds this run has already slept for limits. */
  readonly waitedMs: number;
  /** The fresh attempts of this iteration so far. */
  readonly fresh: readonly FreshTry[];
}

export type NextTry =
  | {
      readonly kind: 'again';
      readonly afterMs: number;
      readonly reason: string;
      /** A fresh attempt after a failure that would otherwise need a person. */
      readonly fresh?: FreshTry;
    }
  /**
   * The provider's window is used up: sleep until `at` (epoch milliseconds), then one attempt. `isOfProvider`: the provider
   * told that time; else it is a step by the clock of this machine.
   */
  | {
      readonly kind: 'wait';
      readonly at: number;
      readonly reason: string;
      readonly isOfProvider?: true;
    }
  /** Beyond what this run may wait. */
  | { readonly kind: 'park'; readonly at: number; readonly reason: string }
  | {
      readonly kind: 'give-up';
      readonly reason: string;
      readonly cure: string | undefined;
      /** A later run may do better by itself; else a person has to act first. */
      readonly isTransient: boolean;
    };

const MINUTE = 60_000;
/** Waits where no reset time is known, and between runs that failed. */
const STEPS_MS = [15 * MINUTE, 30 * MINUTE, 60 * MINUTE] as const;
/** A renewal takes longer than the first wait now and then. */
const RENEWAL_TRIES = 2;
/** Past the cap for any delay of a millisecond or more, and no overflow. */
const MOST_DOUBLINGS = 20;
const LONGEST_BACKOFF_MS = 5 * MINUTE;
/** However long a provider says its window is closed. */
export const LONGEST_LIMIT_MS = 8 * 24 * 60 * MINUTE;

/** The n-th step (from 1) of 15, 30, 60, 60, … minutes, in milliseconds. */
export function stepMs(n: number): number {
  return STEPS_MS[Math.min(Math.max(n, 1), STEPS_MS.length) - 1] ?? STEPS_MS[2];
}

/** What to do after an attempt that was not good; `random` in [0, 1) makes the jitter. */
export function afterAttempt(
  policy: RetryPolicy,
  tries: Tries,
  outcome: Exclude<Outcome, { kind: 'ok' | 'stopped' | 'disk' }>,
  { now, random }: { readonly now: number; readonly random: number },
): NextTry {
  switch (outcome.kind) {
    case 'overload': {
      const { reason } = outcome;
      if (tries.failed >= policy.maxAttempts) {
        const text = `${reason} (${tries.failed} ${tries.failed === 1 ? 'attempt' : 'attempts'})`;
        return { kind: 'give-up', reason: text, cure: undefined, isTransient: true };
      }
      return { kind: 'again', afterMs: backoffMs(policy, tries.failed, random), reason };
    }
    case 'limit': {
      const at = limitEnd(outcome.until, tries.limits, { now, random });
      const waitMs = tries.waitedMs + (at - now);
      const { until, reason } = outcome;
      if (waitMs > policy.maxWaitMs) return { kind: 'park', at, reason };
      const isOfProvider = until !== undefined && until > now && { isOfProvider: true as const };
      return { kind: 'wait', at, reason, ...isOfProvider };
    }
    case 'person':
    case 'permanent': {
      const { reason, cure, fresh } = outcome;
      const afterMs = fresh === undefined ? undefined : freshDelayMs(fresh, policy, tries);
      if (fresh !== undefined && afterMs !== undefined) {
        return { kind: 'again', afterMs, reason, fresh };
      }
      const text = tries.fresh.length === 0 ? reason : `${reason} (${tries.failed} attempts)`;
      return { kind: 'give-up', reason: text, cure, isTransient: false };
    }
  }
}

/** A renewal gets at least two fresh attempts, a spoilt conversation one; undefined: none is left. */
function freshDelayMs(
  fresh: FreshTry,
  { loginStepsMs }: RetryPolicy,
  tries: Tries,
): number | undefined {
  const before = tries.fresh.filter((one) => one === fresh).length;
  if (fresh === 'conversation') return before === 0 ? 0 : undefined;
  if (before >= Math.max(RENEWAL_TRIES, loginStepsMs.length)) return undefined;
  return loginStepsMs[Math.min(before, loginStepsMs.length - 1)] ?? 0;
}

function backoffMs(policy: RetryPolicy, failed: number, random: number): number {
  const full = Math.min(
    policy.delayMs * 2 ** Math.min(failed - 1, MOST_DOUBLINGS),
    Math.max(LONGEST_BACKOFF_MS, policy.delayMs),
  );
  return Math.round(full * (0.5 + random / 2));
}

/**
 * Until when a window counts as closed, in epoch milliseconds: its reset; one that is unknown, or was
 * past and helped nothing, by steps. `limits`: times in a row that it was met, this one included.
 */
export function closedUntil(until: number | undefined, limits: number, now: number): number {
  const isKnown = until !== undefined && !Number.isNaN(until);
  const isUseful = isKnown && (until > now || limits <= 1);
  if (!isUseful) return now + stepMs(limits);
  return Math.min(Math.max(until, now), now + LONGEST_LIMIT_MS);
}

/** A little later than the reset, and not all runs at once: 1–10 s. */
function limitEnd(
  until: number | undefined,
  limits: number,
  { now, random }: { readonly now: number; readonly random: number },
): number {
  return closedUntil(until, limits, now) + 1000 + Math.round(random * 9000);
}
