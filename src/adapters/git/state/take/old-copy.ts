import { dirname, join } from 'node:path';
import type { Stops } from '../../../../app/ports/repository.ts';
import { exists, moveEntry, syncFolder } from '../../../disk/entries.ts';
import { replaceFile } from '../../../disk/write-file.ts';
import { withOwnDir } from '../../checkpoint/add-worktree.ts';
import { type CheckpointGit, openRawGit } from '../../checkpoint/raw-git.ts';
import { stdoutOf } from '../../checkpoint/stdout-of.ts';
import { awayFrom, sessionAwayFrom } from '../../refusal.ts';
import { ownGitDir } from '../../worktree/own-git-dir.ts';
import { readNote } from '../note.ts';
import { readSessionFiles } from '../push/session-files.ts';
import type { StatePlace } from '../state-place.ts';
import { isOfUnfinishedTake } from './unfinished-take.ts';

/** The files that an earlier stay of the session left on this machine, and that the remote has: a take may move them aside. */
export interface OldCopy {
  readonly folder: boolean;
  readonly tree: boolean;
}

const LIMIT_MS = 60_000;

/**
 * Looks whether worktree and session folder are as in the last state that this machine made or took, and whether the
 * state `found` goes on from that one. Never throws: where git cannot tell, there is no old copy.
 */
export async function oldCopyOf(
  place: StatePlace,
  found: string,
  refs: CheckpointGit,
  stops: Stops,
): Promise<OldCopy> {
  const { sessionFolder, workTree, commonDir } = place;
  const [hasFolder, hasTree] = [exists(sessionFolder), exists(workTree)];
  const none = { folder: false, tree: false };
  if (!hasFolder && !hasTree) return none;
  try {
    const note = await readNote(place, refs);
    if (note === undefined) return none;
    const { commit } = note;
    if (!(await refs(['merge-base', '--is-ancestor', commit, found])).ok) return none;
    const isOwn =
      hasTree && !isOfUnfinishedTake(place) && ownGitDir(commonDir, workTree) !== undefined;
    return {
      folder: hasFolder && (await isSameFolder(sessionFolder, refs, commit)),
      tree: isOwn && (await isSameTree(place, `${commit}:work`, stops)),
    };
  } catch {
    return none;
  }
}

/** A run writes these after its last push. */
const LATER = /^(?:session\.log|\.run\/.*)$/;

async function isSameFolder(folder: string, refs: CheckpointGit, commit: string): Promise<boolean> {
  const listed = await stdoutOf(refs(['ls-tree', '-r', '-z', `${commit}:session`]));
  const entries = [...listed.matchAll(/\d+ blob ([0-9a-f]+)\t([^\0]+)\0/g)];
  const kept = entries.map(([, id = '', path = '']) => ({ path, id }));
  const here = readSessionFiles(folder, commit.length === 64 ? 'sha256' : 'sha1').files;
  const keys = (files: readonly { readonly path: string; readonly id: string }[]): string =>
    files
      .filter(({ path }) => !LATER.test(path))
      .map(({ path, id }) => `${path}\0${id}`)
      .sort()
      .join('\n');
  return keys(kept) === keys(here);
}

/** Whether the files of the worktree are those of the tree, without one more but those that git ignores. */
async function isSameTree(place: StatePlace, tree: string, stops: Stops): Promise<boolean> {
  let isSame = false;
  await withOwnDir(async (ownDir) => {
    const git = openRawGit({ ...place, ownDir }, { ...stops, timeoutMs: LIMIT_MS });
    await stdoutOf(git(['read-tree', tree]));
    await git(['update-index', '-q', '--refresh']);
    const changed = await stdoutOf(git(['diff-files', '--name-only']));
    const more = await stdoutOf(git(['ls-files', '--others', '--exclude-standard']));
    isSame = changed === '' && more === '';
  });
  return isSame;
}

/**
 * Moves an old copy aside, each part by one rename; returns where it is. The session's branch is free afterwards. Killed
 * in between, the next take finds the rest of it, or names the command that moves it.
 */
export async function moveOldCopy(
  { sessionFolder, workTree, commonDir }: StatePlace,
  { folder, tree }: OldCopy,
  refs: CheckpointGit,
): Promise<readonly string[]> {
  const gitDir = tree ? ownGitDir(commonDir, workTree) : undefined;
  const moved: string[] = [];
  const move = (from: string, away: string): string => {
    moveEntry(from, away);
    syncFolder(dirname(from));
    moved.push(away);
    return away;
  };
  if (gitDir !== undefined) {
    const inTree = [`--git-dir=${gitDir}`];
    const head = (await stdoutOf(refs([...inTree, 'rev-parse', '--verify', 'HEAD']))).trim();
    await stdoutOf(refs([...inTree, 'update-ref', '--no-deref', 'HEAD', head]));
    // As `git worktree repair` does it, which looks at all other worktrees, too.
    replaceFile(join(gitDir, 'gitdir'), `${move(workTree, awayFrom(workTree))}/.git\n`);
  }
  if (folder) move(sessionFolder, sessionAwayFrom(sessionFolder));
  return moved;
}
