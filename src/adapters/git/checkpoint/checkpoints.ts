import type { Checkpoints, Taken } from '../../../app/ports/checkpoints.ts';
import { changedTracked } from './changed-tracked.ts';
import { type SessionWork, takeCheckpoint } from './take.ts';

/** So often a run tries again: each time may take a minute. */
const MOST_FAILURES = 3;

/** The checkpoints of a run; undefined: they are off, or its project is no git repository. */
export function openCheckpoints(work: SessionWork | undefined): Checkpoints {
  let failures = 0;
  return {
    async take(moment, stops): Promise<Taken> {
      if (work === undefined || failures >= MOST_FAILURES) return { kind: 'unchanged' };
      const taken = await takeCheckpoint(work, moment, stops);
      if (taken.kind !== 'failed') return taken;
      failures += 1;
      return failures === 1 ? taken : { kind: 'unchanged' };
    },
    // After a failure the one before the iteration may be missing.
    changed: async (span, stops) =>
      work === undefined || failures > 0 ? undefined : await changedTracked(work, span, stops),
  };
}
