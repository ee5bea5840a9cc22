import type { RunOptions } from './loop.ts';

const HEARTBEAT_MS = 15_000;

/**
 * The longest time between two looks of a run whose agent says nothing: at the log, the disk, the working folder
 * and the lease. Under `samocode work` many runs wait side by side, and no person waits for ten seconds: each looks
 * as often as it touches its heartbeat. Undefined: as usual.
 */
export function rarestLookMs({ leaves: isUnderWork }: RunOptions): number | undefined {
  return isUnderWork ? HEARTBEAT_MS : undefined;
}
