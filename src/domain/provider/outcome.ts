/**
 * Why a fresh attempt may succeed although this one failed for a lasting reason. `conversation`: the API
 * refuses the content of this conversation, which a new process does not have. `renewal`: another
 * process renews the login, or replaces the program.
 */
export const FRESH_TRIES = ['conversation', 'renewal'] as const;
export type FreshTry = (typeof FRESH_TRIES)[number];

/** Who rests for a failure that passes: this session alone, all of this machine, or all sessions of the account. */
export type Reach = 'session' | 'machine' | 'account';

/** The result of an attempt, without its signal file. */
export type Outcome =
  | { readonly kind: 'ok'; readonly text: string }
  /** Passing: the next attempt may do better (5xx, network, crash, timeout, turn limit). */
  | {
      readonly kind: 'overload';
      readonly reason: string;
      /** Who rests for it, if not all of the account. */
      readonly reach?: Exclude<Reach, 'account'>;
    }
  /** A usage window; `until` in epoch milliseconds when known. */
  | {
      readonly kind: 'limit';
      readonly reason: string;
      readonly until?: number;
      /** The one model that is limited, where the provider names one. */
      readonly model?: string;
    }
  /** Only a person can fix it: credits, billing, login, refusal. */
  | {
      readonly kind: 'person';
      readonly reason: string;
      readonly cure: string;
      readonly fresh?: FreshTry;
    }
  /** Will fail the same way again: unknown model, bad flag, prompt too long. */
  | {
      readonly kind: 'permanent';
      readonly reason: string;
      readonly cure: string;
      readonly fresh?: FreshTry;
    }
  /** The disk is full: no fault of the provider's. `folder` is on that disk, where it is known. */
  | { readonly kind: 'disk'; readonly reason: string; readonly folder: string | undefined }
  /** We ended it because we were asked to. */
  | { readonly kind: 'stopped' };
