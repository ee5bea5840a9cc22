import { LONGEST_LIMIT_MS, stepMs } from '../provider/retry.ts';
import type { Pause } from '../session/ledger.ts';
import { gateOf, isRetried, type Standing } from '../session/standing.ts';
import type { Phase } from './phase.ts';
import { type Gate, type Need, ruleOf, type WaitReason } from './rules.ts';

/** All that the next spawn depends on. */
export interface Situation {
  readonly phase: Phase;
  readonly standing: Standing;
  /** A person's pause; only `resume` ends it, `--force` spawns once all the same. */
  readonly paused: Pause | undefined;
  /** Iterations accepted in this stay. */
  readonly stay: number;
  /** Attempts lost in a row: killed, or the machine died. */
  readonly lost: number;
  readonly gates: 'manual' | 'auto';
  readonly force: boolean;
  /** A person watches at the terminal; without one, a failed run waits before it spends again. */
  readonly attended: boolean;
  /** The session's files differ from those at the last row; undefined without a baseline. */
  readonly filesChanged: boolean | undefined;
  /**
   * For a parked session: its account changed, or another run found that the account works again.
   */
  readonly isLimitOver: boolean;
  /** Hash of the configuration of this run. */
  readonly config: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Whether an attempt can help, and if not, the event to wait for. */
export type Admission =
  | { readonly kind: 'spawn'; readonly because?: 'files-changed' | 'forced' }
  /** Under `--gates auto`: samocode does a person's part itself. */
  | { readonly kind: 'open-gate'; readonly gate: Gate }
  | { readonly kind: 'finished' }
  | ({ readonly kind: 'paused' } & Pause)
  | { readonly kind: 'waiting'; readonly for: WaitReason; readonly reason: string }
  | {
      readonly kind: 'blocked';
      readonly needs: Need;
      readonly reason: string;
      /** No changed file ends it: only `resume` does. */
      readonly byResume?: true;
    }
  /** Gave up; `until` in epoch milliseconds, undefined: until a person acts. */
  | {
      readonly kind: 'failed';
      readonly until: number | undefined;
      readonly reason: string;
      readonly cure: string | undefined;
    }
  | { readonly kind: 'parked'; readonly until: number; readonly reason: string };

/** This many attempts lost in a row are enough. */
export const LOST_LIMIT = 3;
/** Jitter, and a clock that is corrected by a little. */
const SLACK_MS = 60_000;

/** Pure and total; walked in tests/domain/phases/admission.test.ts. A spawn that cannot help is a bug. */
export function admit(situation: Situation): Admission {
  const { standing } = situation;
  if (standing.kind === 'done' && situation.phase === 'done') return { kind: 'finished' };
  if (situation.force) return { kind: 'spawn', because: 'forced' };
  if (situation.paused !== undefined) return { kind: 'paused', ...situation.paused };
  if (situation.gates === 'auto') {
    const gate = gateOf(standing);
    if (gate !== undefined) return { kind: 'open-gate', gate };
  }
  switch (standing.kind) {
    case 'waiting':
      return afterWaiting(standing, situation);
    case 'blocked':
      if (isRetried(standing) && standing.gate === undefined) return spawnWithin(situation);
      if (situation.filesChanged === true) return spawnWithin(situation, 'files-changed');
      return {
        ...{ kind: 'blocked', needs: standing.needs, reason: standing.reason },
        ...(standing.baseline === undefined && { byResume: true }),
      };
    case 'failed':
      return afterFailure(standing, situation);
    case 'parked':
      if (situation.isLimitOver || isPast(standing.resumeAt, situation.now, LONGEST_LIMIT_MS)) {
        return spawnWithin(situation);
      }
      return { kind: 'parked', until: standing.resumeAt, reason: standing.reason };
    case 'done':
    case 'ready':
      return spawnWithin(situation);
  }
}

type Of<K extends Standing['kind']> = Extract<Standing, { kind: K }>;

function afterWaiting(standing: Of<'waiting'>, situation: Situation): Admission {
  const isGate = gateOf(standing) !== undefined;
  if (!isGate && situation.filesChanged === true) return spawnWithin(situation, 'files-changed');
  return { kind: 'waiting', for: standing.for, reason: standing.reason };
}

function afterFailure(standing: Of<'failed'>, situation: Situation): Admission {
  const { reason, cure, resumeAt } = standing;
  const isOver = resumeAt !== undefined && isPast(resumeAt, situation.now, stepMs(Infinity));
  if (isOver || situation.attended || standing.config !== situation.config) {
    return spawnWithin(situation);
  }
  return { kind: 'failed', until: resumeAt, reason, cure };
}

/** A time further away than the longest wait was set by a clock that has since been set back. */
function isPast(at: number, now: number, longestMs: number): boolean {
  return now >= at || at > now + longestMs + SLACK_MS;
}

function spawnWithin(situation: Situation, because?: 'files-changed'): Admission {
  const { phase, stay, lost } = situation;
  if (lost >= LOST_LIMIT) {
    const reason = `${lost} attempts in a row were lost: the machine or samocode died under them`;
    return { kind: 'blocked', needs: 'environment', reason, byResume: true };
  }
  const { limit } = ruleOf(phase);
  if (stay >= limit) {
    const reason = `${phase} has used its ${limit} iterations; samocode resume allows as many again`;
    return { kind: 'blocked', needs: 'human_decision', reason, byResume: true };
  }
  return because === undefined ? { kind: 'spawn' } : { kind: 'spawn', because };
}
