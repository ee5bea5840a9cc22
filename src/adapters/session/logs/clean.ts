import type { CleanedSession, CleanHow } from '../../../app/clean/clean-sessions.ts';
import {
  type CleanedLogs,
  type CleanPolicy,
  toPack,
  toRemove,
} from '../../../domain/logs/clean-plan.ts';
import { logPieces, packLog, removeLog } from './log-packing.ts';

/** Cleans the logs of these sessions, except of those that a run holds; with `isDry` it only reports the plan. */
export async function cleanLogs(
  sessions: readonly Pick<CleanedSession, 'name' | 'path' | 'holder'>[],
  policy: CleanPolicy,
  { isDry, now }: CleanHow,
): Promise<readonly CleanedLogs[]> {
  const cleaned: CleanedLogs[] = [];
  for (const { name, path, holder } of sessions) {
    if (holder() !== undefined) {
      cleaned.push({ session: name, isHeld: true, packed: [], removed: [] });
      continue;
    }
    const packed = toPack(logPieces(path), policy, now);
    if (!isDry) for (const piece of packed) await packLog(piece.path);
    // Read again, because the packed logs are smaller now.
    const removed = toRemove(logPieces(path), policy, now);
    if (!isDry) for (const piece of removed) removeLog(piece.path);
    cleaned.push({ session: name, isHeld: false, packed, removed });
  }
  return cleaned;
}
