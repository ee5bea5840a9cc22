import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { listCheckpoints, removeCheckpoints } from '../../../adapters/git/checkpoint/list.ts';
import { openRefsGit } from '../../../adapters/git/checkpoint/raw-git.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { cleanLogs } from '../../../adapters/session/logs/clean.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { look } from '../../../app/session/look.ts';
import type { Cleaned, CleanPolicy } from '../../../domain/logs/clean-plan.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { sessionWork } from '../place/session-work.ts';
import {
  openProject,
  openReading,
  type ReadingFlags,
  type ReadSession,
} from '../reading/reading.ts';
import { worktreeRemover } from './clean-worktrees.ts';

const DAY_MS = 86_400_000;
/** The checkpoints of a session that has been done for so long are removed. */
const KEPT_MS = 30 * DAY_MS;
const LIMIT_MS = 60_000;

interface How {
  readonly isDry: boolean;
  readonly now: number;
  /** Worktrees are removed as well. */
  readonly worktrees: boolean;
}

/** Cleans logs, checkpoints and, where asked, worktrees of the named session, or of all sessions of the project. */
export async function cleanSessions(
  flags: ReadingFlags,
  policy: CleanPolicy,
  how: How,
): Promise<readonly Cleaned[]> {
  const sessions =
    flags.session === undefined
      ? openProject(flags).map(({ open }) => open())
      : [openReading(flags, () => undefined)];
  const cleaned = await cleanLogs(sessions, policy, how);
  const remove = checkpointRemover(flags, how);
  const removeTree = how.worktrees ? worktreeRemover(flags, how.isDry) : undefined;
  const counted: Cleaned[] = [];
  for (const [at, one] of cleaned.entries()) {
    const session = sessions[at];
    const isFree = session !== undefined && !one.isHeld;
    const checkpoints = isFree ? await remove(session) : 0;
    const worktree = isFree ? await removeTree?.(session) : undefined;
    counted.push({ ...one, checkpoints, worktree: worktree ?? null });
  }
  return counted;
}

/** Removes the checkpoints of a session that has been done for long; returns their number. */
function checkpointRemover(
  { config: named }: ReadingFlags,
  { isDry, now }: How,
): (session: ReadSession) => Promise<number> {
  const at = namedHere(named);
  const loaded = tryConfig(() => loadConfig({ ...at, flags: {}, checkExecutable: false }));
  return async ({ path, store }) => {
    if (loaded === undefined || !isLongDone(path, store, now)) return 0;
    const folder = { path, folder: store.folder, exists: true };
    const git = findGitPlace(loaded.config.mainRepo);
    const place = { config: loaded.config, folder, stateDir: at.stateDir };
    const work = sessionWork(place, git, loaded.child);
    if (work === undefined) return 0;
    const refs = openRefsGit(
      { ...work, workTree: work.commonDir },
      { ...NEVER, timeoutMs: LIMIT_MS },
    );
    if (isDry) return (await listCheckpoints(refs, work.session)).length;
    const removed = await removeCheckpoints(refs, work.session);
    rmSync(work.ownDir, { recursive: true, force: true });
    return removed;
  };
}

/** Undefined: its problems are those of a run, and logs can be cleaned without it. */
function tryConfig<T>(load: () => T): T | undefined {
  try {
    return load();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The row `done` was the last change of the history. */
function isLongDone(path: string, store: ReadSession['store'], now: number): boolean {
  const changed = statSync(join(path, '_signal_history.jsonl'), { throwIfNoEntry: false });
  if (changed === undefined || now - changed.mtimeMs < KEPT_MS) return false;
  return look(store).standing.kind === 'done';
}
