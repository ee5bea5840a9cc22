import type { Acquired, Claim, Lock } from './lock.ts';

/** After its claim, a new holder needs a moment and a sync of the disk until the file names it. */
const RACE_LIMIT = 200;
const RACE_PAUSE_MS = 2;

/**
 * Acquires a lock, and tries again while other processes take the same file over: for about 0.4 s, after which
 * the result is `raced`.
 */
export function acquireInTurn<H>(lock: Pick<Lock<H>, 'acquire'>, claim: Claim<H>): Acquired<H> {
  for (let race = 0; race < RACE_LIMIT; race += 1) {
    const result = lock.acquire(claim);
    if (result.kind !== 'raced') return result;
    if (race > 0) pause(RACE_PAUSE_MS);
  }
  return { kind: 'raced' };
}

/** Blocks, because a process that waits for a lock has no other work. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
