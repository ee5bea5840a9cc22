import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { workFolders } from '../../../adapters/config/folders/sessions-folder.ts';
import { type LoadedConfig, loadSettings } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { keptCheckpoints } from '../../../adapters/git/checkpoint/kept.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { cleanWorktree } from '../../../adapters/git/worktree/worktree-clean.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { randomId } from '../../../adapters/random-id.ts';
import { prepareFolder } from '../../../adapters/session/folder.ts';
import { cleanLogs } from '../../../adapters/session/logs/clean.ts';
import {
  type CleanedCheckpoints,
  type CleanedSession,
  type CleanTools,
} from '../../../app/clean/clean-sessions.ts';
import { stateCleaner } from '../../../app/clean/clean-states.ts';
import { holdToClean } from '../../../app/clean/hold-to-clean.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { unlessUserError } from '../../../domain/text/user-error.ts';
import { sessionWork } from '../place/session-work.ts';
import { openProject, openReading, type ReadingFlags } from '../reading/reading.ts';
import { leasesIn } from '../running/leases-in.ts';

/** The named session, or all sessions of the project. */
export function sessionsToClean(flags: ReadingFlags): readonly CleanedSession[] {
  const opened =
    flags.session === undefined
      ? openProject(flags).map(({ open }) => open())
      : [openReading(flags, () => undefined)];
  return opened.map((one) => ({ ...one, hold: () => holdToClean(folderOf(one), randomId()) }));
}

function folderOf({ path }: Pick<CleanedSession, 'path'>): Parameters<typeof holdToClean>[0] {
  const prepare = (): void => {
    prepareFolder(path);
  };
  return { prepare, leases: leasesIn(path, NEVER.stop) };
}

/** What cleans the sessions of a project. */
export function cleanTools(
  flags: ReadingFlags,
  of: { readonly isDry: boolean; readonly worktrees: boolean },
): CleanTools {
  const at = namedHere(flags.config);
  // Its problems are those of a run, and logs can be cleaned without it.
  const loaded = unlessUserError(() => loadSettings(at));
  return {
    cleanLogs,
    changedAt: ({ path }) =>
      statSync(join(path, '_signal_history.jsonl'), { throwIfNoEntry: false })?.mtimeMs,
    checkpointsOf: (session) =>
      loaded === undefined ? undefined : checkpointsIn(session, { ...loaded, ...at }),
    cleanState: stateCleaner(removerIn(at, loaded)),
    worktrees: of.worktrees ? worktreesOf(at, of.isDry) : undefined,
  };
}

type At = ReturnType<typeof namedHere>;

function checkpointsIn(
  { path, store }: CleanedSession,
  { config, child, stateDir }: LoadedConfig & At,
): CleanedCheckpoints | undefined {
  const folder = { path, folder: store.folder, exists: true };
  const work = sessionWork({ config, folder, stateDir }, findGitPlace(config.mainRepo), child);
  return work && keptCheckpoints(work, NEVER);
}

function removerIn(at: At, loaded: LoadedConfig | undefined): Parameters<typeof stateCleaner>[0] {
  const fleet = fleetSettings(at);
  return async ({ path, store }, isDry) => {
    if (fleet === undefined || loaded === undefined) return undefined;
    const { openTravel } = await import('../fleet/state/travel.ts');
    const folder = { path, folder: store.folder, exists: true };
    const of = { machine: fleet.machine, run: `clean-${process.pid}` };
    return await openTravel({ ...at, ...loaded, folder }, of)?.remove({ ...NEVER, isDry });
  };
}

function worktreesOf(at: At, isDry: boolean): CleanTools['worktrees'] {
  const { environment } = at;
  const { mainRepo, worktrees } = workFolders(at);
  if (mainRepo === undefined || worktrees === undefined) return undefined;
  const pathOf = ({ store }: CleanedSession): string => join(worktrees, store.folder);
  return {
    pathOf,
    remove: async (session) => {
      const { branch } = session.store.state();
      const of = { path: pathOf(session), branch: branch?.name, base: branch?.base?.name };
      return await cleanWorktree({ mainRepo, environment, runTool, isDry }, of);
    },
  };
}
