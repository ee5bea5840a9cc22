import { cleanLogs } from '../../../adapters/session/logs/clean.ts';
import type { Cleaned, CleanPolicy } from '../../../domain/logs/clean-plan.ts';
import { openProject, openReading, type ReadingFlags } from '../reading/reading.ts';

/** Cleans the logs of the named session, or of all sessions of the project. */
export async function cleanSessions(
  flags: ReadingFlags,
  policy: CleanPolicy,
  how: { readonly isDry: boolean; readonly now: number },
): Promise<readonly Cleaned[]> {
  const all = () =>
    openProject(flags).map((one) => ({ ...one, holder: () => one.open().holder() }));
  const sessions = flags.session === undefined ? all() : [openReading(flags, () => undefined)];
  return await cleanLogs(sessions, policy, how);
}
