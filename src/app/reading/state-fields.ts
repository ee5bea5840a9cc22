import { capWords, opensAt } from '../../domain/provider/cost/caps.ts';
import { closureWords, PROVIDER_DOWN } from '../../domain/provider/limits/closed-windows.ts';
import {
  type GateTrouble,
  isRetried,
  type Pause,
  type Resting,
} from '../../domain/session/standing.ts';
import { isoOf } from '../../domain/text/timestamps.ts';
import type { SleepReason } from '../ports/session/lease.ts';
import type { Examined } from './examine.ts';
import type { SessionStatus } from './session-status.ts';

type State = Pick<
  SessionStatus,
  'state' | 'awaiting' | 'reason' | 'needs' | 'retried' | 'resumeAt'
>;

const NOTHING = { awaiting: null, reason: null, needs: null, retried: false, resumeAt: null };

/** The standing that keeps the session from an attempt now; undefined where none does. */
export function restingOf({ admitted, view, holder }: Examined): Resting | undefined {
  if (holder?.busy === true) return undefined;
  if (admitted.kind === 'ready') return isRetried(view.standing) ? view.standing : undefined;
  // A run that sleeps goes on by itself.
  const isAsleep = holder?.sleepsUntil !== undefined;
  return isAsleep && (admitted.kind === 'failed' || admitted.kind === 'parked')
    ? undefined
    : admitted;
}

/** The fields of a status that name the session's condition. */
export function stateOf(examined: Examined): State {
  const { holder } = examined;
  const resting = restingOf(examined);
  if (resting !== undefined) return stateFields(resting);
  if (holder === undefined) return { ...NOTHING, state: 'idle', ...cappedFields(examined) };
  const { busy, sleepsUntil, sleepsFor = 'limit' } = holder;
  if (busy || sleepsUntil === undefined) return { ...NOTHING, state: 'running' };
  const { closed } = examined;
  const reason = closed?.over === undefined ? SLEEPS[sleepsFor] : closureWords(closed);
  return { ...NOTHING, state: 'parked', reason, resumeAt: isoOf(sleepsUntil) };
}

/** A run would start no attempt. */
function cappedFields({ cap, now }: Examined): Pick<State, 'reason' | 'resumeAt'> | undefined {
  if (cap === undefined) return undefined;
  return { reason: capWords(cap), resumeAt: isoOf(opensAt(cap, new Date(now))) };
}

function stateFields(standing: Resting): State {
  const { kind: state } = standing;
  switch (standing.kind) {
    case 'done':
      return { ...NOTHING, state };
    case 'waiting':
      return { ...NOTHING, state, awaiting: standing.for, reason: standing.reason };
    case 'blocked': {
      const { reason, needs, retried } = standing;
      if (retried === undefined) return { ...NOTHING, state, reason, needs };
      return { ...NOTHING, state, reason: `${reason} → ${retried.cure}`, needs, retried: true };
    }
    case 'paused':
      return { ...NOTHING, state, reason: pausedBy(standing) };
    case 'failed': {
      const reason = [standing.reason, standing.cure].filter(Boolean).join(' → ');
      return { ...NOTHING, state, reason, resumeAt: isoOf(standing.resumeAt) };
    }
    case 'parked':
      return { ...NOTHING, state, reason: standing.reason, resumeAt: isoOf(standing.resumeAt) };
  }
}

/** The beginning of `reason` that an agent, a person or a CLI wrote. */
export function quoteOf(examined: Examined): string {
  const resting = restingOf(examined);
  switch (resting?.kind) {
    case 'waiting':
    case 'blocked':
      return resting.quote ?? '';
    case 'paused':
      return pausedBy(resting);
    case 'failed':
    case 'parked':
      return resting.reason;
    case 'done':
    case undefined:
      return '';
  }
}

/** Why the file that the session waits for does not open its gate. */
export function troubleOf(examined: Examined): GateTrouble | undefined {
  const resting = restingOf(examined);
  return resting?.kind === 'waiting' ? resting.trouble : undefined;
}

const SLEEPS: Readonly<Record<SleepReason, string>> = {
  limit: "asleep for the provider's limit",
  outage: PROVIDER_DOWN,
  turn: 'another session of the account goes first',
};

function pausedBy({ by, note }: Pause): string {
  return note === undefined ? `by ${by}` : `by ${by}: ${note}`;
}
