import { stepMs } from '../provider/retry.ts';
import type { Ending } from '../run/event.ts';
import { isRetried } from '../session/standing.ts';

/** When a session of the queue runs again. */
export type NextRun =
  /** Never: it leaves the queue. */
  | { readonly kind: 'ended' }
  /** As soon as a slot is free. */
  | { readonly kind: 'again' }
  /**
   * Epoch milliseconds; null: once a person has acted. `isOwn`: a time by the clock of this machine, which the provider
   * did not tell.
   */
  | { readonly kind: 'waits'; readonly until: number | null; readonly isOwn?: true | undefined };

const MINUTE_MS = 60_000;
/** Before a run tries again where each run may: a missing worktree, a full disk. */
const RETRY_MS = 15 * MINUTE_MS;
/** A person who ends one run by a signal has so long to pause the session. */
const SIGNALLED_MS = 5 * MINUTE_MS;

/** After a run that told its ending. */
export function afterRun(ending: Ending, now: number): NextRun {
  switch (ending.kind) {
    case 'done':
      return { kind: 'ended' };
    case 'once':
      return { kind: 'again' };
    case 'bound':
      return afterBound(ending);
    case 'waiting':
    case 'paused':
    case 'stopped':
    case 'lost':
      return { kind: 'waits', until: null };
    case 'blocked':
      return isRetried(ending) ? ownWait(now + RETRY_MS) : { kind: 'waits', until: null };
    case 'failed':
      return ownWait(ending.resumeAt);
    case 'parked':
      return { kind: 'waits', until: ending.resumeAt };
    case 'disk':
      return ownWait(now + RETRY_MS);
    case 'signalled':
      return ownWait(now + SIGNALLED_MS);
  }
}

function ownWait(until: number | undefined): NextRun {
  return until === undefined
    ? { kind: 'waits', until: null }
    : { kind: 'waits', until, isOwn: true };
}

function afterBound({
  bound,
  resumeAt,
  isOfProvider,
}: Extract<Ending, { kind: 'bound' }>): NextRun {
  switch (bound) {
    case 'iterations':
    case 'duration':
    case 'drain':
      return { kind: 'again' };
    case 'cost':
    case 'session':
    case 'day':
    case 'month':
    case 'unknown-cost':
    case 'rest':
      return isOfProvider === true ? { kind: 'waits', until: resumeAt ?? null } : ownWait(resumeAt);
  }
}

/** How a run ended that told no ending. */
export interface Death {
  /** Its exit code; the name of the signal that ended it. */
  readonly exit: number | string;
  /** Runs of the session in a row that died, this one included (`deathsWith`). */
  readonly deaths: number;
}

/** Another run holds the session: the next look is soon. */
const HELD_MS = 10_000;

/** After a run that told no ending: it did not begin, or died. */
export function afterDeath({ exit, deaths }: Death, now: number): NextRun {
  const refused = afterRefusal(exit, now);
  if (refused !== undefined) return refused;
  const isKilled = typeof exit === 'string' && deaths === 1;
  return isKilled ? { kind: 'again' } : ownWait(now + stepMs(deaths));
}

/** Deaths in a row after a run that told no ending; one that was refused, or had no disk, is none. */
export function deathsWith(before: number, exit: Death['exit']): number {
  return afterRefusal(exit, 0) === undefined ? before + 1 : before;
}

/** Undefined: the run died. */
function afterRefusal(exit: Death['exit'], now: number): NextRun | undefined {
  switch (exit) {
    case 0:
      return { kind: 'ended' };
    // It was refused; or it waits for a person, and the disk had no room to say so.
    case 2:
    case 3:
    case 4:
      return { kind: 'waits', until: null };
    case 6:
      return ownWait(now + HELD_MS);
    case 7:
    case 74:
    case 75:
      return ownWait(now + RETRY_MS);
    default:
      return undefined;
  }
}
