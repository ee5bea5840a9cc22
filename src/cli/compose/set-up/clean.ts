import { logPieces, packLog, removeLog } from '../../../adapters/session/logs/log-packing.ts';
import {
  type Cleaned,
  type CleanPolicy,
  toPack,
  toRemove,
} from '../../../domain/logs/clean-plan.ts';
import { openProject, openReading, type ReadingFlags } from '../reading/reading.ts';

/**
 * Cleans the logs of one session or of all sessions of the project; with `isDry` it only reports
 * the plan.
 */
export async function cleanLogs(
  flags: ReadingFlags,
  policy: CleanPolicy,
  { isDry, now }: { readonly isDry: boolean; readonly now: number },
): Promise<readonly Cleaned[]> {
  const sessions =
    flags.session === undefined ? allOf(flags) : [openReading(flags, () => undefined)];
  const cleaned: Cleaned[] = [];
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

function allOf(flags: ReadingFlags) {
  return openProject(flags).map(({ name, path, open }) => ({
    name,
    path,
    holder: () => open().holder(),
  }));
}
