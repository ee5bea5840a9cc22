import type { Checkpoint } from '../../domain/checkpoints/checkpoint.ts';
import { branchName } from '../../domain/session/naming/names.ts';
import type { Config } from '../../domain/settings/config.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { CheckpointMoment, Taken } from '../ports/checkpoints.ts';
import type { Holder, Leases } from '../ports/session/lease.ts';
import type { SessionReader } from '../ports/session/store.ts';
import { look } from '../session/look.ts';

/** The files that a restoration changed. */
export interface Restored {
  readonly written: number;
  readonly removed: number;
}

/** The worktree of a session and its checkpoints. */
export interface CheckpointedWork {
  readonly workTree: string;
  /** Whether there is an entry at this path. */
  readonly exists: (path: string) => boolean;
  /** The oldest first. */
  readonly list: () => Promise<readonly Checkpoint[]>;
  readonly take: (moment: CheckpointMoment) => Promise<Taken>;
  /** Makes a branch, and a worktree at `path` with the files of the checkpoint. */
  readonly restoreInto: (path: string, checkpoint: Checkpoint, branch: string) => Promise<void>;
  /** Changes the files of the session's worktree, which are those of `current`, to those of the checkpoint. */
  readonly restoreHere: (current: Checkpoint, checkpoint: Checkpoint) => Promise<Restored>;
}

/** A new branch and worktree with the files of a checkpoint. */
export interface NewWorktree {
  readonly path: string;
  readonly branch: string;
  readonly commands: { readonly look: string; readonly remove: string };
}

/** Restores a checkpoint into a new worktree next to that of the session. */
export async function restoreBeside(
  { work, store, config }: RestoredSession,
  checkpoint: Checkpoint,
): Promise<NewWorktree> {
  const own = store.state().branch?.name ?? branchName(store.folder, config.branchPrefix);
  const branch = `${own}-checkpoint-${checkpoint.number}`;
  const path = `${work.workTree}-checkpoint-${checkpoint.number}`;
  const git = ['git', '-C', config.mainRepo];
  const remove = `${joinShellWords([...git, 'worktree', 'remove', '--force', path])} && ${joinShellWords([...git, 'branch', '-D', branch])}`;
  if (work.exists(path)) {
    throw new UserError(`the checkpoint was restored already, into ${path}`, {
      hint: `to restore it again, first: ${remove}`,
    });
  }
  await work.restoreInto(path, checkpoint, branch);
  const commands = { look: joinShellWords(['git', '-C', path, 'status']), remove };
  return { path, branch, commands };
}

/** A session whose worktree is restored. */
export interface RestoredSession {
  readonly config: Pick<Config, 'mainRepo' | 'branchPrefix'>;
  readonly store: SessionReader;
  readonly work: CheckpointedWork;
  readonly leases: Pick<Leases, 'acquire'>;
  /** The id of this restoration. */
  readonly run: string;
  /** Who holds the session, in words. */
  readonly heldWords: (holder: Holder) => string;
}

/** The result of a restoration into the session's own worktree. */
export interface RestoredHere extends Restored {
  readonly path: string;
  /** The checkpoint that has the files from before. */
  readonly before: number;
}

/** Restores a checkpoint into the session's own worktree, after a checkpoint of the files there. */
export async function restoreInPlace(
  session: RestoredSession,
  checkpoint: Checkpoint,
): Promise<RestoredHere> {
  const { work } = session;
  if (!work.exists(`${work.workTree}/.git`)) {
    throw new UserError(`the session has no worktree at ${work.workTree}`, { hint: OWN_WORKTREE });
  }
  const lease = session.leases.acquire(session.run, false);
  if ('holder' in lease) throw new UserError(session.heldWords(lease.holder), { exitCode: 6 });
  try {
    const current = await currentFiles(session);
    const restored = await work.restoreHere(current, checkpoint);
    return { ...restored, path: work.workTree, before: current.number };
  } finally {
    lease.release();
  }
}

/** The checkpoint that has the files as they are now. */
async function currentFiles({ store, work }: RestoredSession): Promise<Checkpoint> {
  const { iteration, phase } = look(store);
  const taken = await work.take({ iteration, phase });
  if (taken.kind === 'failed') {
    throw new UserError(`no checkpoint of the files that are there now: ${taken.why}`, {
      hint: OWN_WORKTREE,
    });
  }
  const current = taken.kind === 'taken' ? taken.checkpoint : (await work.list()).at(-1);
  if (current === undefined) throw new UserError('the session has no checkpoint');
  return current;
}

const OWN_WORKTREE = 'leave --here out: then the checkpoint gets a worktree of its own';
