import type { Decision } from './decision.ts';
import type { Phase } from './phase.ts';
import { isLike, isSame, type Trace, type Watch } from './progress.ts';

/** Why a session is stuck after this; undefined while it is not. `limit` 0: it never is. */
export function stuckReason(watch: Watch, limit: number): string | undefined {
  if (limit === 0) return undefined;
  if (swings(watch.recent)) {
    return `stuck: the work swings between the same two states and gets nowhere`;
  }
  if (watch.idle < limit) return undefined;
  const howMany = watch.idle === 1 ? '1 iteration' : `${watch.idle} iterations in a row`;
  return `stuck: ${howMany} changed nothing (no commit, no file, nothing in the session)`;
}

/** Blocks a stuck session that would continue; leaves every other decision unchanged. */
export function afterProgress(
  decision: Decision,
  from: Phase,
  reason: string | undefined,
): Decision {
  if (decision.kind !== 'ready' || reason === undefined) return decision;
  return { kind: 'blocked', phase: from, problem: 'stuck', needs: 'investigation', reason };
}

/** A, B, A, B: the same commits again, or others that hold the same. */
function swings([a, b, c, d]: readonly Trace[]): boolean {
  if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
  return [isSame, isLike].some((is) => is(a, c) && is(b, d) && !is(a, b));
}
