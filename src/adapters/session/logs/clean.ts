import type { Holder } from '../../../app/ports/session/lease.ts';
import {
  type CleanedLogs,
  type CleanPolicy,
  toPack,
  toRemove,
} from '../../../domain/logs/clean-plan.ts';
import { logPieces, packLog, removeLog } from './log-packing.ts';

/** A session whose logs are cleaned. */
export interface CleanedSession {
  readonly name: string;
  readonly path: string;
  readonly holder: () => Holder | undefined;
}

/** Cleans the logs of these sessions, except of those that a run holds; with `isDry` it only reports the plan. */
export async function cleanLogs(
  sessions: readonly CleanedSession[],
  policy: CleanPolicy,
  { isDry, now }: { readonly isDry: boolean; readonly now: number },
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
