import { dirname, join } from 'node:path';
import type { Stops } from '../../../../app/ports/repository.ts';
import { exists, moveEntry, syncFolder } from '../../../disk/entries.ts';
import { replaceFile } from '../../../disk/write-file.ts';
import { withOwnDir } from '../../checkpoint/add-worktree.ts';
import { type CheckpointGit, openRawGit } from '../../checkpoint/raw-git.ts';
import { stdoutOf } from '../../checkpoint/stdout-of.ts';
import { awayFrom, sessionAwayFrom } from '../../refusal.ts';
import { ownGitDir } from '../../worktree/own-git-dir.ts';
import { branchCommit, freeName, isAncestor } from '../branch.ts';
import { readNote } from '../note.ts';
import type { StatePlace } from '../state-place.ts';
import { compareFolder } from './compare-folder.ts';
import { isOfUnfinishedTake } from './unfinished-take.ts';

/** The files that an earlier stay of the session left on this machine, and that a take may move aside. */
export interface OldCopy {
  readonly folder: boolean;
  readonly tree: boolean;
  /** Runs and agents have worked in it since its last push, and perhaps committed. */
  readonly isAhead: boolean;
}

const LIMIT_MS = 60_000;

/**
 * Looks whether the state `found` goes on from one of this machine, and whether worktree and session folder are as in
 * that one, or changed by runs alone. Never throws: where git cannot tell, there is no old copy.
 */
export async function oldCopyOf(
  place: StatePlace,
  found: string,
  refs: CheckpointGit,
  stops: Stops,
): Promise<OldCopy> {
  const { sessionFolder, workTree, commonDir } = place;
  const [hasFolder, hasTree] = [exists(sessionFolder), exists(workTree)];
  const none = { folder: false, tree: false, isAhead: false };
  if (!hasFolder && !hasTree) return none;
  try {
    const note = await readNote(place, refs);
    if (note === undefined) return none;
    const commit = await ancestorOf(found, [note.commit, note.pushed?.commit], refs);
    if (commit === undefined) return none;
    const isOwn =
      hasTree && !isOfUnfinishedTake(place) && ownGitDir(commonDir, workTree) !== undefined;
    const files = hasFolder ? await compareFolder(sessionFolder, refs, commit) : 'other';
    const isAhead = files === 'of runs';
    return {
      ...{ folder: files !== 'other', isAhead },
      tree: isOwn && (isAhead || (await isSameTree(place, `${commit}:work`, stops))),
    };
  } catch {
    return none;
  }
}

/** The newest state of this machine from which `found` goes on: its last push may have reached no remote. */
async function ancestorOf(
  found: string,
  own: readonly (string | undefined)[],
  refs: CheckpointGit,
): Promise<string | undefined> {
  for (const commit of own) {
    if (commit === undefined) continue;
    if (await isAncestor(refs, commit, found)) return commit;
  }
  return undefined;
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
 * Moves an old copy aside, each part by one rename; returns where it is. The session's branch is free afterwards, and
 * another one keeps the commits that `head` does not have. Killed in between, the next take finds the rest of it, or
 * names the command that moves it.
 */
export async function moveOldCopy(
  { sessionFolder, workTree, commonDir, branch }: StatePlace,
  { folder, tree, isAhead }: OldCopy,
  { refs, head }: { readonly refs: CheckpointGit; readonly head: string },
): Promise<readonly string[]> {
  if (isAhead) await keepAhead(refs, branch, head);
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

/** The commits of an attempt that no state has. */
async function keepAhead(refs: CheckpointGit, branch: string, head: string): Promise<void> {
  const commit = await branchCommit(refs, branch);
  if (commit === undefined || (await isAncestor(refs, commit, head))) return;
  const kept = await freeName(refs, `${branch}-here`);
  await stdoutOf(refs(['update-ref', `refs/heads/${kept}`, commit, '']));
}
