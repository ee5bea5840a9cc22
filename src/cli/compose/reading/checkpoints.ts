import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listCheckpoints } from '../../../adapters/git/checkpoint/list.ts';
import { openRefsGit } from '../../../adapters/git/checkpoint/raw-git.ts';
import {
  type Restored,
  restoreHere,
  restoreInto,
} from '../../../adapters/git/checkpoint/restore.ts';
import { type SessionWork, takeCheckpoint } from '../../../adapters/git/checkpoint/take.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { look } from '../../../app/session/look.ts';
import type { Checkpoint } from '../../../domain/checkpoints/checkpoint.ts';
import { branchName } from '../../../domain/session/names.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { heldWords } from '../../render/holder.ts';
import type { OpenSession } from '../people/open-session.ts';
import type { Place } from '../place/place.ts';
import { sessionWork } from '../place/session-work.ts';

const LIST_LIMIT_MS = 60_000;

/** The checkpoints of a session, the oldest first. */
export async function checkpointsOf(place: Place): Promise<readonly Checkpoint[]> {
  const work = workOf(place);
  const limits = { ...NEVER, timeoutMs: LIST_LIMIT_MS };
  return await listCheckpoints(
    openRefsGit({ ...work, workTree: work.commonDir }, limits),
    work.session,
  );
}

function workOf(place: Place): SessionWork {
  const { mainRepo } = place.config;
  const work = sessionWork(place, findGitPlace(mainRepo), place.child);
  if (work !== undefined) return work;
  throw new UserError(`${mainRepo} is not a git repository`, {
    hint: joinShellWords(['git', '-C', mainRepo, 'status']),
  });
}

/** A new branch and worktree with the files of a checkpoint. */
export interface NewWorktree {
  readonly path: string;
  readonly branch: string;
  readonly commands: { readonly look: string; readonly remove: string };
}

/** Restores a checkpoint into a new worktree next to that of the session. */
export async function restoreBeside(
  { place, store }: OpenSession,
  checkpoint: Checkpoint,
): Promise<NewWorktree> {
  const work = workOf(place);
  const { config, folder } = place;
  const own = store.state().branch?.name ?? branchName(folder.folder, config.branchPrefix);
  const branch = `${own}-checkpoint-${checkpoint.number}`;
  const path = `${work.workTree}-checkpoint-${checkpoint.number}`;
  const git = ['git', '-C', config.mainRepo];
  const remove = `${joinShellWords([...git, 'worktree', 'remove', '--force', path])} && ${joinShellWords([...git, 'branch', '-D', branch])}`;
  if (existsSync(path)) {
    throw new UserError(`the checkpoint was restored already, into ${path}`, {
      hint: `to restore it again, first: ${remove}`,
    });
  }
  await restoreInto({ ...work, workTree: path }, checkpoint, { branch, stops: NEVER });
  const commands = { look: joinShellWords(['git', '-C', path, 'status']), remove };
  return { path, branch, commands };
}

/** The result of a restoration into the session's own worktree. */
export interface RestoredHere extends Restored {
  readonly path: string;
  /** The checkpoint that has the files from before. */
  readonly before: number;
}

/** Restores a checkpoint into the session's own worktree, after a checkpoint of the files there. */
export async function restoreInPlace(
  { place, store, leases }: OpenSession,
  checkpoint: Checkpoint,
): Promise<RestoredHere> {
  const work = workOf(place);
  if (!existsSync(join(work.workTree, '.git'))) {
    throw new UserError(`the session has no worktree at ${work.workTree}`, {
      hint: 'leave --here out: then the checkpoint gets a worktree of its own',
    });
  }
  const lease = leases.acquire(`restore-${process.pid}`, false);
  if ('holder' in lease) {
    const named = { config: place.config.configPath, session: place.session };
    throw new UserError(heldWords(lease.holder, named, Date.now()), { exitCode: 6 });
  }
  try {
    const { iteration, phase } = look(store);
    const taken = await takeCheckpoint(work, { iteration, phase }, NEVER);
    if (taken.kind === 'failed') {
      throw new UserError(`no checkpoint of the files that are there now: ${taken.why}`, {
        hint: 'leave --here out: then the checkpoint gets a worktree of its own',
      });
    }
    const current = taken.kind === 'taken' ? taken.checkpoint : (await checkpointsOf(place)).at(-1);
    if (current === undefined) throw new UserError('the session has no checkpoint');
    const restored = await restoreHere(work, { current: current.commit, checkpoint }, NEVER);
    return { ...restored, path: work.workTree, before: current.number };
  } finally {
    lease.release();
  }
}
