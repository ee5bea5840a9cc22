import { LONGEST_LIMIT_MS, stepMs } from '../provider/retry.ts';
import {
  gateOf,
  type Pause,
  type Resting,
  type RowStanding,
  type Standing,
  withPause,
} from '../session/standing.ts';
import type { Phase } from './phase.ts';
import { type Gate, type Need, ruleOf } from './rules.ts';

/** All that the next spawn depends on. */
export interface Situation {
  readonly phase: Phase;
  readonly standing: RowStanding;
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

/** Whether an attempt can help (`ready`), and if not, the event to wait for. */
export type Admission = Ready | Resting;

export interface Ready {
  readonly kind: 'ready';
  readonly because?: 'files-changed' | 'forced';
  /** Under `--gates auto`, before the attempt: samocode does a person's part itself. */
  readonly opens?: Gate;
}

/** This many attempts lost in a row are enough. */
export const LOST_LIMIT = 3;
/** Jitter, and a clock that is corrected by a little. */
const SLACK_MS = 60_000;

/** Pure and total; walked in tests/domain/phases/admission.test.ts. A spawn that cannot help is a bug. */
export function admit(situation: Situation): Admission {
  const { standing, paused, gates } = situation;
  if (standing.kind === 'done' && situation.phase === 'done') return standing;
  if (situation.force) return { kind: 'ready', because: 'forced' };
  if (paused !== undefined) return withPause(standing, paused);
  const gate = gates === 'auto' ? gateOf(standing) : undefined;
  return gate === undefined ? afterRow(standing, situation) : { kind: 'ready', opens: gate };
}

function afterRow(standing: RowStanding, situation: Situation): Admission {
  const { filesChanged, now } = situation;
  switch (standing.kind) {
    case 'waiting':
      return filesChanged === true && gateOf(standing) === undefined
        ? spawnWithin(situation, 'files-changed')
        : standing;
    case 'blocked': {
      const { retried, ...block } = standing;
      if (retried !== undefined && block.gate === undefined) return spawnWithin(situation);
      // At a closed gate no run tries again.
      return filesChanged === true ? spawnWithin(situation, 'files-changed') : block;
    }
    case 'failed':
      return mayTryAgain(standing, situation) ? spawnWithin(situation) : standing;
    case 'parked': {
      const isOver = situation.isLimitOver || isPast(standing.resumeAt, now, LONGEST_LIMIT_MS);
      return isOver ? spawnWithin(situation) : standing;
    }
    case 'done':
    case 'ready':
      return spawnWithin(situation);
  }
}

function mayTryAgain(
  { resumeAt, config }: Extract<Standing, { kind: 'failed' }>,
  situation: Situation,
): boolean {
  const isOver = resumeAt !== undefined && isPast(resumeAt, situation.now, stepMs(Infinity));
  return isOver || situation.attended || config !== situation.config;
}

/** A time further away than the longest wait was set by a clock that has since been set back. */
function isPast(at: number, now: number, longestMs: number): boolean {
  return now >= at || at > now + longestMs + SLACK_MS;
}

function spawnWithin(situation: Situation, because?: Ready['because']): Admission {
  const { phase, stay, lost } = situation;
  if (lost >= LOST_LIMIT) {
    const reason = `${lost} attempts in a row were lost: the machine or samocode died under them`;
    return untilResume('environment', reason);
  }
  const { limit } = ruleOf(phase);
  if (stay >= limit) {
    const reason = `${phase} has used its ${limit} iterations; to allow as many again: samocode resume`;
    return untilResume('human_decision', reason);
  }
  return because === undefined ? { kind: 'ready' } : { kind: 'ready', because };
}

function untilResume(needs: Need, reason: string): Resting {
  return { kind: 'blocked', needs, reason, gate: undefined, baseline: undefined };
}
